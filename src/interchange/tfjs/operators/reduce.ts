import * as ops from '../../../index.js'
import { axesIn, axisIn } from '../../read/operators/axes.js'
import { cumulated, type Fold, product, type Reduction, reduced, total } from '../../read/operators/reduce.js'
import { ofTensor } from '../../read/value.js'
import { type Operator, type Operators, operator } from '../operator.js'
import { flag } from './attributes.js'

/** The axes are an operand. */
const reduction = (tensors: Reduction, fold?: Fold): Operator =>
  operator(2, { attributes: { keep_dims: flag(false) }, fixed: [1] }, (call) => {
    const x = call.input(0)
    const axis = axesIn(call, call.numbers(1), x.shape.length)
    const keepDims = call.settings.keep_dims
    return reduced(x, { axis, keepDims }, tensors, fold)
  })

/** The mean of whole numbers is no whole one. */
const meanOf: Reduction = (x, options) => ops.mean(ops.astype(x, 'f32'), options)

const place = (find: typeof ops.argmax): Operator =>
  operator([1, 2], { fixed: [1] }, (call) => {
    const x = call.input(0).tensor
    const [given = 0] = call.maybeNumbers(1) ?? []
    return ofTensor(find(x, { axis: axisIn(call, given, x.rank) }))
  })

const cumulative = (along: typeof ops.cumsum | typeof ops.cumprod, ofNothing: number): Operator =>
  operator(2, { attributes: { exclusive: flag(false), reverse: flag(false) }, fixed: [1] }, (call) => {
    const x = call.input(0).tensor
    const [given = 0] = call.numbers(1)
    return ofTensor(cumulated(x, axisIn(call, given, x.rank), along, ofNothing, call.settings))
  })

export const reductions: Operators = {
  All: reduction((x, options) => ops.all(x, options)),
  Any: reduction((x, options) => ops.any(x, options)),
  ArgMax: place(ops.argmax),
  ArgMin: place(ops.argmin),
  Cumprod: cumulative(ops.cumprod, 1),
  Cumsum: cumulative(ops.cumsum, 0),
  EuclideanNorm: reduction((x, options) => ops.sqrt(ops.sum(ops.square(x), options))),
  Max: reduction(ops.max, (xs) => Math.max(...xs)),
  Mean: reduction(meanOf),
  Min: reduction(ops.min, (xs) => Math.min(...xs)),
  Prod: reduction(ops.prod, product),
  Sum: reduction(ops.sum, total),
}
