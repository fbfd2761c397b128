import fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type AnyTensor,
  acquire,
  add,
  conv,
  convTranspose,
  grad,
  inspect,
  maxPool,
  mul,
  ones,
  relu,
  ShapeMismatch,
  sum,
  type Tensor,
  tensor,
  zeros,
} from '../../src/index.js'
import { convShape } from '../../src/shape/conv.js'
import { convTransposeShape } from '../../src/shape/conv-transpose.js'
import { sizeOf } from '../../src/shape/dim.js'
import type { ConvSettings } from '../../src/shape/kernel.js'
import { type Padding, spread } from '../../src/shape/window.js'
import { elementOf } from '../support/elements.js'
import { filled } from '../support/filled.js'
import { indices } from '../support/indices.js'
import { convolutionUses } from '../support/windows.js'

beforeAll(() => acquire({ backend: 'reference' }))

/** Numbers that differ from element to element, in a shape. */
const numbers = <const S extends readonly number[]>(shape: S) => filled(shape, (i) => ((i * 37) % 19) / 8 - 1)

/** How many zeros stand before an axis, by the words of the definition. */
const lowOf = (padding: Padding, axis: number, size: number, span: number, stride: number): number => {
  if (typeof padding === 'object') return padding[axis]?.[0] ?? 0
  if (padding !== 'same') return padding === 'valid' ? 0 : padding
  return Math.floor(Math.max(0, (Math.ceil(size / stride) - 1) * stride + span - size) / 2)
}

/** Calls for every product of a convolution, by the indices of array, kernel and result. */
const visitProducts = (
  x: readonly number[],
  kernel: readonly number[],
  places: readonly number[],
  { stride, padding, dilation, groups }: ConvSettings,
  visit: (x: number[], kernel: number[], y: number[]) => void,
): void => {
  const sizes = x.slice(1, -1)
  const [strides, dilations] = [spread(stride, sizes.length), spread(dilation, sizes.length)]
  const [inGroup, features] = [kernel.at(-2) ?? 0, kernel.at(-1) ?? 0]
  for (const [batch = 0, ...at] of indices([x[0] ?? 0, ...places]))
    for (const tap of indices(kernel)) {
      const feature = tap.at(-1) ?? 0
      const found = at.map((place, axis) => {
        const [step, apart, size] = [strides[axis] ?? 1, dilations[axis] ?? 1, sizes[axis] ?? 0]
        const span = ((kernel[axis] ?? 1) - 1) * apart + 1
        return place * step + (tap[axis] ?? 0) * apart - lowOf(padding, axis, size, span, step)
      })
      const channel = Math.floor(feature / (features / groups)) * inGroup + (tap.at(-2) ?? 0)
      if (found.every((i, axis) => i >= 0 && i < (sizes[axis] ?? 0))) visit([batch, ...found, channel], tap, [batch, ...at, feature])
    }
}

const close = async (actual: AnyTensor, shape: readonly number[], expected: ReadonlyMap<string, number>): Promise<void> => {
  expect(actual.shape).toEqual(shape)
  const at = await elementOf(actual)
  for (const index of indices(shape)) expect(at(index)).toBeCloseTo(expected.get(String(index)) ?? 0, 9)
}

const accumulate = () => {
  const sums = new Map<string, number>()
  return { sums, add: (index: readonly number[], value: number) => sums.set(String(index), (sums.get(String(index)) ?? 0) + value) }
}

