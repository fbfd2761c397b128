import { parseArgs } from 'node:util'
import { parsed, wholeOf } from '../options.js'

/** What can be chosen on the command line. */
export interface Options {
  readonly rounds: number
  /** Parts of the names of what to time; none for all. */
  readonly only: readonly string[]
  readonly threads: number
  /** Of the peers. */
  readonly peerThreads: number
}

export const usage = `Times typegrad's cpu backend beside TensorFlow.js and jax-js on theirs, in rounds that time everything once.

  npm run bench:peers -- [--rounds N] [--only TEXT]... [--threads N] [--peer-threads N]

  --rounds N   how often to time each (11)
  --only TEXT  time only what has this in its name: matmul, conv, 'step of LeNet', 'npm start'
  --threads N  threads of each library (2)
  --peer-threads N
               threads of the peers alone; 1 is what they run on in Node by themselves
  --help       this text`

/** The options on a command line, or `'help'`. @throws BadOption */
export const optionsOf = (args: readonly string[]): Options | 'help' => {
  const options = {
    rounds: { type: 'string', default: '11' },
    threads: { type: 'string', default: '2' },
    'peer-threads': { type: 'string' },
    only: { type: 'string', multiple: true },
    help: { type: 'boolean', short: 'h', default: false },
  } as const
  const {
    help,
    only = [],
    rounds,
    threads,
    'peer-threads': ofPeers = threads,
  } = parsed(() => parseArgs({ args: [...args], options }).values)
  if (help) return 'help'
  return {
    rounds: wholeOf('rounds', rounds),
    threads: wholeOf('threads', threads),
    peerThreads: wholeOf('peer-threads', ofPeers),
    only,
  }
}
