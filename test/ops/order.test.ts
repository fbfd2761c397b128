import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type AnyTensor,
  acquire,
  argsort,
  cumprod,
  cumsum,
  type DType,
  grad,
  hessian,
  jit,
  jvp,
  key,
  mul,
  permutation,
  sort,
  sum,
  type Tensor,
  takeAlongAxis,
  tensor,
  topK,
  vmap,
  zeros,
} from '../../src/index.js'
import { backends } from '../support/targets.js'

afterAll(() => acquire({ backend: 'reference' }))

const { NaN: nan, POSITIVE_INFINITY: inf } = Number

/** The places in order: NaN last, equal ones as they stand. */
const placesInOrder = (x: readonly number[]): number[] =>
  [...x.keys()].sort((i, j) => {
    const [a, b] = [x[i] ?? nan, x[j] ?? nan]
    return Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) : a - b || 0 // of infinities there is no difference
  })

/** The same in descending order. */
const placesDown = (x: readonly number[]): number[] =>
  placesInOrder([...x].reverse())
    .map((place) => x.length - 1 - place)
    .reverse()

const at = (x: readonly number[], places: readonly number[]): number[] => places.map((place) => x[place] ?? nan)

const elements = {
  f32: fc.oneof(
    fc.constantFrom(nan, inf, -inf, -0, 0, 1, 1, -1),
    fc.float({ noNaN: true }),
    fc.constantFrom(2 ** -149, -(2 ** -149), 2 ** -140, 3.4028234663852886e38),
  ),
  i32: fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer(), fc.constantFrom(-(2 ** 31), 2 ** 31 - 1)),
  u32: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 2 ** 32 - 1 }), fc.constantFrom(2 ** 31, 2 ** 32 - 1)),
}

const rows = (dtype: 'f32' | 'i32' | 'u32', longest: number) =>
  fc
    .integer({ min: 1, max: longest })
    .chain((n) => fc.array(fc.array(elements[dtype], { minLength: n, maxLength: n }), { minLength: 1, maxLength: 3 }))

const matrix = (values: readonly (readonly number[])[], dtype: DType): Tensor<[number, number], DType> => tensor(values, { dtype })

const lists = async (x: AnyTensor): Promise<unknown> => x.toArray()

const columns = (values: readonly (readonly number[])[]): number[][] => (values[0] ?? []).map((_, i) => values.map((row) => row[i] ?? nan))

const close = async (x: AnyTensor, expected: readonly number[]): Promise<void> => {
  const got = [...(await x.data())]
  expect(got.length).toBe(expected.length)
  got.forEach((value, i) => {
    const want = expected[i] ?? nan
    if (!Object.is(value, want)) expect(Math.abs(value - want)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(want)))
  })
}