describe('conv', () => {
  test('is the sum that defines it, whatever the settings', async () => {
    await fc.assert(
      fc.asyncProperty(
        convolutionUses.filter(({ x, kernel, settings }) => isRight(convShape('conv', x, kernel, settings)) && sizeOf(x) < 400),
        async ({ x, kernel, settings }) => {
          const [a, k] = [numbers(x), numbers(kernel)]
          const y = conv(a, k, settings)
          const [atX, atKernel] = [await elementOf(a), await elementOf(k)]
          const { sums, add } = accumulate()
          visitProducts(x, kernel, y.shape.slice(1, -1), settings, (i, t, p) => add(p, atX(i) * atKernel(t)))
          await close(y, y.shape, sums)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('has the adjoint convTranspose in its array', async () => {
    await fc.assert(
      fc.asyncProperty(
        convolutionUses.filter(
          ({ x, transposed, settings }) => isRight(convTransposeShape('convTranspose', x, transposed, settings)) && sizeOf(x) < 100,
        ),
        async ({ x, transposed, settings }) => {
          const [a, k] = [numbers(x), numbers(transposed)]
          const y = convTranspose(a, k, settings)
          const [atX, atKernel] = [await elementOf(a), await elementOf(k)]
          const { sums, add } = accumulate()
          visitProducts(y.shape, transposed, x.slice(1, -1), settings, (i, t, p) => add(i, atX(p) * atKernel(t)))
          await close(y, y.shape, sums)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('moves by its gradients: with respect to array and kernel, through convTranspose too', async () => {
    const [x, k, back] = [numbers([2, 7, 6, 2]), numbers([3, 2, 1, 4]), numbers([2, 2, 3, 4])]
    const loss = (x: Tensor<[2, 7, 6, 2], 'f64'>, k: Tensor<[3, 2, 1, 4], 'f64'>) => {
      const y = conv(x, k, { stride: [2, 1], padding: 'same', groups: 2 })
      const z = convTranspose(mul(y, y), back, {
        stride: 2,
        padding: [
          [1, 0],
          [0, 1],
        ],
      })
      return sum(mul(z, z))
    }
    const [dx, dk] = [await grad(loss)(x, k).data(), await grad(loss, { argnums: 1 })(x, k).data()]
    const h = 1e-5
    const moved = <T extends AnyTensor>(t: T, data: Float64Array, i: number, by: number): T => {
      const copy = data.slice()
      copy[i] = (copy[i] ?? 0) + by
      return tensor(copy, { shape: t.shape, dtype: 'f64' }) as unknown as T // same shape and dtype
    }
    const [dataX, dataK] = [await x.data(), await k.data()]
    for (const i of [0, 17, 100, 167]) {
      const [ahead, behind] = [await loss(moved(x, dataX, i, h), k).item(), await loss(moved(x, dataX, i, -h), k).item()]
      expect((ahead - behind) / (2 * h) / (dx[i] ?? 0)).toBeCloseTo(1, 6)
    }
    for (const i of [0, 11, 23]) {
      const [ahead, behind] = [await loss(x, moved(k, dataK, i, h)).item(), await loss(x, moved(k, dataK, i, -h)).item()]
      expect((ahead - behind) / (2 * h) / (dk[i] ?? 0)).toBeCloseTo(1, 6)
    }
  })

  test('has a pair of paddings for each axis', () => {
    const [x, k] = [ones([1, 3, 2]), ones([2, 2, 2])]
    const refused = (op: string, padding: string) => new ShapeMismatch(`${op}: padding ${padding} must have a pair for each axis`)
    // @ts-expect-error one side is missing
    expect(() => conv(x, k, { padding: [[1]] })).toThrow(refused('conv', '[[1]]'))
    // @ts-expect-error one side is missing
    expect(() => convTranspose(x, k, { padding: [[1]] })).toThrow(refused('convTranspose', '[[1]]'))
    // @ts-expect-error there are two sides
    expect(() => maxPool(x, 2, { padding: [[1, 1, 1]] })).toThrow(refused('maxPool', '[[1, 1, 1]]'))
  })

  test('is one kernel with its bias and activation', () => {
    const layer = (x: Tensor<[8, 28, 28, 1]>, k: Tensor<[5, 5, 1, 32]>, b: Tensor<[32]>) => relu(add(conv(x, k, { padding: 'same' }), b))
    expect(inspect(layer)(zeros([8, 28, 28, 1]), zeros([5, 5, 1, 32]), zeros([32])).counts.dispatches).toBe(1)
  })
})
