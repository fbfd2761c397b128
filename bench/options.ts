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
}

export const usage = `Times typegrad on this machine, beside the peak of its adapter if it runs on WebGPU, in rounds that time everything once.

  npm run bench -- [--rounds N] [--only TEXT]... [--backend NAME]

  --rounds N      how often to time each (11)
  --only TEXT     time only what has this in its name: step, matmul, 'matmul 512', elementwise
  --backend NAME  ${backends.join(', ')} (the best this machine has)
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
    help: { type: 'boolean', short: 'h', default: false },
  } as const
  const { backend, help, only = [], rounds } = parsed(() => parseArgs({ args: [...args], options }).values)
  return help ? 'help' : { rounds: wholeOf('rounds', rounds), only, backend: known(backend) }
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
