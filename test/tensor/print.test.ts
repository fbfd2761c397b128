import { deepStrictEqual } from 'node:assert'
import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type AnyTensor,
  acquire,
  add,
  arange,
  astype,
  type DType,
  InvalidArgument,
  jit,
  reshape,
  type Tensor,
  tensor,
  zeros,
} from '../../src/index.js'
import { backends } from '../support/targets.js'

beforeAll(() => acquire({ backend: 'reference' }))

/** Elements that are counted. */
const counted = (shape: readonly number[], dtype: 'i32' | 'f32' = 'i32') =>
  tensor(
    Int32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
    { shape, dtype },
  )
const lines = (x: unknown): string[] => String(x).split('\n')

describe('a tensor is printed', () => {
  it('with its type and its elements, one row below the other, column below column', () => {
    expect(String(tensor([1, 2, -3]))).toBe('Tensor f32[3] [ 1,  2, -3]')
    expect(lines(tensor([[1, -200], [3, 4]]))).toEqual(['Tensor f32[2, 2]', '[[   1, -200],', ' [   3,    4]]']) // biome-ignore format: one line
    expect(lines(tensor([[true, false], [false, true]]))).toEqual(['Tensor bool[2, 2]', '[[ true, false],', ' [false,  true]]']) // biome-ignore format: one line
  })

  it('with a blank line between matrices, two between lists of them', () => {
    expect(lines(counted([2, 2, 2])).slice(1)).toEqual(['[[[0, 1],', '  [2, 3]],', '', ' [[4, 5],', '  [6, 7]]]'])
    expect(lines(counted([2, 2, 1, 2])).slice(1)).toEqual(
      ['[[[[0, 1]],', '', '  [[2, 3]]],', '', '', ' [[[4, 5]],', '', '  [[6, 7]]]]'], // biome-ignore format: one line
    )
  })

  it('with as many digits after the point as the one that needs most: those that tell an f32 from its neighbours, eight at most', () => {
    expect(String(tensor([1, 2.5, -3]))).toBe('Tensor f32[3] [ 1.0,  2.5, -3.0]')
    expect(String(tensor([0.1, 0.2, 0.30000001192]))).toBe('Tensor f32[3] [0.1, 0.2, 0.3]')
    expect(String(tensor([1 / 3, 0.5]))).toBe('Tensor f32[2] [0.33333334, 0.50000000]')
    expect(String(tensor([22 / 7, 10]))).toBe('Tensor f32[2] [ 3.142857, 10.000000]')
    expect(String(tensor([1 / 3], { dtype: 'f64' }))).toBe('Tensor f64[1] [0.33333333]')
    expect(String(tensor([123456.789, 200]))).toBe('Tensor f32[2] [123456.79,    200.00]')
    expect(String(tensor([2147483647, -7], { dtype: 'i32' }))).toBe('Tensor i32[2] [2147483647,         -7]')
    expect(String(tensor([4294967295], { dtype: 'u32' }))).toBe('Tensor u32[1] [4294967295]')
  })

  it('with exponents where NumPy writes them: from 1e6 (in f64 1e8), below 1e-4, or a thousand times the smallest', () => {
    expect(String(tensor([1e8, 1]))).toBe('Tensor f32[2] [1e+08, 1e+00]')
    expect(String(tensor([999_999, 1e5]))).toBe('Tensor f32[2] [999999, 100000]')
    expect(String(tensor([1e6, 1e5]))).toBe('Tensor f32[2] [1e+06, 1e+05]')
    expect(String(tensor([99999992, 1e5], { dtype: 'f64' }))).toBe('Tensor f64[2] [99999992,   100000]')
    expect(String(tensor([1e-4, 0.01]))).toBe('Tensor f32[2] [0.0001, 0.0100]')
    expect(String(tensor([9e-5, -1.5e-3]))).toBe('Tensor f32[2] [ 9.0e-05, -1.5e-03]')
    expect(String(tensor([1, 1000, 0]))).toBe('Tensor f32[3] [   1, 1000,    0]')
    expect(String(tensor([1, 1001, 0]))).toBe('Tensor f32[3] [1.000e+00, 1.001e+03, 0.000e+00]')
    expect(String(tensor([1e-7 / 3, 1e100], { dtype: 'f64' }))).toBe('Tensor f64[2] [3.33333333e-008, 1.00000000e+100]')
    expect(String(tensor([1e-9, 9.9999999999e5], { dtype: 'f64' }))).toBe('Tensor f64[2] [1e-09, 1e+06]')
    expect(String(tensor([1e9, 1], { dtype: 'i32' }))).toBe('Tensor i32[2] [1000000000,          1]')
  })

  it('with what is no finite number as it is called, and a zero with its sign', () => {
    expect(String(tensor([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0]))).toBe(
      'Tensor f32[5] [      NaN,  Infinity, -Infinity,        -0,         0]',
    )
    expect(String(tensor([Number.NaN, 0.5]))).toBe('Tensor f32[2] [NaN, 0.5]')
    expect(String(tensor([Number.NEGATIVE_INFINITY]))).toBe('Tensor f32[1] [-Infinity]')
  })

  it('of rank 0 as a number, empty as brackets', () => {
    expect(String(tensor(5))).toBe('Tensor f32[] 5')
    expect(String(tensor(-1e-7))).toBe('Tensor f32[] -1e-07')
    expect(String(tensor([]))).toBe('Tensor f32[0] []')
    expect(String(tensor(new Float32Array(0), { shape: [2, 0] }))).toBe('Tensor f32[2, 0] []')
    expect(String(tensor(new Float32Array(0), { shape: [100_000, 0, 3] }))).toBe('Tensor f32[100000, 0, 3] []')
  })

  it('in rows of 75 characters', () => {
    const row = lines(counted([60], 'f32'))
    expect(row.slice(0, 3)).toEqual([
      'Tensor f32[60]',
      '[ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16, 17,',
      ' 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35,',
    ])
    expect(lines(counted([2, 20])).slice(1)).toEqual([
      '[[ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16, 17,',
      '  18, 19],',
      ' [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37,',
      '  38, 39]]',
    ])
    for (const shape of [[500], [7, 70], [3, 1, 50], [2, 3, 4, 40], [1, 1, 1, 1, 1, 900]])
      for (const line of lines(counted(shape))) expect(line.length).toBeLessThanOrEqual(75)
  })

  it('whole up to 1,000 elements, and cut to three at each end of each axis above, as NumPy cuts', () => {
    const whole = String(counted([1000]))
    expect(whole).not.toContain('...')
    expect(whole).toContain('499, 500')
    expect(String(counted([1001]))).toBe('Tensor i32[1001] [   0,    1,    2, ...,  998,  999, 1000]')
    expect(lines(counted([2, 1000]))).toEqual([
      'Tensor i32[2, 1000]',
      '[[   0,    1,    2, ...,  997,  998,  999],',
      ' [1000, 1001, 1002, ..., 1997, 1998, 1999]]',
    ])
    expect(lines(counted([200, 7]))).toEqual([
      'Tensor i32[200, 7]',
      '[[   0,    1,    2, ...,    4,    5,    6],',
      ' [   7,    8,    9, ...,   11,   12,   13],',
      ' [  14,   15,   16, ...,   18,   19,   20],',
      ' ...,',
      ' [1379, 1380, 1381, ..., 1383, 1384, 1385],',
      ' [1386, 1387, 1388, ..., 1390, 1391, 1392],',
      ' [1393, 1394, 1395, ..., 1397, 1398, 1399]]',
    ])
    expect(lines(counted([8, 2, 100])).slice(1, 12)).toEqual([
      '[[[   0,    1,    2, ...,   97,   98,   99],',
      '  [ 100,  101,  102, ...,  197,  198,  199]],',
      '',
      ' [[ 200,  201,  202, ...,  297,  298,  299],',
      '  [ 300,  301,  302, ...,  397,  398,  399]],',
      '',
      ' [[ 400,  401,  402, ...,  497,  498,  499],',
      '  [ 500,  501,  502, ...,  597,  598,  599]],',
      '',
      ' ...,',
      '',
    ])
    // An axis of six is never cut.
    expect(lines(counted([200, 6]))[1]).toBe('[[   0,    1,    2,    3,    4,    5],')
  })

  it('without elements while they are not known, and says what to do', () => {
    expect(String(add(tensor([1, 2]), 1))).toBe('Tensor f32[2] (not computed yet; await data() runs it)')
  })

  it('inside a trace and after it is gone as what it is', () => {
    let seen = ''
    jit((x: Tensor<[2]>) => {
      seen = String(x)
      return x
    })(tensor([1, 2]))
    expect(seen).toBe('Tensor f32[2] (an argument of a function being traced)')
    const gone = tensor([1])
    gone.dispose()
    expect(String(gone)).toBe('Tensor f32[1] (disposed)')
  })

  it('alike by console.log, within templates, by String and in a joined list', () => {
    const x = tensor([1, 2])
    expect(inspect({ x })).toContain('Tensor f32[2] [1, 2]')
    expect(`${x}`).toBe('Tensor f32[2] [1, 2]')
    expect([x, x].join(' ')).toBe('Tensor f32[2] [1, 2] Tensor f32[2] [1, 2]')
  })
})

