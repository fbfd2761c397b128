import { type Size, sameSize } from '../sizes.js'
import { lyingAs, type Value } from '../value.js'
import type { Writer } from '../writer.js'
import { dilated } from './movement.js'
import { at, present, type Rules, rule } from './rule.js'

export type ConvParams = {
  readonly stride: readonly number[]
  readonly low: readonly number[]
  readonly high: readonly number[]
  readonly dilation: readonly number[]
  readonly gap: readonly number[]
  readonly groups: number
}

const span = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i)

/** Batch, channels, then what is between them: so ONNX has it, for arrays. */
export const channelsFirst = (rank: number): readonly number[] => [0, rank - 1, ...span(1, rank - 2)]

/** What lies channels first. */
export const ofChannelsFirst = (stored: string, x: Value, shape: readonly Size[]): Value =>
  lyingAs(stored, x.element, shape, channelsFirst(shape.length))

/** The sizes of a kernel's window; undefined if one has a name: then an engine looks at the kernel. */
const windowOf = ({ shape }: Value): readonly number[] | undefined => {
  const sizes = shape.slice(0, -2)
  return sizes.every((size) => typeof size === 'number') ? sizes : undefined
}

const stopBefore = (size: Size, count: number): Size => (typeof size === 'number' ? size - count : count === 0 ? size : -count)

/** `Conv`, channels first; nothing is transposed that lies so. */
export const convolved = (
  w: Writer,
  array: Value,
  kernel: Value,
  bias: Value | undefined,
  { stride, low, high, dilation, gap, groups }: ConvParams,
  shape: readonly Size[],
): Value => {
  const x = gap.reduce((now, g, axis) => dilated(w, now, axis + 1, sameSize(now.shape[axis + 1] ?? 0, 0) ? 0 : g - 1), array)
  const rank = x.shape.length
  // Padding below 0 cuts elements off.
  const cut = w.slice(
    w.inOrder(x, channelsFirst(rank)),
    low.map((before, axis) => {
      const size = at(x.shape, axis + 1)
      return { axis: axis + 2, size, start: Math.max(0, -before), stop: stopBefore(size, Math.max(0, -at(high, axis))), step: 1 }
    }),
  )
  const weights = w.inOrder(kernel, [rank - 1, rank - 2, ...span(0, rank - 2)])
  const window = windowOf(kernel)
  const stored = w.op('Conv', [cut, weights, ...(bias ? [w.plain(bias)] : [])], {
    dilations: dilation,
    group: groups,
    ...(window && { kernel_shape: window }),
    pads: [...low, ...high].map((n) => Math.max(0, n)),
    strides: stride,
  })
  return ofChannelsFirst(stored, x, shape)
}

/** What `ConvTranspose` is to cut off its result, and what it is to put behind it; undefined if a convolution is none that it can do. */
export const transposedPads = ({ low, high, dilation, gap }: ConvParams, kernel: readonly number[]) => {
  const spans = low.map((_, axis) => (at(kernel, axis) - 1) * at(dilation, axis))
  const before = low.map((n, axis) => at(spans, axis) - n)
  const after = high.map((n, axis) => at(spans, axis) - n)
  const isPart = before.every((n) => n >= 0) && after.every((n, axis) => -n < Math.max(at(gap, axis), at(dilation, axis)))
  return isPart ? { pads: [...before, ...after.map((n) => Math.max(0, n))], more: after.map((n) => Math.max(0, -n)) } : undefined
}

/** `ConvTranspose` by the kernel that is not turned round. */
export const transposed: typeof convolved = (w, x, kernel, bias, params, shape) => {
  const window = windowOf(kernel) ?? [] // the pattern wants one that is known
  const { pads, more } = transposedPads(params, window) ?? { pads: [], more: [] }
  const rank = x.shape.length
  const weights = w.inOrder(kernel, [rank - 2, rank - 1, ...span(0, rank - 2)])
  const stored = w.op('ConvTranspose', [w.inOrder(x, channelsFirst(rank)), weights, ...(bias ? [w.plain(bias)] : [])], {
    dilations: params.dilation,
    kernel_shape: window,
    pads,
    strides: params.gap,
    ...(more.some((n) => n > 0) && { output_padding: more }),
  })
  return ofChannelsFirst(stored, x, shape)
}

export const convolution: Rules = {
  conv: rule<ConvParams>((w, [x, kernel], params, { results: [result] }) =>
    convolved(w, present(x), present(kernel), undefined, params, present(result).shape),
  ),
}
