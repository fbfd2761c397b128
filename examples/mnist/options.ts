import { parseArgs } from 'node:util'

/** What can be chosen on the command line. */
export interface Options {
  readonly epochs: number
  readonly batch: number
  readonly seed: number
  readonly backend: Backend | undefined
}

const backends = ['webgpu', 'cpu', 'reference'] as const
type Backend = (typeof backends)[number]

export const usage = `Learns to read handwritten digits: trains on the 60,000 of MNIST, tests on 10,000 others.

  npm start -- [--epochs N] [--batch N] [--seed N] [--backend NAME]

  --epochs N      times to go through the digits (5)
  --batch N       digits to learn from at once (128)
  --seed N        what chance is drawn from; equal seeds give equal results (0)
  --backend NAME  ${backends.join(', ')} (the best this machine has)
  --help          this text`

/** A command line that cannot be followed, in a sentence. */
export class BadOption extends Error {
  override readonly name = 'BadOption'
}

/** The options on a command line, or `'help'`. @throws BadOption */
export const optionsOf = (args: readonly string[]): Options | 'help' => {
  const { backend, batch, epochs, help, seed } = parse(args)
  if (help) return 'help'
  return { epochs: whole('epochs', epochs, 1), batch: whole('batch', batch, 1), seed: whole('seed', seed, 0), backend: known(backend) }
}

const parse = (args: readonly string[]) => {
  const text = (initial: string) => ({ type: 'string', default: initial }) as const
  try {
    const options = {
      epochs: text('5'),
      batch: text('128'),
      seed: text('0'),
      backend: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    } as const
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    throw new BadOption(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

const whole = (name: string, text: string, least: number): number => {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isSafeInteger(value) && value >= least) return value
  throw new BadOption(`--${name} takes a whole number, at least ${least}; got '${text}'`)
}

const known = (name: string | undefined): Backend | undefined => {
  const found = backends.find((backend) => backend === name)
  if (found || name === undefined) return found
  throw new BadOption(`--backend takes ${backends.join(', ')}; got '${name}'`)
}
