import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import { concatenated } from '../../read/operators/movement.js'
import { ofTensor } from '../../read/value.js'
import { whole } from './config.js'
import { type Layer, type Layers, layer } from './layer.js'

const several = [1, 1024] as const

/** Elements of all inputs put together. */
const merge = (
  two: (a: AnyTensor, b: AnyTensor) => AnyTensor,
  finish: (all: AnyTensor, count: number) => AnyTensor = (all) => all,
): Layer =>
  layer({ inputs: several }, ({ inputs, input, fail }) => {
    const first = input(0)
    const other = inputs.find(({ shape }) => shape.length !== first.shape.length)
    if (other) return fail(`[${first.shape.join(', ')}] and [${other.shape.join(', ')}] differ in rank`)
    const all = inputs.slice(1).reduce((total, { tensor }) => two(total, tensor), first.tensor)
    return ofTensor(finish(all, inputs.length))
  })

export const merging: Layers = {
  Add: merge(ops.add),
  Average: merge(ops.add, (all, count) => ops.div(all, count)),
  Concatenate: layer({ inputs: several, settings: { axis: whole(-1) } }, (call) => concatenated(call, call.inputs, call.settings.axis)),
  Maximum: merge(ops.maximum),
  Minimum: merge(ops.minimum),
  Multiply: merge(ops.mul),
}
