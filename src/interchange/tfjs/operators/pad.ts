import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import { sizesFrom } from '../../read/operators/axes.js'
import type { Widths } from '../../read/operators/window.js'
import { ofTensor } from '../../read/value.js'
import { type Call, type Operators, operator } from '../operator.js'
import { choice } from './attributes.js'

/** Two numbers for each axis. */
const widthsOf = (call: Call<unknown>, shape: readonly number[]): Widths => {
  const given = call.numbers(1)
  const told = call.input(1).shape
  if (told.length !== 2 || told[0] !== shape.length || told[1] !== 2)
    return call.fail(`the paddings are [${told.join(', ')}]; for [${shape.join(', ')}] they are [${shape.length}, 2]`)
  if (given.some((width) => width < 0)) return call.fail(`the paddings [${given.join(', ')}] are negative`)
  const widths = shape.map((_, axis) => [given[2 * axis] ?? 0, given[2 * axis + 1] ?? 0] as const)
  sizesFrom(
    call,
    shape.map((size, axis) => size + (widths[axis]?.[0] ?? 0) + (widths[axis]?.[1] ?? 0)),
  )
  return widths
}

/** Mirrored at the edge itself: the last element stands twice. */
const symmetric = (x: AnyTensor, widths: Widths): AnyTensor =>
  widths.reduce((y, [low, high], axis) => {
    if (low + high === 0) return y
    const before = Array.from({ length: axis }, () => null)
    const size = x.shape[axis] ?? 0
    const turned = (from: number, to: number) => (to > from ? [ops.flip(ops.slice(y, ...before, [from, to]), { axis })] : [])
    return ops.concat([...turned(0, low), y, ...turned(size - high, size)], axis)
  }, x)

/** How much of the array can be mirrored, and how. */
const mirrors = {
  REFLECT: { most: (size: number) => size - 1, pad: (x: AnyTensor, widths: Widths): AnyTensor => ops.pad(x, widths, { mode: 'reflect' }) },
  SYMMETRIC: { most: (size: number) => size, pad: symmetric },
}

const padding = operator([2, 3], { fixed: [1, 2] }, (call) => {
  const x = call.input(0)
  const widths = widthsOf(call, x.shape)
  const filling = call.optional(2)
  const value = filling ? filling.known?.data[0] : 0
  if (value === undefined) return call.fail('what it puts around has to be known before the graph runs')
  return ofTensor(ops.pad(x.tensor, widths, { value }))
})

export const pads: Operators = {
  MirrorPad: operator(2, { fixed: [1], attributes: { mode: choice(mirrors) } }, (call) => {
    const x = call.input(0)
    const widths = widthsOf(call, x.shape)
    const { most, pad } = call.settings.mode
    if (widths.some((sides, axis) => Math.max(...sides) > Math.max(0, most(x.shape[axis] ?? 0))))
      return call.fail(`the paddings reach past [${x.shape.join(', ')}]`)
    return ofTensor(pad(x.tensor, widths))
  }),
  Pad: padding,
  PadV2: padding,
}