/** What runs along an array. */
const scan = (x: readonly number[], join: (total: number, next: number) => number, first: number): number[] => {
  let total = first
  return x.map((next) => {
    total = join(total, next)
    return total
  })
}

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => acquire({ backend }))

  describe.each(['f32', 'i32', 'u32'] as const)('%s in order', (dtype) => {
    test('is what JavaScript makes of it, along either axis, up and down', async () => {
      await fc.assert(
        fc.asyncProperty(rows(dtype, 40), async (values) => {
          const x = matrix(values, dtype)
          const flipped = columns(values)
          const [up, down, across, places, placesBack] = [
            sort(x),
            sort(x, { descending: true }),
            sort(x, { axis: 0 }),
            argsort(x),
            argsort(x, { axis: 0, descending: true }),
          ]
          expect(await lists(places)).toEqual(values.map(placesInOrder))
          expect(columns((await placesBack.toArray()) as number[][])).toEqual(flipped.map(placesDown))
          expect(await lists(up)).toEqual(values.map((row) => at(row, placesInOrder(row))))
          expect(await lists(down)).toEqual(values.map((row) => at(row, placesDown(row))))
          expect(columns((await across.toArray()) as number[][])).toEqual(flipped.map((row) => at(row, placesInOrder(row))))
        }),
        { numRuns: backend === 'webgpu' ? 6 : 60 },
      )
    })

    test('begins with the k largest, of equal ones the first first', async () => {
      await fc.assert(
        fc.asyncProperty(rows(dtype, 12), fc.nat({ max: 12 }), async (values, drawn) => {
          const k = Math.min(drawn, values[0]?.length ?? 0)
          const [largest, places] = topK(matrix(values, dtype), k)
          expect(await lists(places)).toEqual(values.map((row) => placesDown(row).slice(0, k)))
          expect(await lists(largest)).toEqual(values.map((row) => at(row, placesDown(row)).slice(0, k)))
        }),
        { numRuns: backend === 'webgpu' ? 6 : 60 },
      )
    })
  })

  test('a long array is sorted, stably', async () => {
    const values = Array.from({ length: 3000 }, (_, i) => (i * 7919) % 100)
    const x = tensor(values)
    expect(await argsort(x).toArray()).toEqual(placesInOrder(values))
    expect(await takeAlongAxis(x, argsort(x), -1).toArray()).toEqual(await sort(x).toArray())
  })

  test('the largest of a long array are found, the first of equal ones first', async () => {
    const values = Array.from({ length: 3001 }, (_, i) => (i * 7919) % 100)
    const [largest, places] = topK(tensor(values), 10)
    expect(await places.toArray()).toEqual(placesDown(values).slice(0, 10))
    expect(await largest.toArray()).toEqual(at(values, placesDown(values).slice(0, 10)))
  })

  test('NaN comes last, first in descending order, as in JAX; the zeros are equal', async () => {
    const x = tensor([nan, 3, -0, inf, 0, -inf, nan, 3])
    expect(await argsort(x).toArray()).toEqual([5, 2, 4, 1, 7, 3, 0, 6])
    expect(await argsort(x, { descending: true }).toArray()).toEqual([0, 6, 3, 1, 7, 2, 4, 5])
    const [values, places] = topK(x, 5)
    expect(await values.toArray()).toEqual([nan, nan, inf, 3, 3])
    expect(await places.toArray()).toEqual([0, 6, 3, 1, 7])
  })

  test('descends or not', () => {
    // @ts-expect-error it is true or false
    expect(() => sort(tensor([1, 2]), { descending: 'no' })).toThrow("sort: descending is true or false; got 'no'")
  })

  test('nothing and one element are in order', async () => {
    expect(sort(zeros([2, 0])).shape).toEqual([2, 0])
    expect(await argsort(zeros([0, 3]), { axis: 0, descending: true }).toArray()).toEqual([])
    expect(await argsort(zeros([0, 3])).toArray()).toEqual([])
    expect(await argsort(zeros([3, 1]), { descending: true }).toArray()).toEqual([[0], [0], [0]])
    expect(topK(zeros([4, 0]), 0)[1].shape).toEqual([4, 0])
    expect(await cumsum(zeros([0])).toArray()).toEqual([])
    expect(await cumprod(zeros([3, 0]), { axis: 0 }).toArray()).toEqual([[], [], []])
    expect(await cumsum(tensor([[5], [6]]), { axis: 1 }).toArray()).toEqual([[5], [6]])
  })

  test('a derivative goes to where the element stood', async () => {
    const weights = tensor([1, 10, 100, 1000])
    const x = tensor([3, 1, 3, 2])
    expect(await grad((v: Tensor<[4]>) => sum(mul(sort(v), weights)))(x).toArray()).toEqual([100, 1, 1000, 10])
    const down = (v: Tensor<[4]>) => sum(mul(sort(v, { descending: true }), weights))
    expect(await grad(down)(x).toArray()).toEqual([1, 1000, 10, 100])
    const top = (v: Tensor<[4]>) => sum(mul(topK(v, 2)[0], tensor([1, 10])))
    expect(await jit(grad(top))(x).toArray()).toEqual([1, 0, 10, 0])
    const [, moved] = jvp((v: Tensor<[4]>) => sort(v), [x], [weights])
    expect(await moved.toArray()).toEqual([10, 1000, 1, 100])
    expect(await grad((v: Tensor<[2, 2]>) => sum(mul(sort(v, { axis: 0 }), tensor([[1, 2], [3, 4]]))))(tensor([[5, 6], [0, 9]])).toArray()).toEqual([[3, 2], [1, 4]]) // biome-ignore format: matrices
  })

  test('mapped, it is what a loop makes of it', async () => {
    const x = tensor([[3, 1, 2], [1, 1, 0]]) // biome-ignore format: a matrix
    expect(await vmap((row: Tensor<[3]>) => argsort(row, { descending: true }))(x).toArray()).toEqual([[0, 2, 1], [0, 1, 2]]) // biome-ignore format: a matrix
    expect(await vmap((column: Tensor<[2]>) => sort(column), { in: 1, out: 1 })(x).toArray()).toEqual([[1, 1, 0], [3, 1, 2]]) // biome-ignore format: a matrix
    const largest = (row: Tensor<[3]>) => sum(topK(row, 1)[0])
    expect(await vmap(grad(largest))(x).toArray()).toEqual([[1, 0, 0], [1, 0, 0]]) // biome-ignore format: a matrix
    expect(await vmap((row: Tensor<[3]>) => cumsum(row))(x).toArray()).toEqual([[3, 4, 6], [1, 2, 2]]) // biome-ignore format: a matrix
  })

  test('a running sum is what a loop adds up, along either axis, over one block and many', async () => {
    for (const n of [1, 2, 16, 17, 250, 4100]) {
      const row = Array.from({ length: n }, (_, i) => ((i * 37) % 11) - 4)
      const back = [...row].reverse()
      const wanted = [row, back].map((one) => scan(one, (a, b) => a + b, 0))
      await close(cumsum(tensor([row, back]), { axis: -1 }), wanted.flat())
      await close(cumsum(tensor(columns([row, back])), { axis: 0 }), columns(wanted).flat())
    }
  })

  test('a running product is what a loop multiplies', async () => {
    for (const n of [1, 5, 16, 33, 300]) {
      const row = Array.from({ length: n }, (_, i) => Math.fround(1 + ((i % 7) - 3) / 10))
      await close(
        cumprod(tensor(row)),
        scan(row, (a, b) => a * b, 1),
      )
    }
  })

  test('whole numbers wrap', async () => {
    const i32 = (values: number[]) => tensor(values, { dtype: 'i32' })
    expect(await cumsum(i32([2 ** 31 - 1, 1, 1])).toArray()).toEqual([2 ** 31 - 1, -(2 ** 31), -(2 ** 31) + 1])
    expect(await cumprod(i32([65536, 65536, 3])).toArray()).toEqual([65536, 0, 0])
    expect(await cumsum(tensor([2 ** 32 - 1, 2], { dtype: 'u32' })).toArray()).toEqual([2 ** 32 - 1, 1])
  })

  test('NaN and infinity go on from where they stand, and not back', async () => {
    const row = Array.from({ length: 60 }, (_, i) => (i === 20 ? inf : i === 40 ? -inf : 1))
    expect(await cumsum(tensor(row)).toArray()).toEqual(scan(row, (a, b) => a + b, 0))
    const zeroed = row.map((one, i) => (i === 30 ? 0 : one))
    expect(await cumprod(tensor(zeroed)).toArray()).toEqual(scan(zeroed, (a, b) => a * b, 1))
  })

  test('the derivative of a running product is that of JAX, zeros or not', async () => {
    const weighed = (v: Tensor<[5]>) => sum(mul(cumprod(v), tensor([1, 2, 3, 4, 5])))
    const x = tensor([2, 0, 3, 0, -1])
    await close(grad(weighed)(x), [1, 22, 0, 0, 0])
    await close(hessian(weighed)(x), [[0, 11, 0, 0, 0], [11, 0, 6, -6, 0], [0, 6, 0, 0, 0], [0, -6, 0, 0, 0], [0, 0, 0, 0, 0]].flat()) // biome-ignore format: a matrix
    // Without zeros: the sum of all products from an element on, divided by it.
    const row = Array.from({ length: 40 }, (_, i) => Math.fround(1.3 - (i % 5) / 6))
    const products = scan(row, (a, b) => a * b, 1)
    const later = row.map((one, i) => products.slice(i).reduce((a, b) => a + b, 0) / one)
    await close(grad((v: Tensor<[number]>) => sum(cumprod(v)))(tensor(row)), later)
  })

  test('the derivative of a running sum is how often an element is in it', async () => {
    expect(await grad((v: Tensor<[4]>) => sum(cumsum(v)))(tensor([5, 6, 7, 8])).toArray()).toEqual([4, 3, 2, 1])
  })

  describe('a permutation', () => {
    test('holds every number once', async () => {
      for (const n of [0, 1, 2, 100, 2000]) {
        const drawn = await permutation(key(3), n).toArray()
        expect([...drawn].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
      }
    })

    // WebGPU sorts and draws as above; to compile the many kernels of this takes it ten seconds.
    test.runIf(backend !== 'webgpu')('of a known key is that of JAX, by one sort and by two', async () => {
      expect(await permutation(key(0), 10).toArray()).toEqual([0, 1, 8, 5, 6, 4, 3, 2, 7, 9])
      const long = await permutation(key(42), 5000).toArray()
      expect(long.slice(0, 12)).toEqual([3825, 3150, 2972, 2921, 1203, 2981, 4024, 2362, 790, 2430, 240, 4329])
      expect(long.reduce((total, place, i) => total + ((place * i) % 9973), 0)).toBe(25071965)
    })

    test('of a tensor moves its slices along the first axis', async () => {
      const x = tensor([[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11]]) // biome-ignore format: a matrix
      expect(await permutation(key(7), x).toArray()).toEqual([[6, 7, 8], [9, 10, 11], [0, 1, 2], [3, 4, 5]]) // biome-ignore format: a matrix
    })

    test('has every order equally often', async () => {
      const keys = tensor(Array.from({ length: 1200 }, (_, i) => [9, i]), { dtype: 'u32' }) // biome-ignore format: one line
      const drawn = (await vmap((k: Tensor<[2], 'u32'>) => permutation(k, 3))(keys as Tensor<[1200, 2], 'u32'>).toArray()) as number[][]
      const counts = new Map<string, number>()
      for (const one of drawn) counts.set(one.join(), (counts.get(one.join()) ?? 0) + 1)
      expect(counts.size).toBe(6)
      // So many standard deviations are exceeded in one of 10,000 draws.
      for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(4 * Math.sqrt((1200 * 5) / 36))
    })
  })
})
