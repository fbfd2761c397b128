import * as ops from '../../../index.js'
import { axesIn, axisIn, sizesFrom } from '../../read/operators/axes.js'
import { fitted, reshaped, squeezed, tiled, transposed } from '../../read/operators/movement.js'
import { ofTensor } from '../../read/value.js'
import { type Operators, operator } from '../operator.js'
import { ints } from './attributes.js'

const expandDims = operator(2, { fixed: [1] }, (call) => {
  const x = call.input(0)
  const [given = 0] = call.numbers(1)
  const axis = axisIn(call, given, x.shape.length + 1)
  return reshaped(call, x, x.shape.toSpliced(axis, 0, 1))
})

const broadcast = operator(2, { fixed: [1] }, (call) => {
  const x = call.input(0).tensor
  return ofTensor(ops.broadcastTo(x, [...sizesFrom(call, call.numbers(1))]))
})

/** Axes, or one truth for each axis. */
const reverse = operator(2, { fixed: [1] }, (call) => {
  const x = call.input(0).tensor
  const { known } = call.input(1)
  const axes = known?.dtype === 'bool' ? Array.from(known.data).flatMap((is, axis) => (is ? [axis] : [])) : call.numbers(1)
  const axis = axesIn(call, axes, x.rank)
  return axis.length === 0 ? call.input(0) : ofTensor(ops.flip(x, { axis }))
})

export const movement: Operators = {
  BroadcastTo: broadcast,
  ExpandDims: expandDims,
  Reshape: operator(2, { fixed: [1] }, (call) => fitted(call, call.input(0), call.numbers(1))),
  Reverse: reverse,
  ReverseV2: reverse,
  Squeeze: operator(1, { attributes: { squeeze_dims: ints([]), axis: ints([]) } }, (call) => {
    const axes = [call.settings.squeeze_dims, call.settings.axis].find(({ length }) => length > 0)
    return squeezed(call, call.input(0), axes)
  }),
  Tile: operator(2, { fixed: [1] }, (call) => tiled(call, call.input(0), call.numbers(1))),
  Transpose: operator([1, 2], { fixed: [1] }, (call) => transposed(call, call.input(0), call.maybeNumbers(1))),
}
