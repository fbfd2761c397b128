import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as t from '../../src/index.js'
import { type AnyTensor, type DType, tensor } from '../../src/index.js'
import { erfcOf } from '../../src/primitives/erf-value.js'
import { backends, compiling, targets, use } from '../support/targets.js'

afterAll(() => t.acquire({ backend: 'reference' }))

const [nan, infinity] = [Number.NaN, Number.POSITIVE_INFINITY]
const special = [
  ...[0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 3, -7, 100, -100, 1e30, -1e30, 3e38, -3e38],
  ...[2 ** 31, -(2 ** 31), 4294967040, 2 ** 32, infinity, -infinity, nan],
].map(Math.fround)

const bitsOf = (x: number): string => (Number.isNaN(x) ? 'NaN' : (new Uint32Array(Float32Array.of(x).buffer)[0] ?? 0).toString(16))
const show = (x: number): string => `${Object.is(x, -0) ? '-0' : x} (${bitsOf(x)})`

/** The least normal float: below, WGSL lets results be flushed to 0. */
const leastNormal = 2 ** -126

/** Bit for bit; finite results that are rounded anyway within a relative bound. Whether a 0 is negative may be left open. */
const agree = (got: number, want: number, bound: number, anyZero: boolean): boolean => {
  const y = Math.fround(want)
  if (bitsOf(got) === bitsOf(y) || (anyZero && got === 0 && y === 0)) return true
  if (Math.abs(y) < leastNormal) return y !== 0 && Math.abs(got) < leastNormal
  return Number.isFinite(y) && Math.abs(got - y) <= bound * Math.abs(y)
}

interface Tolerance {
  readonly bound?: number
  readonly anyZero?: boolean
}

const expectElements = async (
  got: AnyTensor,
  want: (i: number) => number,
  argument: (i: number) => string,
  { bound = 0, anyZero = false }: Tolerance,
) => {
  const wrong = [...(await got.data())].flatMap((x, i) =>
    agree(x, want(i), bound, anyZero) ? [] : [`of ${argument(i)}: ${show(x)}, not ${show(want(i))}`],
  )
  expect(wrong).toEqual([])
}

const at = (i: number): number => special[i % special.length] ?? nan
const pairAt = (i: number): readonly [number, number] => [at(Math.floor(i / special.length)), at(i)]
const pairs = () => [tensor(special.flatMap((a) => special.map(() => a))), tensor(special.flatMap(() => special))] as const

const halfToEven = (v: number): number => {
  const rounded = Math.abs(v) % 1 === 0.5 ? 2 * Math.round(v / 2) : Math.round(v)
  return rounded === 0 ? 0 * v : rounded
}
const rounded = { bound: 1e-5 }