interface Printed {
  readonly shape: readonly number[]
  readonly dtype: DType
  /** Elements; of a large tensor how they were made. */
  readonly values: readonly (number | string)[] | string
  readonly text: string
}

describe('NumPy', () => {
  const fixture = new URL('../fixtures/numpy/print.json', import.meta.url)
  const cases = (JSON.parse(readFileSync(fixture, 'utf8')) as Printed[]).map((one, i) => ({ ...one, i })) // as it was recorded

  it.each(cases)('prints a tensor of $dtype like this: case $i', ({ shape, dtype, values, text }) => {
    const n = shape.reduce((a, b) => a * b, 1)
    const counted = Array.from({ length: n }, (_, i) => (i - Math.floor(n / 2)) / (dtype === 'i32' ? 1 : 8))
    const elements = typeof values === 'string' ? counted : values.map(Number)
    const body = String(tensor(elements, { shape, dtype })).slice(`Tensor ${dtype}[${shape.join(', ')}] `.length)
    // Whole fractions have no point here, and what is special has JavaScript's names.
    const spelled = text
      .replace(/(\d)\.(?=$|[^\d])/gm, '$1')
      .replace('nan', 'NaN')
      .replace(/(Tru|Fals)e/g, (word) => word.toLowerCase())
    expect(body).toBe(spelled)
  })
})

