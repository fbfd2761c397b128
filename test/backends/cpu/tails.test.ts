import { describe, it } from 'vitest'
import type { AnyTensor } from '../../../src/index.js'
import * as t from '../../../src/index.js'
import { conv } from '../../../src/primitives/conv.js'
import { dot } from '../../../src/primitives/dot.js'
import type { DType } from '../../../src/shape/dtype.js'
import { type Case, expectExact, wholes } from './exact.js'

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1)
/** Around the ends of blocks and of pieces that are unrolled. */
const edges = [15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 511, 512, 513]
const lengths = [...upTo(13), ...edges]
const truths = (x: AnyTensor) => x as t.Tensor<t.Shape, 'bool'> // of truth values
const numeric: readonly DType[] = ['f32', 'i32', 'u32']

describe('what is left at the ends is computed too, and nothing beyond them', () => {
  it('element by element: as it lies, turned, every second, from the middle, backwards, one for all', async () => {
    for (const n of lengths) {
      const cases = numeric.flatMap((dtype): Case[] => [
        { inputs: [wholes([n], dtype)], f: (x) => [t.mul(x, x)] },
        {
          inputs: [wholes([3, n], dtype), wholes([n, 3], dtype, 1), wholes([n], dtype, 2), wholes([3, 1], dtype, 3)],
          f: (a, b, c, d) => [t.add(t.mul(a, t.transpose(b)), t.sub(c, d))],
        },
        {
          inputs: [wholes([2 * n + 3], dtype)],
          f: (x) => {
            const part = t.slice(x, [1, 2 * n + 1, 2])
            return [t.add(part, 1 as never), t.flip(part), t.roll(t.mul(part, part), 1, 0)]
          },
        },
        {
          inputs: [wholes([n, 5], dtype), wholes([n, 2], dtype, 1)],
          f: (x, y) => [t.concat([t.slice(x, null, [1, 3]), y], 1), t.pad(t.slice(x, null, 2), [[2, 3]])],
        },
      ])
      await expectExact(cases)
    }
  })

  it('truth values', async () => {
    for (const n of lengths) {
      const [a, b] = [wholes([n, 3], 'bool'), wholes([3, n], 'bool', 1)]
      await expectExact([
        {
          inputs: [a, b],
          f: (x, y) => {
            const both = t.logicalAnd(truths(x), truths(t.transpose(y)))
            return [both, t.logicalNot(both), t.any(both, { axis: 0 }), t.all(truths(x), { axis: 1 }), t.where(both, 1, 2)]
          },
        },
      ])
    }
  })

  it.each(numeric)('folds along either axis, or both: %s', async (dtype) => {
    for (const n of lengths) {
      const cases = [1, 2, 3, 4, 5, 8, 9].flatMap((m): Case[] => [
        {
          inputs: [wholes([m, n], dtype)],
          f: (x) => [0, 1, [0, 1]].flatMap((axis) => [t.sum(x, { axis }), t.max(x, { axis }), t.min(t.mul(x, x), { axis })]),
        },
        {
          inputs: [wholes([m, n], dtype), wholes([n, m], dtype, 1)],
          f: (x, y) => {
            const z = t.mul(x, t.transpose(y))
            return [t.sum(z, { axis: 0 }), t.sum(z, { axis: 1 }), t.argmax(z, { axis: 0 }), t.argmin(z, { axis: 1 })]
          },
        },
      ])
      await expectExact(cases)
    }
  })

  it('folds of many rows to results that lie side by side, of different sizes in one program', async () => {
    const tall = (m: number, n: number, seed: number): Case => ({
      inputs: [wholes([m, n], 'f32', seed)],
      f: (x) => [t.sum(x, { axis: 0 }), t.max(x, { axis: 0 }), t.argmax(x, { axis: 0 })],
    })
    for (const n of [63, 64, 65, 127, 128, 130, 1025, 2049]) await expectExact([16, 17, 33, 257].map((m, i) => tall(m, n, i)))
    await expectExact([tall(40, 64, 0), tall(40, 2000, 1), tall(3000, 100, 2), tall(300, 5000, 3)])
    await expectExact([tall(300, 5000, 3), tall(40, 64, 0), tall(5000, 90, 2)])
    await expectExact([
      {
        inputs: [wholes([3, 50, 70]), wholes([3, 50, 1], 'f32', 1), wholes([600, 1200], 'i32', 2)],
        f: (x, y, z) => [t.sum(t.mul(x, y), { axis: 1 }), t.sum(x, { axis: [0, 1] }), t.sum(z, { axis: 0 }), t.min(z, { axis: 0 })],
      },
    ])
  })

  /** A product of matrices that lie either way. */
  const product = (m: number, k: number, n: number, dtype: DType, turned: readonly [boolean, boolean]): Case => ({
    inputs: [wholes(turned[0] ? [k, m] : [m, k], dtype), wholes(turned[1] ? [n, k] : [k, n], dtype, 1)],
    f: (a, b) => [dot(a, b, { contract: [[turned[0] ? 0 : 1], [turned[1] ? 1 : 0]], batch: [[], []] })],
  })

  const products = async (
    folds: readonly number[],
    rows: readonly number[],
    columns: readonly number[],
    turned: readonly [boolean, boolean],
  ) => {
    for (const k of folds) for (const m of rows) await expectExact(columns.map((n) => product(m, k, n, 'f32', turned)))
  }

  it('products of 1 to 9 rows and 1 to 17 columns, over 1 to 9', async () => {
    // The innermost loop is unrolled four times: folds leave each rest.
    await products([1, 3, 4, 6, 9], upTo(9), upTo(17), [false, false])
    await products([2, 5, 7, 8], [1, 3, 4, 5], [3, 4, 8, 13], [false, false])
  })

  it.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ] as const)('products over 1 to 9 and around the ends of blocks; the left one turned: %s, the right one: %s', async (left, right) => {
    await products([2, 5, 8], [1, 2, 4, 5, 9], [1, 3, 4, 8, 9, 17], [left, right])
    await products([255, 256, 257, 511, 512, 513], [5], [3, 9], [left, right])
  })

  it('products around the ends of blocks, of each dtype, and of many that are added in pieces', async () => {
    for (const dtype of numeric) {
      await expectExact(edges.flatMap((n) => [product(5, 33, n, dtype, [false, false]), product(n, 17, 9, dtype, [false, true])]))
      await expectExact([1023, 1024, 1025, 1300, 4097, 5000].map((k) => product(5, k, 9, dtype, [true, false])))
    }
  })

  it('products of products, in batches, of what is made on the way', async () => {
    for (const [m, k, n] of [
      [2, 3, 4],
      [5, 7, 9],
      [4, 257, 8],
      [33, 12, 65],
    ] as const)
      await expectExact(
        numeric.map(
          (dtype): Case => ({
            inputs: [wholes([3, m, k], dtype), wholes([k, 3, n], dtype, 1), wholes([n], dtype, 2), wholes([m, 1], dtype, 3)],
            f: (a, b, c, d) => {
              const made = t.add(t.mul(a, a), d)
              const z = dot(made, t.mul(b, c), { contract: [[2], [0]], batch: [[0], [1]] })
              return [
                z,
                t.sub(z, c),
                dot(a, b, {
                  contract: [
                    [0, 2],
                    [1, 0],
                  ],
                  batch: [[], []],
                }),
              ]
            },
          }),
        ),
      )
  })
})