describe.each(compiling)('zeros, infinities and NaN on %s are what IEEE 754 says, bit for bit', (backend) => {
  beforeAll(() => t.acquire({ backend }))

  it.each<[string, (x: AnyTensor) => AnyTensor, (x: number) => number, Tolerance?]>([
    ['neg', t.neg, (x) => -x],
    ['abs', t.abs, Math.abs],
    ['floor', t.floor, Math.floor],
    ['ceil', t.ceil, Math.ceil],
    ['round', t.round, halfToEven],
    ['square', t.square, (x) => x * x, rounded],
    ['sqrt', t.sqrt, Math.sqrt, rounded],
    ['rsqrt', t.rsqrt, (x) => 1 / Math.sqrt(x), rounded],
    ['reciprocal', t.reciprocal, (x) => 1 / x, rounded],
    ['exp', t.exp, Math.exp, rounded],
    ['expm1', t.expm1, Math.expm1, rounded],
    ['log', t.log, Math.log, rounded],
    ['log1p', t.log1p, Math.log1p, rounded],
    ['tanh', t.tanh, Math.tanh, rounded],
    ['sinh', t.sinh, Math.sinh, rounded],
    ['cosh', t.cosh, Math.cosh, rounded],
    ['asin', t.asin, Math.asin, rounded],
    ['acos', t.acos, Math.acos, rounded],
    ['atan', t.atan, Math.atan, rounded],
    ['sigmoid', t.sigmoid, (x) => 1 / (1 + Math.exp(-x)), rounded],
    [
      'erf',
      t.erf,
      (x) =>
        Math.abs(x) > 3
          ? Math.sign(x)
          : Number.isNaN(x)
            ? nan
            : Math.sign(x) *
                ({ 0: 0, 0.5: 0.520499878, 1: 0.842700793, 1.5: 0.966105146, 2.5: 0.999593048, 3: 0.99997791 }[Math.abs(x)] ?? nan) ||
              0 * x,
      rounded,
    ],
    ['erfc', t.erfc, erfcOf, rounded],
    ['gelu', t.gelu, (x) => 0.5 * x * erfcOf(-x * Math.SQRT1_2), rounded],
    ['sign', t.sign, Math.sign],
    ['relu', t.relu, (x) => (x <= 0 ? 0 : x)],
    ['softplus', t.softplus, (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), rounded],
    ['isNaN', t.isNaN, (x) => Number(Number.isNaN(x))],
    ['isFinite', t.isFinite, (x) => Number(Number.isFinite(x))],
    ['x - x', (x) => t.sub(x, x), (x) => x - x],
    ['x / x', (x) => t.div(x, x), (x) => x / x, rounded],
    ['x is not x', (x) => t.notEqual(x, x), (x) => Number(Number.isNaN(x))],
    ['x is x', (x) => t.equal(x, x), (x) => Number(!Number.isNaN(x))],
    ['not less than 1', (x) => t.logicalNot(t.less(x, 1)), (x) => Number(!(x < 1))],
    ['the larger of 0 and x', (x) => t.maximum(x, 0), (x) => Math.max(x, 0), { anyZero: true }],
    // By a 0 that the driver does not know: for the constant it may write 0.
    ['x (x - x)', (x) => t.mul(x, t.sub(x, x)), (x) => x * (x - x)],
    ['x + -0', (x) => t.add(x, -0), (x) => x],
    ['x + infinity', (x) => t.add(x, infinity), (x) => x + infinity],
    ['x, where a NaN is not chosen', (x) => t.where(t.isFinite(x), x, t.div(x, 0)), (x) => (Number.isFinite(x) ? x : x / 0)],
    ['to f32', (x) => t.astype(x, 'f32'), (x) => x],
  ])('%s', async (_, f, want, tolerance = {}) => {
    await expectElements(
      f(tensor(special)),
      (i) => want(at(i)),
      (i) => show(at(i)),
      tolerance,
    )
  })

  it('sine and cosine are NaN of what is infinite, and nowhere beyond 1', async () => {
    for (const f of [t.sin, t.cos]) {
      const data = await f(tensor(special)).data()
      data.forEach((y, i) => {
        if (Number.isFinite(at(i)) ? !(Math.abs(y) <= 1) : !Number.isNaN(y)) throw new Error(`of ${show(at(i))}: ${show(y)}`)
      })
    }
  })

  it.each<[string, (x: AnyTensor, y: AnyTensor) => AnyTensor, (x: number, y: number) => number, Tolerance?]>([
    ['add', t.add, (x, y) => x + y],
    ['sub', t.sub, (x, y) => x - y],
    ['mul', t.mul, (x, y) => x * y],
    ['div', t.div, (x, y) => x / y, rounded],
    ['pow', t.pow, (x, y) => (Math.abs(x) === 1 && Math.abs(y) === infinity ? 1 : x === 1 ? 1 : x ** y), rounded],
    ['atan2', t.atan2, Math.atan2, rounded],
    ['maximum', t.maximum, Math.max, { anyZero: true }],
    ['minimum', t.minimum, Math.min, { anyZero: true }],
    ['equal', t.equal, (x, y) => Number(x === y)],
    ['notEqual', t.notEqual, (x, y) => Number(x !== y)],
    ['less', t.less, (x, y) => Number(x < y)],
    ['lessEqual', t.lessEqual, (x, y) => Number(x <= y)],
    ['greater', t.greater, (x, y) => Number(x > y)],
    ['greaterEqual', t.greaterEqual, (x, y) => Number(x >= y)],
    ['where', (x, y) => t.where(t.less(x, y), x, y), (x, y) => (x < y ? x : y)],
    ['clip', (x, y) => t.clip(x, y, infinity), (x, y) => Math.max(x, y), { anyZero: true }],
  ])('%s of every two', async (_, f, want, tolerance = {}) => {
    await expectElements(
      f(...pairs()),
      (i) => want(...pairAt(i)),
      (i) => pairAt(i).map(show).join(' and '),
      tolerance,
    )
  })

  it.each<[DType, (x: number) => number]>([
    ['i32', (x) => (Number.isNaN(x) ? 0 : Math.min(2147483647, Math.max(-2147483648, Math.trunc(x))) + 0)],
    ['u32', (x) => (Number.isNaN(x) ? 0 : Math.min(4294967295, Math.max(0, Math.trunc(x))) + 0)],
    ['bool', (x) => Number(x !== 0)],
  ])('to %s: towards 0, saturated, and NaN is 0, or true', async (dtype, want) => {
    expect([...(await t.astype(tensor(special), dtype).data())]).toEqual(special.map(want))
  })

  it('constants are the bits they are, in the program or folded into one', async () => {
    const of = async (x: AnyTensor) => [...(await x.data())].map(bitsOf)
    expect(await of(t.full([2], nan))).toEqual(['NaN', 'NaN'])
    expect(await of(t.full([1], infinity))).toEqual(['7f800000'])
    expect(await of(t.full([1], -infinity))).toEqual(['ff800000'])
    expect(await of(t.full([1], -0))).toEqual(['80000000'])
    expect(await of(t.full([1], 2 ** -126))).toEqual(['800000'])
    expect(await of(t.full([1], 3.4028234663852886e38))).toEqual(['7f7fffff'])
    expect(await of(t.log(t.zeros([1])))).toEqual(['ff800000'])
    expect(await of(t.div(t.ones([1]), t.full([1], -0)))).toEqual(['ff800000'])
    expect(await of(t.sqrt(t.full([1], -1)))).toEqual(['NaN'])
    expect(await of(t.mul(t.full([1], 3e38), t.full([1], 2)))).toEqual(['7f800000'])
    expect(await of(t.exp(t.full([1], 100)))).toEqual(['7f800000'])
  })
})

