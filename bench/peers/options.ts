import { parseArgs } from 'node:util'
import { BadOption, parsed, wholeOf } from '../options.js'
import { type Backend, backends } from './library.js'

/** What can be chosen on the command line. */
export interface Options {
  readonly backend: Backend
  readonly rounds: number
  /** Parts of the names of what to time; none for all. */
  readonly only: readonly string[]
  readonly threads: number
  /** Of the peers. */
  readonly peerThreads: number
  /** Whether to write what was measured to docs/bench. */
  readonly save: boolean
}

export const usage = `Times typegrad beside TensorFlow.js and jax-js, all on WebAssembly or all on WebGPU, in rounds that time everything once.

  npm run bench:peers -- [--backend NAME] [--rounds N] [--only TEXT]... [--threads N] [--peer-threads N] [--save]

  --backend NAME
               cpu (WebAssembly), or webgpu (cpu)
  --rounds N   how often to time each (11)
  --only TEXT  time only what has this in its name: matmul, conv, 'step of LeNet', 'npm start'
  --threads N  threads of each library (2)
  --peer-threads N
               threads of the peers alone; 1 is what they run on in Node by themselves
  --save       writes what was measured to docs/bench: JSON, a picture, and the page that shows them
  --help       this text`

/** The options on a command line, or `'help'`. @throws BadOption */
export const optionsOf = (args: readonly string[]): Options | 'help' => {
  const options = {
    rounds: { type: 'string', default: '11' },
    threads: { type: 'string', default: '2' },
    'peer-threads': { type: 'string' },
    only: { type: 'string', multiple: true },
    backend: { type: 'string', default: 'cpu' },
    save: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  } as const
  const {
    backend: named,
    help,
    only = [],
    save,
    rounds,
    threads,
    'peer-threads': ofPeers = threads,
  } = parsed(() => parseArgs({ args: [...args], options }).values)
  if (help) return 'help'
  const backend = backends.find((known) => known === named)
  if (!backend) throw new BadOption(`--backend takes ${backends.join(' or ')}; got '${named}'`)
  if (save && only.length > 0) throw new BadOption('--save takes all that is timed; leave --only out')
  return {
    backend,
    save,
    rounds: wholeOf('rounds', rounds),
    threads: wholeOf('threads', threads),
    peerThreads: wholeOf('peer-threads', ofPeers),
    only,
  }
}