describe.each(backends)('what the host knows of a tensor on %s is printed', (backend) => {
  beforeAll(() => acquire({ backend }))
  afterAll(() => acquire({ backend: 'reference' }))

  it('after it was used in a computation, too', async () => {
    const [small, large] = [tensor([1, 2]), counted([2000])]
    const texts = [String(small), String(large)]
    await Promise.all([add(small, 1).data(), add(large, 1).data()])
    jit((x: Tensor<[2]>) => add(x, 1))(small)
    expect([String(small), String(large)]).toEqual(texts)
  })

  it('once it was read: the elements, or of many those that are shown', async () => {
    const x = add(tensor([1, 2]), 1)
    await x.data()
    expect(String(x)).toBe('Tensor f32[2] [2, 3]')
    const onDevice = jit((y: Tensor<[2]>) => add(y, 1))(tensor([1, 2]))
    expect(String(onDevice)).toBe('Tensor f32[2] (on the device; await data() to read it)')
    await onDevice.data()
    expect(String(onDevice)).toBe('Tensor f32[2] [2, 3]')
    const large = add(counted([400, 7]), 1)
    await large.data()
    expect(String(large)).toBe(String(tensor(await large.data(), { shape: [400, 7] })))
    expect(String(large)).toContain('2798, 2799, 2800')
  })

  it('and of a large one the host keeps no copy', async () => {
    const [given, read] = [zeros([100_000]), tensor(new Float32Array(100_000))].map((x) => add(x, 1))
    const upload = tensor(new Float32Array(100_000))
    await Promise.all([given?.data(), read?.data(), add(upload, 1).data()])
    for (const x of [given, read, upload]) {
      const source = x?.source
      if (source?.kind !== 'value') throw new Error('it was computed')
      expect([source.host, source.edges?.length]).toEqual([undefined, 6])
    }
  })
})