describe.each(targets)('a reduction on %s', (target) => {
  beforeAll(() => use(target))

  /** Whole numbers, whose sums are exact in any order, with some in the place of others. */
  const line = (length: number, at: Readonly<Record<number, number>>): AnyTensor =>
    tensor(
      Float32Array.from({ length }, (_, i) => at[i] ?? (i % 5) - 2),
      { shape: [length] },
    )
  const item = async (x: AnyTensor): Promise<number> => (await x.data())[0] ?? nan

  // Short enough for a thread; long enough for a workgroup, or for two steps.
  describe.each([7, 5000, 100_000])('of %i', (length) => {
    const [third, last] = [2, length - 1]

    it('is NaN where one of them is: sum, prod, mean, max, min', async () => {
      for (const place of [0, third, last])
        for (const f of [t.sum, t.prod, t.mean, t.max, t.min, t.logSumExp, t.norm, t.variance] as readonly ((x: AnyTensor) => AnyTensor)[])
          expect(await item(f(line(length, { [place]: nan })))).toBe(nan)
    })

    it('is infinite where one of them is; of both infinities the sum is NaN', async () => {
      expect(await item(t.sum(line(length, { [last]: infinity })))).toBe(infinity)
      expect(await item(t.sum(line(length, { [third]: -infinity })))).toBe(-infinity)
      expect(await item(t.sum(line(length, { 0: infinity, [last]: -infinity })))).toBe(nan)
      expect(await item(t.max(line(length, { [third]: infinity })))).toBe(infinity)
      expect(await item(t.min(line(length, { [third]: infinity })))).toBe(-2)
      expect(await item(t.min(line(length, { [last]: -infinity })))).toBe(-infinity)
      expect(await item(t.logSumExp(line(length, { [third]: infinity })))).toBe(infinity)
    })

    it('of nothing but infinities is infinite', async () => {
      const all = (x: number): AnyTensor => tensor(new Float32Array(length).fill(x), { shape: [length] })
      expect(await item(t.max(all(-infinity)))).toBe(-infinity)
      expect(await item(t.min(all(infinity)))).toBe(infinity)
      expect(await item(t.argmax(all(-infinity)))).toBe(0)
      expect(await item(t.argmin(all(infinity)))).toBe(0)
      expect(await item(t.logSumExp(all(-infinity)))).toBe(-infinity)
    })

    it('finds the first largest, the first smallest, and the first NaN before them', async () => {
      expect(await item(t.argmax(line(length, { [third]: 9, [last]: 9 })))).toBe(third)
      expect(await item(t.argmin(line(length, { [third]: -9, [last]: -9 })))).toBe(third)
      expect(await item(t.argmax(line(length, { 1: infinity, [third]: infinity })))).toBe(1)
      for (const f of [t.argmax, t.argmin] as readonly ((x: AnyTensor) => AnyTensor)[]) {
        expect(await item(f(line(length, { [last]: nan, 0: infinity, 1: -infinity })))).toBe(last)
        expect(await item(f(line(length, { [third]: nan, [last]: nan })))).toBe(third)
        expect(await item(f(line(length, { 0: nan, [third]: nan })))).toBe(0)
      }
    })
  })

  it('a product of matrices passes on what is not finite, and only where it meets it', async () => {
    const a = tensor([
      [1, 2],
      [3, nan],
    ])
    const b = tensor([
      [1, infinity],
      [0, 1],
    ])
    expect([...(await t.matmul(a, b).data())]).toEqual([1, infinity, nan, nan])
    const zero = tensor([
      [0, 0],
      [0, 0],
    ])
    expect([...(await t.matmul(zero, b).data())]).toEqual([0, nan, 0, nan])
  })

  it('softmax of large numbers is finite, and NaN of a row with NaN alone', async () => {
    const x = tensor([
      [1e30, 1e30],
      [nan, 1],
      [-infinity, 0],
    ])
    expect([...(await t.softmax(x).data())]).toEqual([0.5, 0.5, nan, nan, 0, 1])
    expect([...(await t.logSoftmax(x).data())]).toEqual([Math.fround(-Math.LN2), Math.fround(-Math.LN2), nan, nan, -infinity, 0])
  })
})

