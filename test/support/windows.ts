import fc from 'fast-check'
import type { ConvSettings } from '../../src/shape/kernel.js'
import type { PoolSettings } from '../../src/shape/pool.js'
import type { Padding, PerAxis } from '../../src/shape/window.js'

/** True once in so many times. */
const rarely = (times: number) => fc.nat({ max: times - 1 }).map((n) => n === 0)

/** A list of so many, rarely of one more. */
const listOf = <T>(one: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> =>
  rarely(15).chain((more) => fc.array(one, { minLength: length + Number(more), maxLength: length + Number(more) }))

/** A setting for so many axes: often the first of those given, rarely one that counts nothing. */
const perAxis = (axes: number, ...counts: readonly number[]): fc.Arbitrary<PerAxis> => {
  const count = fc.oneof({ weight: 40, arbitrary: fc.constantFrom(...counts) }, { weight: 1, arbitrary: fc.constantFrom(0, -1, 1.5) })
  return fc.oneof(fc.constant(counts[0] ?? 1), count, listOf(count, axes))
}

const padding = (axes: number): fc.Arbitrary<Padding> => {
  const pad = fc.oneof({ weight: 40, arbitrary: fc.constantFrom(0, 1, 0, 1, 2, 3) }, { weight: 1, arbitrary: fc.constantFrom(-1, 0.5) })
  return fc.oneof(fc.constantFrom('same' as const, 'valid' as const), pad, listOf(fc.tuple(pad, pad), axes))
}

/** How many spatial axes: rarely none, or more than there may be. */
const axesOf = fc.constantFrom(1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3, 2, 0, 4)
const size = fc.constantFrom(2, 3, 5, 6, 7, 9, 11, 28, 5, 6, 7, 0)
const sizes = (length: number): fc.Arbitrary<number[]> => fc.array(size, { minLength: length, maxLength: length })

/** A convolution, more often one that fits than not. */
export interface ConvolutionUse {
  readonly x: readonly number[]
  readonly kernel: readonly number[]
  /** The kernel for a transposed convolution of `x`. */
  readonly transposed: readonly number[]
  readonly settings: ConvSettings
  /** What a transposed one adds at the ends. */
  readonly outputPadding: PerAxis
}

export const convolutionUses: fc.Arbitrary<ConvolutionUse> = axesOf.chain((axes) =>
  fc
    .record({
      batch: fc.constantFrom(1, 2),
      sizes: sizes(axes),
      window: listOf(fc.constantFrom(1, 2, 3, 3, 1, 2, 3, 2, 1, 3, 2, 1, 2, 3, 0), axes),
      groups: fc.constantFrom(1, 1, 2, 3),
      inner: fc.constantFrom(1, 2),
      outer: fc.constantFrom(1, 2),
      wrong: rarely(15).map(Number),
      odd: rarely(15).map(Number),
      stride: perAxis(axes, 1, 1, 2, 3),
      padding: padding(axes),
      dilation: perAxis(axes, 1, 1, 2, 3),
      outputPadding: fc.oneof(fc.constant(0), fc.constant(0), perAxis(axes, 1, 0, 1, 1, 2)),
    })
    .map(({ batch, sizes, window, groups, inner, outer, wrong, odd, stride, padding, dilation, outputPadding }) => ({
      outputPadding,
      x: [batch, ...sizes, groups * inner + odd],
      kernel: [...window, inner + wrong, groups * outer + odd],
      transposed: [...window, outer, groups * inner + odd + wrong],
      settings: { stride, padding, dilation, groups },
    })),
)

/** A pooling, more often one that fits than not. */
export interface PoolingUse {
  readonly x: readonly number[]
  readonly window: PerAxis
  readonly settings: Required<PoolSettings>
}

export const poolingUses: fc.Arbitrary<PoolingUse> = axesOf.chain((axes) =>
  fc
    .record({
      sizes: sizes(axes),
      channels: fc.constantFrom(1, 3),
      window: perAxis(axes, 2, 3, 1, 4),
      stride: perAxis(axes, 1, 1, 2, 3),
      padding: padding(axes),
      ceilMode: fc.boolean(),
    })
    .map(({ sizes, channels, window, stride, padding, ceilMode }) => ({
      x: [2, ...sizes, channels],
      window,
      settings: { stride, padding, ceilMode },
    })),
)

/** An array in other sizes, more often ones that there may be than not. */
export const resizeUses: fc.Arbitrary<{ readonly x: readonly number[]; readonly sizes: PerAxis }> = axesOf.chain((axes) =>
  fc
    .record({
      batch: fc.constantFrom(1, 2, 0),
      sizes: sizes(axes),
      channels: fc.constantFrom(1, 2, 3),
      asked: fc.oneof(fc.constantFrom(1, 2, 3, 4, 5, 7, 8), listOf(fc.constantFrom(1, 2, 3, 4, 6, 10, 3, 5, 7, 0), axes), perAxis(axes, 3)),
    })
    .map(({ batch, sizes, channels, asked }) => ({ x: [batch, ...sizes, channels], sizes: asked })),
)

/** An image and a grid, more often of shapes that fit than not. */
export const gridUses: fc.Arbitrary<{ readonly image: readonly number[]; readonly grid: readonly number[] }> = fc
  .record({
    batch: fc.constantFrom(1, 2, 0),
    sizes: fc.array(fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 0), { minLength: 2, maxLength: 2 }),
    channels: fc.constantFrom(1, 2, 3, 0),
    places: fc.array(fc.constantFrom(1, 2, 3, 4, 0), { minLength: 2, maxLength: 2 }),
    wrong: rarely(8).map(Number),
    other: rarely(8).map(Number),
    more: rarely(8),
    fewer: rarely(8),
  })
  .map(({ batch, sizes, channels, places, wrong, other, more, fewer }) => ({
    image: fewer ? [batch, ...sizes] : [batch, ...sizes, channels],
    grid: [batch + other, ...places, 2 + wrong, ...(more ? [1] : [])],
  }))
