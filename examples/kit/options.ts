import { parseArgs } from 'node:util'
import type { Example, Size } from './example.js'

/** What can be chosen on the command line of every example. */
export interface Options {
  readonly size: Size
  readonly seed: number
  readonly backend: Backend | undefined
  readonly threads: number | undefined
  readonly only: string | undefined
  readonly out: string
}

const backends = ['webgpu', 'cpu', 'reference'] as const
type Backend = (typeof backends)[number]

export const usage = ({ name, about, sizes, parts }: Example): string =>
  [
    about,
    '',
    `  npm run example ${name} -- [--quick | --full] [--seed N] [--backend NAME] [--threads N]${parts ? ' [--only PART]' : ''} [--out FOLDER]`,
    '',
    `  --quick         ${sizes.quick}`,
    `  (neither)       ${sizes.default}`,
    `  --full          ${sizes.full}`,
    '  --seed N        what chance is drawn from; equal seeds give equal results (0)',
    `  --backend NAME  ${backends.join(', ')} (the best this machine has)`,
    '  --threads N     of the cpu backend (as many as there are cores)',
    ...(parts ? [`  --only PART     ${parts.join(', ')} (all)`] : []),
    `  --out FOLDER    where result, pictures and checkpoints go (results/${name}/SIZE); a run that was broken off goes on from there`,
    '  --help          this text',
  ].join('\n')

/** A command line that can't be followed, in a sentence. */
export class BadOption extends Error {
  override readonly name = 'BadOption'
}

/** The options on a command line, or `'help'`. @throws BadOption */
export const optionsOf = (example: Example, args: readonly string[]): Options | 'help' => {
  const { backend, full, help, only, out, quick, seed, threads } = parse(args)
  if (help) return 'help'
  if (quick && full) throw new BadOption('--quick and --full are two sizes; pass one of them')
  const size = quick ? 'quick' : full ? 'full' : 'default'
  if (only !== undefined && !example.parts?.includes(only))
    throw new BadOption(
      example.parts ? `--only takes ${example.parts.join(', ')}; got '${only}'` : `${example.name} has no parts for --only`,
    )
  return {
    size,
    seed: whole('seed', seed, 0),
    backend: known(backend),
    threads: threads === undefined ? undefined : whole('threads', threads, 1),
    only,
    out: out ?? `results/${example.name}/${size}`,
  }
}

const parse = (args: readonly string[]) => {
  try {
    const options = {
      quick: { type: 'boolean' },
      full: { type: 'boolean' },
      seed: { type: 'string', default: '0' },
      backend: { type: 'string' },
      threads: { type: 'string' },
      only: { type: 'string' },
      out: { type: 'string' },
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