describe('a tensor as JSON', () => {
  it('is its type and its elements in order, or null where the host does not have them', async () => {
    expect(JSON.stringify({ x: tensor([[1, 2.5]]) })).toBe('{"x":{"shape":[1,2],"dtype":"f32","values":[1,2.5]}}')
    const pending = add(tensor([1]), 1)
    expect(JSON.stringify(pending)).toBe('{"shape":[1],"dtype":"f32","values":null}')
    await pending.data()
    expect(JSON.stringify(pending)).toBe('{"shape":[1],"dtype":"f32","values":[2]}')
  })
})

describe("JavaScript's operators", () => {
  const sentence = `operators: JavaScript's operators do not reach into a tensor, f32[2]: write add(x, 1), neg(x), less(x, 0), equal(x, 0) for x + 1, -x, x < 0, x == 0, and choose with where or cond; \`\${x}\` prints it, await x.item() gives the number of a tensor of rank 0`
  const x = tensor([1, 2]) as unknown as number // what JavaScript lets through

  it.each<readonly [string, () => unknown]>([
    ['x > 0', () => x > 0],
    ['x <= 1', () => x <= 1],
    ['x + 1', () => x + 1],
    // biome-ignore lint/style/useTemplate: what is tried
    ["'x: ' + x", () => 'x: ' + x],
    ['x * 2', () => x * 2],
    ['-x', () => -x],
    ['+x', () => +x],
    ['x | 0', () => x | 0],
    ['x ** 2', () => x ** 2],
    // biome-ignore lint/suspicious/noDoubleEquals: what is tried
    ['x == 3', () => (x as unknown) == 3],
    ['Number(x)', () => Number(x)],
    ['Math.max(x)', () => Math.max(x)],
    ['isNaN(x)', () => Number.isNaN(Math.abs(x))],
  ])('are refused: %s', (_, use) => {
    expect(use).toThrow(new InvalidArgument(sentence))
    expect(use).toThrow(expect.objectContaining({ code: 'argument/operators' }))
  })

  it('are refused inside a function being traced, before a branch is taken for ever', () => {
    expect(() => jit((y: Tensor<[]>) => ((y as unknown as number) > 0 ? y : add(y, 1)))(tensor(1))).toThrow(
      /^operators: JavaScript's operators .*, f32\[\]: /,
    )
  })

  it('that ask nothing of its value work', () => {
    const y: unknown = x
    expect([y === x, y === tensor([1, 2]), y == null, typeof y]).toEqual([true, false, false, 'object'])
  })
})

