import * as ops from '../../../../index.js'
import { axesIn, axisIn, sizesFrom } from '../../../read/operators/axes.js'
import { concatenated } from '../../../read/operators/movement.js'
import { along, inParts, runOf } from '../../../read/operators/slice.js'
import { ofTensor, type Value } from '../../../read/value.js'
import { float, int, ints, string } from '../attributes.js'
import { type Call, type Operators, operator } from '../operator.js'
import { chosen, eitherWay, perAxis } from './axes.js'

const concat = operator([1, 4096], { attributes: { axis: int() } }, (call) =>
  concatenated(
    call,
    call.inputs.map((_, at) => call.input(at)),
    call.settings.axis,
  ),
)

const slice = operator(
  [1, 5],
  { attributes: { starts: ints(undefined), ends: ints(undefined), axes: ints(undefined) }, fixed: [1, 2, 3, 4] },
  (call) => {
    const x = call.input(0)
    const { settings } = call
    const starts = eitherWay(call, settings.starts, 1) ?? call.fail('there are no starts')
    const ends = eitherWay(call, settings.ends, 2) ?? call.fail('there are no ends')
    const given = eitherWay(call, settings.axes, 3) ?? starts.map((_, i) => i)
    const axes = axesIn(call, given, x.shape.length)
    const steps = call.maybeNumbers(4) ?? axes.map(() => 1)
    if ([starts, ends, steps].some(({ length }) => length !== axes.length))
      return call.fail('starts, ends, axes and steps differ in number')
    if (steps.some((step) => step === 0)) return call.fail('a step is 0')
    return axes.reduce<Value>((part, axis, i) => {
      const [size = 0, start = 0, end = 0, step = 1] = [part.shape[axis], starts[i], ends[i], steps[i]]
      // Here ONNX differs from NumPy: what goes back from before the front starts at the first element.
      return along(part, axis, runOf(size, step < 0 ? Math.max(start, -size) : start, end, step))
    }, x)
  },
)

/** Parts of equal size, the last of which may be smaller. */
const equally = (size: number, parts: number): readonly number[] => {
  const each = Math.ceil(size / parts)
  return Array.from({ length: parts }, (_, i) => Math.max(0, Math.min(each, size - i * each)))
}

const split = operator(
  [1, 2],
  { outputs: 4096, attributes: { axis: int(0), split: ints(undefined), num_outputs: int(undefined) }, fixed: [1] },
  (call) => {
    const x = call.input(0)
    const axis = axisIn(call, call.settings.axis, x.shape.length)
    const size = x.shape[axis] ?? 0
    const parts = eitherWay(call, call.settings.split, 1) ?? equally(size, call.outputs)
    if (parts.length !== call.outputs || parts.some((part) => part < 0) || parts.reduce((total, part) => total + part, 0) !== size)
      return call.fail(`the sizes [${parts.slice(0, 16).join(', ')}] are not those of ${call.outputs} parts of an axis of ${size}`)
    return inParts(x, axis, parts)
  },
)

const modes = { constant: 'constant', reflect: 'reflect', edge: 'edge', wrap: 'wrap' } as const

/** How much elements of an axis can be around it. */
const reach = { reflect: (size: number) => size - 1, wrap: (size: number) => size, edge: () => 4096 }

/** Before and after each axis. */
interface Widths {
  readonly low: readonly number[]
  readonly high: readonly number[]
}

/** They as files have them: all that come before, and then all that come after, for some axes. */
const widthsOf = (call: Call<unknown>, shape: readonly number[], pads: readonly number[], some: readonly number[] | undefined): Widths => {
  const axes = axesIn(call, some ?? shape.map((_, axis) => axis), shape.length)
  const widths = perAxis(call, 'pads', pads, 2 * axes.length, 0)
  const at = (offset: number) => shape.map((_, axis) => (axes.includes(axis) ? (widths[axes.indexOf(axis) + offset] ?? 0) : 0))
  const [low, high] = [at(0), at(axes.length)]
  sizesFrom(
    call,
    shape.map((size, axis) => size + (low[axis] ?? 0) + (high[axis] ?? 0)),
  )
  return { low, high }
}

/** Negative widths take away. */
const cut = (x: Value, { low, high }: Widths): Value =>
  x.shape.reduce<Value>((part, size, axis) => {
    const start = Math.max(0, -(low[axis] ?? 0))
    return along(part, axis, { start, step: 1, count: Math.max(0, size + Math.min(0, high[axis] ?? 0) - start) })
  }, x)

const pad = operator(
  [1, 4],
  { attributes: { mode: string('constant'), pads: ints(undefined), value: float(undefined) }, fixed: [1, 3] },
  (call) => {
    const { settings } = call
    const mode = chosen(call, 'mode', modes, settings.mode)
    const pads = eitherWay(call, settings.pads, 1) ?? call.fail('there are no pads')
    const widths = widthsOf(call, call.input(0).shape, pads, call.maybeNumbers(3))
    const { tensor: x } = cut(call.input(0), widths)
    const around = widths.low.map((width, axis) => [Math.max(0, width), Math.max(0, widths.high[axis] ?? 0)] as const)
    if (mode !== 'constant') {
      if (around.some((sides, axis) => Math.max(...sides) > Math.max(0, reach[mode](x.shape[axis] ?? 0))))
        return call.fail(`the pads [${pads.join(', ')}] reach past [${x.shape.join(', ')}]`)
      return ofTensor(ops.pad(x, around, { mode }))
    }
    const filling = call.optional(2)
    const value = settings.value ?? (filling ? filling.known?.data[0] : 0)
    if (value !== undefined) return ofTensor(ops.pad(x, around, { value }))
    const inside = ops.pad(ops.full([...x.shape], 1, { dtype: 'bool' }), around)
    return ofTensor(ops.where(inside, ops.pad(x, around), ops.reshape(call.input(2).tensor, [])))
  },
)

export const parts: Operators = { Concat: concat, Slice: slice, Split: split, Pad: pad }
