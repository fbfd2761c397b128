import { type AnyTensor, astype, check, DTypeMismatch, mul, ShapeMismatch, show, sub, Tensor } from '../../src/index.js'

/**
 * How far a step goes: a number, or a function of the count of steps, which is 1 in the first.
 *
 * @category Optimizers
 */
export type Rate = number | Schedule

/**
 * A rate that changes from step to step. The count is whole, so it is made a float before it is divided: `div(astype(count, 'f32'), 1000)`.
 *
 * @category Optimizers
 */
export type Schedule = (count: Tensor<[], 'i32'>) => Tensor<[]>

const rateWanted = 'a number or a schedule, (count) => f32[]'

/**
 * How an optimiser is told its rate: by itself, `adam(0.001)`, or among its options.
 *
 * @category Optimizers
 */
export type RateOr<Options extends { readonly rate?: Rate }> = Rate | Options

/** What an option may be instead of a number, and how a sentence says so. */
const kinds = {
  flag: { wanted: 'true or false', is: (value: unknown) => typeof value === 'boolean' },
  mask: { wanted: 'a function, (path, parameter) => boolean', is: (value: unknown) => typeof value === 'function' },
  rate: { wanted: rateWanted, is: (value: unknown) => typeof value === 'number' || typeof value === 'function' },
  number: { wanted: 'a number', is: (value: unknown) => typeof value === 'number' },
} as const

/**
 * The options of an optimiser, whose rate may have come by itself. They are numbers, `rate` and those that `others` names apart.
 *
 * @throws InvalidArgument
 */
export const optionsOf = <O extends { readonly rate?: Rate }>(
  op: string,
  given: RateOr<O> | undefined,
  names: readonly (keyof O & string)[],
  others: Readonly<Record<string, keyof typeof kinds>> = {},
): Partial<O> => {
  if (typeof given === 'string' || given instanceof Tensor)
    check.refuse(op, 'the rate', rateWanted, given, typeof given === 'string' ? '' : 'pass () => rate')
  const options =
    typeof given === 'number' || typeof given === 'function'
      ? ({ rate: given } as Partial<O>)
      : check.options<Partial<O>>(op, '', given, names) // a rate is one of them
  for (const [name, value] of Object.entries(options)) {
    const { wanted, is } = kinds[name === 'rate' ? 'rate' : (others[name] ?? 'number')]
    if (value !== undefined && !is(value)) check.refuse(op, `the ${name}`, wanted, value, value instanceof Tensor ? 'pass () => rate' : '')
  }
  return options
}

/** The rate, where there is none that is right for most. */
export const needed = (op: string, rate: Rate | undefined): Rate =>
  rate ?? check.refuse(op, 'the rate', rateWanted, rate, `say it, as in ${op}(0.1)`)

/**
 * The rate in a step, in the dtype of what it moves.
 *
 * @throws InvalidArgument, DTypeMismatch, ShapeMismatch if a schedule gives something else than one f32
 */
export const rateIn = (rate: Rate, count: Tensor<[], 'i32'>, { dtype }: AnyTensor): number | AnyTensor => {
  if (typeof rate === 'number') return rate
  const given: AnyTensor = rate(count)
  if (!(given instanceof Tensor)) check.refuse('a schedule', 'what it gives', 'f32[]', given, 'make it a tensor: tensor(rate)')
  if (given.dtype !== 'f32')
    throw new DTypeMismatch(`a schedule gives f32[], got ${given.dtype}${show(given.shape)}; make the count a float: astype(count, 'f32')`)
  if (given.rank > 0) throw new ShapeMismatch(`a schedule gives f32[], got f32${show(given.shape)}; a rate is one number`)
  return astype(given, dtype)
}

/** `p := p - rate * direction`. */
export const along = (
  rate: Rate,
  { parameter, count }: { readonly parameter: AnyTensor; readonly count: Tensor<[], 'i32'> },
  direction: AnyTensor,
): AnyTensor => sub(parameter, mul(direction, rateIn(rate, count, parameter)))
