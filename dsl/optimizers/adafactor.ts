import {
  type AnyTensor,
  add,
  astype,
  div,
  exp,
  expandDims,
  InvalidArgument,
  log,
  maximum,
  mean,
  mul,
  rsqrt,
  sqrt,
  square,
  sub,
  type Tensor,
  tree,
  zeros,
  zerosLike,
} from '../../src/index.js'
import type { DecayOptions } from './adamw.js'
import { type Optimizer, type OptimizerState, rememberedBy } from './optimizer.js'
import { masked, pathsOf } from './paths.js'
import { optionsOf, type Rate, type RateOr, rateIn } from './rate.js'
import { zip } from './trees.js'

/**
 * Hyperparameters of `adafactor`.
 *
 * @category Optimizers
 */
export interface AdafactorOptions extends DecayOptions {
  /** Times the size of the parameter: a step is that share of it. 1 if left out, as far as `clip` lets it. */
  readonly rate?: Rate
  /** How soon the statistics forget: in step `t` they keep `1 - t^-decay`; 0.8 if left out. */
  readonly decay?: number
  /** The root mean square of a step is at most this, before it is scaled; 1 if left out. */
  readonly clip?: number
  /** A parameter with two axes of this size and more has its squares kept by row and column alone; 128 if left out. */
  readonly factorFrom?: number
  /** How much of the last step a step keeps; 0, which remembers none, if left out. */
  readonly momentum?: number
  /** Whether steps are in proportion to the root mean square of the parameter, at least 1e-3; `true` if left out. */
  readonly scaled?: boolean
  readonly epsilon?: number
}

/** What is remembered of one parameter. */
type Statistics = Readonly<Record<string, AnyTensor>>

/**
 * Adam's second moment in little memory. Of a large matrix the mean squares of rows, `r`, and columns, `c`, are kept, `s = r c / mean(r)` stands for those of
 * its elements, `u = g / sqrt(s)`; `p := p - rate * max(rms(p), 1e-3) * u / max(1, rms(u) / clip) - weightDecay * p`. The decay of weights, 0 if left out, does not go
 * by the rate.
 *
 * @throws InvalidArgument
 * @see Shazeer, Stern, Adafactor: Adaptive learning rates with sublinear memory cost, arXiv:1804.04235
 * @example adafactor(0.01)
 *
 * @category Optimizers
 */
export const adafactor = (options?: RateOr<AdafactorOptions>): Optimizer => {
  const {
    rate = 1,
    decay = 0.8,
    clip = 1,
    factorFrom = 128,
    momentum = 0,
    scaled = true,
    epsilon = 1e-30,
    weightDecay = 0,
    mask,
  } = optionsOf<AdafactorOptions>(
    'adafactor',
    options,
    ['rate', 'decay', 'clip', 'factorFrom', 'momentum', 'scaled', 'epsilon', 'weightDecay', 'mask'],
    { scaled: 'flag', mask: 'mask' },
  )

  const first = (parameter: AnyTensor): Statistics => {
    const axes = factorAxes(parameter.shape, factorFrom)
    const squares: Statistics = axes
      ? { rows: zerosLike(mean(parameter, { axis: axes.column })), columns: zerosLike(mean(parameter, { axis: axes.row })) }
      : { squares: zerosLike(parameter) }
    return momentum === 0 ? squares : { ...squares, step: zerosLike(parameter) }
  }

  /** The gradient in units of its recent size, and the statistics after it. */
  const inUnits = (gradient: AnyTensor, before: Statistics, forget: AnyTensor): readonly [AnyTensor, Statistics] => {
    const axes = factorAxes(gradient.shape, factorFrom)
    const power = add(square(gradient), epsilon)
    const after = (kept: AnyTensor | undefined, now: AnyTensor) => add(mul(sub(now, kept ?? now), forget), kept ?? now)
    if (!axes) {
      const squares = after(before.squares, power)
      return [mul(gradient, rsqrt(squares)), { squares }]
    }
    const { row, column } = axes
    const rows = after(before.rows, mean(power, { axis: column }))
    const columns = after(before.columns, mean(power, { axis: row }))
    const perRow = rsqrt(div(rows, mean(rows, { axis: row > column ? row - 1 : row, keepDims: true })))
    return [mul(mul(gradient, expandDims(perRow, column)), expandDims(rsqrt(columns), row)), { rows, columns }]
  }

  return {
    init: (params) => ({ step: zeros([], { dtype: 'i32' }), slots: {}, others: { statistics: tree.leaves(params).map(first) } }),
    update: <Params>(gradients: Params, state: OptimizerState<Params>, params: Params) => {
      const statistics = rememberedBy('adafactor', state, 'statistics') as readonly Statistics[] // one for each parameter, by `init`
      const step: Tensor<[], 'i32'> = add(state.step, 1)
      const forget = exp(mul(log(astype(step, 'f32')), -decay))
      const paths = pathsOf(params)
      const after: Statistics[] = []
      const move = (parameter: AnyTensor, gradient: AnyTensor = parameter): AnyTensor => {
        const [place, before] = [after.length, statistics[after.length]]
        if (before === undefined)
          throw new InvalidArgument('adafactor: the state is of fewer parameters; it is what the init of this optimizer gives')
        const [units, squares] = inUnits(gradient, before, astype(forget, gradient.dtype))
        const paced = mul(div(units, maximum(div(rms(units), clip), 1)), rateIn(rate, step, parameter))
        const sized = scaled ? mul(paced, maximum(rms(parameter), 1e-3)) : paced
        const kept = before.step ? add(mul(before.step, momentum), mul(sized, 1 - momentum)) : sized
        after.push(before.step ? { ...squares, step: kept } : squares)
        const decays = weightDecay !== 0 && masked('adafactor', mask, paths[place] ?? '', parameter)
        return sub(parameter, decays ? add(kept, mul(parameter, weightDecay)) : kept)
      }
      const better = zip(move, params, gradients)
      return [better, { step, slots: {}, others: { statistics: after } }]
    },
  }
}

/** The root of the mean square of all elements. */
const rms = (x: AnyTensor): AnyTensor => sqrt(mean(square(x)))

/** The two longest axes of a shape, if both are long enough: the shorter of them is that of the rows. Of equals the later counts as longer. */
const factorAxes = (shape: readonly number[], least: number): { readonly row: number; readonly column: number } | undefined => {
  const [column, row] = shape.map((size, axis) => ({ size, axis })).sort((one, other) => other.size - one.size || other.axis - one.axis)
  return row && column && row.size >= least ? { row: row.axis, column: column.axis } : undefined
}
