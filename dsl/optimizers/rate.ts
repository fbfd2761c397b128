import { type AnyTensor, add, astype, check, cos, DTypeMismatch, minimum, mul, ShapeMismatch, show, sub, Tensor } from '../../src/index.js'

/** How far a step goes: a number, or a function of the count of steps, which is 1 in the first. */
export type Rate = number | Schedule

/** A rate that changes from step to step. The count is whole, so it is made a float before it is divided: `div(astype(count, 'f32'), 1000)`. */
export type Schedule = (count: Tensor<[], 'i32'>) => Tensor<[]>

const rateWanted = 'a number or a schedule, (count) => f32[]'

/** How an optimiser is told its rate: by itself, `adam(0.001)`, or among its options. */
export type RateOr<Options extends { readonly rate?: Rate }> = Rate | Options

/**
 * The options of an optimiser, whose rate may have come by itself.
 *
 * @throws InvalidArgument
 */
export const optionsOf = <O extends { readonly rate?: Rate }>(
  op: string,
  given: RateOr<O> | undefined,
  names: readonly (keyof O & string)[],
): Partial<O> => {
  if (typeof given === 'string' || given instanceof Tensor)
    check.refuse(op, 'the rate', rateWanted, given, typeof given === 'string' ? '' : 'pass () => rate')
  const options =
    typeof given === 'number' || typeof given === 'function'
      ? ({ rate: given } as Partial<O>)
      : check.options<Partial<O>>(op, '', given, names) // a rate is one of them
  for (const [name, value] of Object.entries(options))
    if (typeof value !== 'number' && value !== undefined && !(name === 'rate' && typeof value === 'function'))
      check.refuse(op, `the ${name}`, name === 'rate' ? rateWanted : 'a number', value, value instanceof Tensor ? 'pass () => rate' : '')
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

/**
 * From `rate` down to 0 along half a cosine, in so many steps: `rate * (1 + cos(pi * t / steps)) / 2` in step `t`, counted from 0.
 *
 * @see Loshchilov, Hutter, SGDR: Stochastic gradient descent with warm restarts, arXiv:1608.03983
 * @example
 * ```ts
 * adam({ rate: cosineDecay(2e-3, 5 * 468) })
 * ```
 */
export const cosineDecay = (rate: number, steps: number): Schedule => {
  check.number('cosineDecay', 'the rate', rate)
  check.count('cosineDecay', 'steps', steps)
  return (count) => {
    const turn = mul(minimum(sub(astype(count, 'f32'), 1), steps), Math.PI / steps)
    return mul(add(cos(turn), 1), rate / 2)
  }
}