describe('tests see of a tensor its type and its elements', () => {
  const same = (a: unknown, b: unknown): boolean[] => {
    const passes = (f: () => void): boolean => {
      try {
        f()
        return true
      } catch {
        return false
      }
    }
    return [() => expect(a).toEqual(b), () => expect(a).toStrictEqual(b), () => deepStrictEqual(a, b)].map(passes)
  }
  const yes = [true, true, true]
  const no = [false, false, false]
  const both = (x: AnyTensor): { readonly x: AnyTensor } => ({ x })

  it('equal ones are equal, wherever they stand and however often they were used', async () => {
    const a = tensor([[1, 2], [3, 4]]) // biome-ignore format: one line
    const b = tensor([1, 2, 3, 4], { shape: [2, 2] })
    expect(same(a, b)).toEqual(yes)
    expect(same([both(a)], [both(b)])).toEqual(yes)
    const sum = add(a, 1)
    await sum.data()
    expect(same(a, b)).toEqual(yes)
    expect(same(sum, tensor([[2, 3], [4, 5]]))).toEqual(yes) // biome-ignore format: one line
    expect(same(tensor([Number.NaN]), tensor([Number.NaN]))).toEqual(yes)
    const large = () => tensor(Float32Array.from({ length: 5000 }, (_, i) => i))
    expect(same(large(), large())).toEqual(yes)
  })

  it('others are not', async () => {
    const a = tensor([1, 2])
    expect(same(a, tensor([1, 3]))).toEqual(no)
    expect(same(a, tensor([1, 2, 3]))).toEqual(no)
    expect(same(a, tensor([[1, 2]]))).toEqual(no)
    expect(same(a, tensor([1, 2], { dtype: 'i32' }))).toEqual(no)
    expect(same(a, tensor([1, 2], { dtype: 'f64' }))).toEqual(no)
    const late = Float32Array.from({ length: 5000 }, (_, i) => i)
    const other = late.slice()
    other[2500] = -1
    expect(same(tensor(late), tensor(other))).toEqual(no)
  })

  it('nor are those whose elements the host does not have, but to themselves', async () => {
    const pending = () => add(tensor([1, 2]), 1)
    const [one, two] = [pending(), pending()]
    expect(same(one, two)).toEqual(no)
    expect(same(one, one)).toEqual(yes)
    const onDevice = (by: number) => jit((x: Tensor<[2]>) => add(x, by))(tensor([1, 2]))
    expect(same(onDevice(1), onDevice(2))).toEqual(no)
    const large = (by: number) => tensor(new Float32Array(5000).fill(by))
    const [used, unlike] = [large(1), large(2)]
    await Promise.all([add(used, 1).data(), add(unlike, 1).data()])
    expect(same(used, unlike)).toEqual(no)
    jit((x: Tensor<[2]>, y: Tensor<[2]>) => {
      expect(same(x, y)).toEqual(no)
      return x
    })(tensor([1, 2]), tensor([3, 4]))
  })
})

describe('elements are read', () => {
  it('as a typed array of the dtype, which is a copy', async () => {
    const x = tensor([1, 2, 3])
    const first = await x.data()
    first[0] = 100
    expect([...(await x.data())]).toEqual([1, 2, 3])
    const computed = add(x, 1)
    const again = await computed.data()
    again[0] = 100
    expect([...(await computed.data())]).toEqual([2, 3, 4])
    expect(await tensor([1], { dtype: 'i32' }).data()).toBeInstanceOf(Int32Array)
    expect(await tensor([1], { dtype: 'u32' }).data()).toBeInstanceOf(Uint32Array)
    expect(await tensor([true]).data()).toBeInstanceOf(Uint8Array)
    expect(await tensor([1], { dtype: 'f64' }).data()).toBeInstanceOf(Float64Array)
    expect(await add(tensor([1], { dtype: 'f64' }), 1).data()).toBeInstanceOf(Float64Array)
    expect(await astype(tensor([2, 0]), 'bool').data()).toEqual(Uint8Array.of(1, 0))
  })

  it('as a number, at rank 0', async () => {
    expect(await tensor(2.5).item()).toBe(2.5)
    expect(await add(tensor(2), 3).item()).toBe(5)
    expect(await tensor(true).item()).toBe(1)
    expect(await astype(tensor(-7), 'i32').item()).toBe(-7)
  })

  it('as nested arrays, a level for each dimension', async () => {
    expect(await reshape(arange(6), [2, 3]).toArray()).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ])
    expect(await reshape(arange(4), [2, 1, 2]).toArray()).toEqual([[[0, 1]], [[2, 3]]])
    expect(await tensor(5).toArray()).toBe(5)
    expect(await zeros([0]).toArray()).toEqual([])
    expect(await zeros([2, 0]).toArray()).toEqual([[], []])
    expect(await zeros([0, 2]).toArray()).toEqual([])
  })

  it('with what is known beforehand: shape, dtype, rank and size', () => {
    const x = zeros([2, 0, 3], { dtype: 'i32' })
    expect([x.shape, x.dtype, x.rank, x.size]).toEqual([[2, 0, 3], 'i32', 3, 0])
    expect([tensor(1).shape, tensor(1).rank, tensor(1).size]).toEqual([[], 0, 1])
  })
})
