import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import { folded } from '../../onnx/read/known.js'
import { allKnown, ofKnown, ofTensor } from '../../onnx/read/value.js'
import { type Operator, type Operators, operator } from '../operator.js'
import { flag } from './attributes.js'
import { axesIn, axisIn } from './axes.js'

type Reduction = (x: AnyTensor, options: { readonly axis: readonly number[]; readonly keepDims: boolean }) => AnyTensor
type Fold = (elements: readonly number[]) => number

/** The axes are an operand; of no axes it is what it was. */
const reduction = (tensors: Reduction, fold?: Fold): Operator =>
  operator(2, { attributes: { keep_dims: flag(false) }, fixed: [1] }, (call) => {
    const x = call.input(0)
    const axis = axesIn(call, call.numbers(1), x.shape.length)
    const keepDims = call.settings.keep_dims
    if (axis.length === 0) return x
    const [known] = allKnown([x]) ?? []
    if (!known || !fold || x.dtype === 'bool') return ofTensor(tensors(x.tensor, { axis, keepDims }))
    const whole = folded(known, axis, fold)
    return ofKnown(keepDims ? whole : { ...whole, shape: whole.shape.filter((_, i) => !axis.includes(i)) })
  })

const total: Fold = (xs) => xs.reduce((sum, x) => sum + x, 0)

/** The mean of whole numbers is no whole one. */
const meanOf: Reduction = (x, options) => ops.mean(ops.astype(x, 'f32'), options)

const place = (find: typeof ops.argmax): Operator =>
  operator([1, 2], { fixed: [1] }, (call) => {
    const x = call.input(0).tensor
    const [given = 0] = call.optional(1) ? call.numbers(1) : []
    return ofTensor(find(x, { axis: axisIn(call, given, x.rank) }))
  })

const cumulative = (along: typeof ops.cumsum | typeof ops.cumprod, ofNothing: number): Operator =>
  operator(2, { attributes: { exclusive: flag(false), reverse: flag(false) }, fixed: [1] }, (call) => {
    const x = call.input(0).tensor
    const [given = 0] = call.numbers(1)
    const axis = axisIn(call, given, x.rank)
    const turned = call.settings.reverse ? ops.flip(x, { axis }) : x
    const size = x.shape[axis] ?? 0
    const before = x.shape.map((_, i): readonly [number, number] => (i === axis ? [1, 0] : [0, 0]))
    const shifted = (y: AnyTensor): AnyTensor =>
      ops.slice(ops.pad(y, before, { value: ofNothing }), ...Array.from({ length: axis }, () => null), [0, size])
    const made = along(call.settings.exclusive ? shifted(turned) : turned, { axis })
    return ofTensor(call.settings.reverse ? ops.flip(made, { axis }) : made)
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
  Prod: reduction(ops.prod, (xs) => xs.reduce((product, x) => product * x, 1)),
  Sum: reduction(ops.sum, total),
}
