import { parseArgs } from 'node:util'

/** What can be chosen on the command line. */
export interface Options {
  readonly rounds: number
  /** Parts of the names of what to time; none for all. */
  readonly only: readonly string[]
}

export const usage = `Times typegrad beside the adapter's own peak, in rounds that time everything once.

  npm run bench -- [--rounds N] [--only TEXT]...

  --rounds N   how often to time each (11)
  --only TEXT  time only what has this in its name: step, matmul, 'matmul 512', elementwise
  --help       this text`

/** A command line that cannot be followed, in a sentence. */
export class BadOption extends Error {
  override readonly name = 'BadOption'
}

/** The options on a command line, or `'help'`. @throws BadOption */
export const optionsOf = (args: readonly string[]): Options | 'help' => {
  const { help, only = [], rounds } = parse(args)
  if (help) return 'help'
  if (!/^[1-9]\d*$/.test(rounds)) throw new BadOption(`--rounds takes a whole number, at least 1; got '${rounds}'`)
  return { rounds: Number(rounds), only }
}

const parse = (args: readonly string[]) => {
  try {
    const options = {
      rounds: { type: 'string', default: '11' },
      only: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h' },
    } as const
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    throw new BadOption(error instanceof Error ? error.message : String(error), { cause: error })
  }
}
