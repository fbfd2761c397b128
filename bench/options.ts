import { parseArgs } from 'node:util'

const backends = ['webgpu', 'cpu'] as const
type Backend = (typeof backends)[number]

/** What can be chosen on the command line. */
export interface Options {
  readonly rounds: number
  /** Parts of the names of what to time; none for all. */
  readonly only: readonly string[]
  /** The best this machine has, if it is left out. */
  readonly backend: Backend | undefined
  /** Sides of the products that every layout is measured on; none where that is not asked for. */
  readonly gpu: readonly number[]
}

export const usage = `Times typegrad on this machine, beside the peak of its adapter if it runs on WebGPU, in rounds that time everything once.

  npm run bench -- [--rounds N] [--only TEXT]... [--backend NAME]
  npm run bench -- --gpu [--size N]...

  --rounds N      how often to time each (11)
  --only TEXT     time only what has this in its name: step, matmul, 'matmul 512', elementwise
  --backend NAME  ${backends.join(', ')} (the best this machine has)
  --gpu           measures, in place of all that, every layout of products that there is, beside the peak of the adapter, in f32 and f16
  --size N        of products with such sides (1024, 2048, 4096; a software adapter takes minutes for the last)
  --help          this text`

/** A command line that cannot be followed, in a sentence. */
export class BadOption extends Error {
  override readonly name = 'BadOption'
}

/** The options on a command line, or `'help'`. @throws BadOption */
export const optionsOf = (args: readonly string[]): Options | 'help' => {
  const options = {
    rounds: { type: 'string', default: '11' },
    only: { type: 'string', multiple: true },
    backend: { type: 'string' },
    gpu: { type: 'boolean', default: false },
    size: { type: 'string', multiple: true },
    help: { type: 'boolean', short: 'h', default: false },
  } as const
  const { backend, gpu, help, only = [], rounds, size } = parsed(() => parseArgs({ args: [...args], options }).values)
  if (help) return 'help'
  if (size && !gpu) throw new BadOption('--size goes with --gpu')
  const sizes = (size ?? ['1024', '2048', '4096']).map((text) => wholeOf('size', text))
  return { rounds: wholeOf('rounds', rounds), only, backend: known(backend), gpu: gpu ? sizes : [] }
}

/** What `parseArgs` makes of a command line. @throws BadOption where it throws */
export const parsed = <Values>(parse: () => Values): Values => {
  try {
    return parse()
  } catch (error) {
    throw new BadOption(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

/** @throws BadOption */
export const wholeOf = (name: string, text: string): number => {
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  throw new BadOption(`--${name} takes a whole number, at least 1; got '${text}'`)
}

const known = (name: string | undefined): Backend | undefined => {
  const found = backends.find((backend) => backend === name)
  if (found || name === undefined) return found
  throw new BadOption(`--backend takes ${backends.join(' or ')}; got '${name}'`)
}