describe('convolutions', () => {
  const settings = [1, 2, 3].flatMap((stride) =>
    [0, 1, 3].flatMap((pad) => [1, 2].flatMap((dilation) => [1, 2].map((gap) => ({ stride, pad, dilation, gap })))),
  )

  it.each([
    { of: 'one group', groups: 1, inner: [1, 3, 8], outer: [1, 4, 9] },
    { of: 'groups', groups: 3, inner: [1, 4], outer: [1, 3, 4] },
    { of: 'a group for each channel', groups: 7, inner: [1], outer: [1, 2] },
  ])('in $of, with strides, padding, dilation and gaps, along two axes', async ({ groups, inner, outer }) => {
    for (const { stride, pad, dilation, gap } of settings)
      await expectExact(
        inner.flatMap((i) =>
          outer.map(
            (o): Case => ({
              inputs: [wholes([2, 7, 9, groups * i]), wholes([3, 2, i, groups * o], 'f32', 1)],
              f: (x, kernel) => [
                conv(x, kernel, {
                  stride: [stride, 1],
                  low: [pad, 1],
                  high: [pad, 0],
                  dilation: [dilation, 1],
                  gap: [gap, 1],
                  groups,
                }),
              ],
            }),
          ),
        ),
      )
  })

  it('move as they should: the gradients of both, by each setting', async () => {
    for (const [stride, dilation, groups] of [
      [1, 1, 1],
      [2, 1, 1],
      [1, 2, 1],
      [3, 2, 1],
      [1, 1, 4],
      [2, 1, 4],
    ] as const)
      await expectExact(
        ['same', 'valid', 2].map(
          (padding): Case => ({
            inputs: [wholes([2, 11, 10, 4]), wholes([3, 3, 4 / groups, 8], 'f32', 1)],
            f: (x, kernel) => {
              const loss = (a: AnyTensor, b: AnyTensor) =>
                t.sum(t.square(t.conv(a, b, { stride, dilation, groups, padding: padding as 'same' }))) as t.Tensor<[]>
              const { a, b } = t.grad((p: { a: AnyTensor; b: AnyTensor }) => loss(p.a, p.b))({ a: x, b: kernel })
              return [a, b]
            },
          }),
        ),
      )
  })
})

it('what lay in memory before is in no result', async () => {
  const cases: readonly Case[] = [
    ...[5, 31, 130].map((n): Case => ({ inputs: [wholes([7, n]), wholes([n, 6], 'f32', 1)], f: (a, b) => [t.matmul(a, b)] })),
    { inputs: [wholes([3, 2000]), wholes([2000, 5], 'f32', 1)], f: (a, b) => [t.matmul(a, b)] },
    {
      inputs: [wholes([400, 301])],
      f: (x) => [t.sum(x), t.sum(x, { axis: 0 }), t.max(x, { axis: 1 })],
    },
    {
      inputs: [wholes([2, 9, 9, 3]), wholes([3, 3, 3, 5], 'f32', 1)],
      f: (x, k) => [t.conv(x, k, { padding: 'same' })],
    },
    { inputs: [wholes([2, 9, 9, 3])], f: (x) => [t.maxPool(x, 2), t.avgPool(t.mul(x, 4 as never), 2)] },
    {
      inputs: [wholes([77, 5]), wholes([13], 'i32', 1)],
      f: (x, i) => [t.gather(x, i), t.sort(t.slice(x, null, 0)), t.cumsum(x, { axis: 0 })],
    },
    {
      inputs: [wholes([50, 3])],
      f: (x) =>
        t.scan(
          (c: AnyTensor, row: AnyTensor) => [t.add(c, row), t.mul(c, row)] as const,
          t.zeros([3]) as AnyTensor,
          x,
        ) as readonly AnyTensor[],
    },
  ]
  for (const lay of ['NaN', 'denormal', 'ones'] as const) await expectExact(cases, lay)
})