describe.each(backends)('whole numbers on %s', (backend) => {
  beforeAll(() => t.acquire({ backend }))

  const [least, most] = [-2147483648, 2147483647]
  const i32 = (...x: number[]) => tensor(x, { dtype: 'i32' })
  const u32 = (...x: number[]) => tensor(x, { dtype: 'u32' })
  const of = async (x: AnyTensor) => [...(await x.data())]

  it('wrap', async () => {
    expect(await of(t.add(i32(most, least, -1), i32(1, -1, 1)))).toEqual([least, most, 0])
    expect(await of(t.sub(i32(least, 0), i32(1, least)))).toEqual([most, least])
    expect(await of(t.mul(i32(65536, 123456789, least), i32(65536, 987654321, -1)))).toEqual([0, Math.imul(123456789, 987654321), least])
    expect(await of(t.neg(i32(least, 5)))).toEqual([least, -5])
    expect(await of(t.abs(i32(least, -5)))).toEqual([least, 5])
    expect(await of(t.add(u32(4294967295), u32(2)))).toEqual([1])
    expect(await of(t.sub(u32(0), u32(1)))).toEqual([4294967295])
    expect(await of(t.mul(u32(4294967295, 123456789), u32(4294967295, 987654321)))).toEqual([1, Math.imul(123456789, 987654321) >>> 0])
    expect(await of(t.sum(i32(most, most, 3)))).toEqual([1])
    expect(await of(t.sum(u32(4294967295, 2)))).toEqual([1])
    expect(await of(t.prod(i32(65537, 65537, 3)))).toEqual([Math.imul(Math.imul(65537, 65537), 3)])
    expect(await of(t.prod(u32(65537, 65537)))).toEqual([131073])
    expect(await of(t.matmul(i32(65537, most), i32(65537, 2)))).toEqual([(131073 - 2) | 0])
    expect(await of(t.square(u32(65536, 65537)))).toEqual([0, 131073])
  })

  it('divide towards 0; by 0 the quotient is the dividend and the rest 0', async () => {
    expect(await of(t.div(i32(7, -7, 7, -7), i32(2, 2, -2, -2)))).toEqual([3, -3, -3, 3])
    expect(await of(t.rem(i32(7, -7, 7, -7), i32(2, 2, -2, -2)))).toEqual([1, -1, 1, -1])
    expect(await of(t.div(i32(7, -7, 0, least), i32(0, 0, 0, -1)))).toEqual([7, -7, 0, least])
    expect((await of(t.rem(i32(7, -7, 0, least), i32(0, 0, 0, -1)))).map((x) => x + 0)).toEqual([0, 0, 0, 0])
    expect(await of(t.div(u32(4294967295, 7), u32(2, 0)))).toEqual([2147483647, 7])
    expect(await of(t.rem(u32(4294967295, 7), u32(2147483648, 0)))).toEqual([2147483647, 0])
  })

  it('compare and choose as what they are, signed or not', async () => {
    expect(await of(t.less(u32(1, 4294967295), u32(4294967295, 1)))).toEqual([1, 0])
    expect(await of(t.less(i32(1, -1), i32(-1, 1)))).toEqual([0, 1])
    expect(await of(t.maximum(u32(1), u32(4294967295)))).toEqual([4294967295])
    expect(await of(t.maximum(i32(1), i32(-1)))).toEqual([1])
    expect(await of(t.max(u32(1, 4294967295, 7)))).toEqual([4294967295])
    expect(await of(t.min(u32(4294967295, 2147483648)))).toEqual([2147483648])
    expect(await of(t.max(i32(least, least)))).toEqual([least])
    expect(await of(t.argmax(u32(7, 4294967295, 7)))).toEqual([1])
    expect(await of(t.argmin(i32(7, least, most)))).toEqual([1])
    expect(await of(t.where(t.equal(i32(least), least), i32(1), i32(0)))).toEqual([1])
  })

  it('keep their bits when they become other whole numbers, and round when they become floats', async () => {
    expect(await of(t.astype(i32(-1, least, 5), 'u32'))).toEqual([4294967295, 2147483648, 5])
    expect(await of(t.astype(u32(4294967295, 2147483648, 5), 'i32'))).toEqual([-1, least, 5])
    expect(await of(t.astype(i32(most, 16777217, -16777217), 'f32'))).toEqual([2147483648, 16777216, -16777216])
    expect(await of(t.astype(u32(4294967295, 16777219), 'f32'))).toEqual([4294967296, 16777220])
    expect(await of(t.astype(i32(0, -3), 'bool'))).toEqual([0, 1])
    expect(await of(t.astype(tensor([true, false]), 'i32'))).toEqual([1, 0])
    expect(await of(t.astype(tensor([true, false]), 'f32'))).toEqual([1, 0])
    expect(await of(t.astype(tensor([true, false]), 'u32'))).toEqual([1, 0])
  })

  it('as constants are folded to the same', async () => {
    const full = (x: number, dtype: 'i32' | 'u32') => t.full([1], x, { dtype })
    expect(await of(t.add(full(most, 'i32'), full(1, 'i32')))).toEqual([least])
    expect(await of(t.mul(full(65537, 'i32'), full(65537, 'i32')))).toEqual([131073])
    expect(await of(t.div(full(7, 'i32'), full(0, 'i32')))).toEqual([7])
    expect(await of(t.div(full(least, 'i32'), full(-1, 'i32')))).toEqual([least])
    expect(await of(t.sub(full(0, 'u32'), full(1, 'u32')))).toEqual([4294967295])
    expect(await of(t.less(t.sub(full(0, 'u32'), full(1, 'u32')), full(1, 'u32')))).toEqual([0])
    expect(await of(t.astype(full(-1, 'i32'), 'u32'))).toEqual([4294967295])
    expect(await of(t.astype(t.astype(full(-1, 'i32'), 'u32'), 'f32'))).toEqual([4294967296])
    expect(await of(t.neg(full(least, 'i32')))).toEqual([least])
    expect(await of(t.div(t.mul(full(65537, 'i32'), full(65537, 'i32')), full(2, 'i32')))).toEqual([65536])
    expect(await of(t.astype(full(16777217, 'i32'), 'f32'))).toEqual([16777216])
  })
})
