import { beforeAll, describe, expect, test } from 'vitest'
import {
  acquire,
  arange,
  astype,
  DTypeMismatch,
  eye,
  full,
  linspace,
  ones,
  onesLike,
  ShapeMismatch,
  type Tensor,
  tensor,
  zeros,
  zerosLike,
} from '../../src/index.js'

beforeAll(async () => {
  await acquire({ backend: 'reference' })
})

describe('tensor', () => {
  test('takes numbers, nested arrays and typed arrays', async () => {
    expect(await tensor(5).item()).toBe(5)
    expect(
      await tensor([
        [1, 2],
        [3, 4],
      ]).toArray(),
    ).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(tensor([]).shape).toEqual([0])
    expect(tensor([[], []]).shape).toEqual([2, 0])
    expect(await tensor(Int32Array.of(1, 2, 3, 4), { shape: [2, -1] }).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ])
  })

  test('takes the dtype of a typed array, bool for booleans, else f32', () => {
    expect(tensor(new Uint32Array(1)).dtype).toBe('u32')
    expect(tensor(new Uint8Array(1)).dtype).toBe('bool')
    expect(tensor([true]).dtype).toBe('bool')
    expect(tensor([1]).dtype).toBe('f32')
    expect(tensor([]).dtype).toBe('f32')
    expect(tensor(new Uint8Array(1), { dtype: 'f32' }).dtype).toBe('f32')
  })

  test('copies: writing to the array afterwards changes nothing', async () => {
    const source = Float32Array.of(1, 2)
    const x = tensor(source)
    source[0] = 9
    expect(await x.toArray()).toEqual([1, 2])
  })

  test.each([
    [[1.5], 'i32', 'tensor: 1.5 is not a value of i32'],
    [[2 ** 31], 'i32', 'tensor: 2147483648 is not a value of i32'],
    [[-1], 'u32', 'tensor: -1 is not a value of u32'],
    [[Number.NaN], 'u32', 'tensor: NaN is not a value of u32'],
    [[2], 'bool', 'tensor: 2 is not a value of bool'],
    [[1e39], 'f32', 'tensor: 1e+39 is not a value of f32'],
  ] as const)('%j as %s is an error', (values, dtype, sentence) => {
    expect(() => tensor(values as readonly number[], { dtype })).toThrow(new DTypeMismatch(sentence))
  })

  test('infinities and NaN are floats', async () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    expect(await tensor(odd).toArray()).toEqual(odd)
  })

  test('a byte array beyond 0 and 1 asks for a dtype', () => {
    expect(() => tensor(Uint8Array.of(255))).toThrow('tensor: 255 is not a value of bool')
  })

  test('uneven nesting is an error wherever it is', () => {
    expect(() => tensor([[1, 2], [3]] as number[][])).toThrow(new ShapeMismatch('tensor: row 1 has shape [1] where row 0 has [2]'))
    expect(() => tensor([[[1]], [[2, 3]]] as number[][][])).toThrow(ShapeMismatch)
  })
})

describe('tensors of nothing but numbers', () => {
  test('zeros, ones, full and their likes', async () => {
    expect(await zeros([2, 0]).toArray()).toEqual([[], []])
    expect(await ones([2], { dtype: 'bool' }).toArray()).toEqual([1, 1])
    expect(await full([2], 0.5).toArray()).toEqual([0.5, 0.5])
    expect(await full([], 7, { dtype: 'u32' }).item()).toBe(7)
    const x = tensor([1, 2], { dtype: 'i32' })
    expect([zerosLike(x).dtype, onesLike(x).dtype]).toEqual(['i32', 'i32'])
    expect(() => full([2], 0.5, { dtype: 'i32' })).toThrow('full: 0.5 is not a value of i32')
    expect(() => zeros([2, Number.NaN])).toThrow('zeros: NaN in [2, NaN] is not a size; sizes are whole numbers, 0 or more')
  })

  test.each([
    [arange(4), [0, 1, 2, 3]],
    [arange(0), []],
    [arange(10, { start: 1, step: 4, dtype: 'i32' }), [1, 5, 9]],
    [arange(1, { start: 2, step: -0.5 }), [2, 1.5]],
    [arange(2, { start: 5 }), []],
    [linspace(0, 1, 5), [0, 0.25, 0.5, 0.75, 1]],
    [linspace(3, 9, 1), [3]],
    [linspace(0, 1, 0), []],
    [linspace(-1, 1, 2), [-1, 1]],
  ] as const)('%s', async (x: Tensor<[number], 'f32' | 'i32'>, expected: readonly number[]) => {
    expect(await x.toArray()).toEqual(expected)
  })

  test('arange throws for numbers that the dtype lacks', () => {
    expect(() => arange(1, { step: 0.25, dtype: 'i32' })).toThrow('arange: 0.25 is not a value of i32')
    expect(() => arange(0, { start: 2, step: -1, dtype: 'u32' })).toThrow(DTypeMismatch)
  })

  test('arange has an end', () => {
    expect(() => arange(Number.POSITIVE_INFINITY)).toThrow(new ShapeMismatch('arange: step 1 never gets to the end'))
    expect(() => arange(Number.NaN)).toThrow(ShapeMismatch)
    expect(() => arange(5, { start: Number.NEGATIVE_INFINITY })).toThrow(ShapeMismatch)
  })

  test('linspace is of floats, which hold its ends', () => {
    // @ts-expect-error its steps are no whole numbers
    expect(() => linspace(0, 10, 5, { dtype: 'i32' })).toThrow(
      new DTypeMismatch("linspace: i32 is not a floating dtype; convert it with astype(x, 'f32')"),
    )
    expect(() => linspace(0, 1e39, 3)).toThrow(new DTypeMismatch('linspace: 1e+39 is not a value of f32'))
    expect(() => linspace(-1e5, 0, 3, { dtype: 'f16' })).toThrow(DTypeMismatch)
  })

  test('the last number of linspace is the one asked for', async () => {
    for (const n of [3, 7, 10, 49]) expect((await linspace(0, 0.1, n).toArray()).at(-1)).toBe(Math.fround(0.1))
  })

  test('eye', async () => {
    expect(await eye(2).toArray()).toEqual([
      [1, 0],
      [0, 1],
    ])
    expect(await eye(2, { dtype: 'bool' }).toArray()).toEqual([
      [1, 0],
      [0, 1],
    ])
  })

  test('astype rounds to zero and saturates', async () => {
    expect(await astype(tensor([1.7, -1.7, 1e20, Number.NaN]), 'i32').toArray()).toEqual([1, -1, 2 ** 31 - 1, 0])
    expect(await astype(tensor([0, 0.5]), 'bool').toArray()).toEqual([0, 1])
  })
})
