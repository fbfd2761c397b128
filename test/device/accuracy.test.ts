import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as t from '../../src/index.js'
import { type AnyTensor, tensor } from '../../src/index.js'
import { erfOf } from '../../src/primitives/erf-value.js'

beforeAll(() => t.acquire({ backend: 'webgpu' }))
afterAll(() => t.acquire({ backend: 'reference' }))

const leastNormal = 2 ** -126
const float = (bits: number): number => new Float32Array(Uint32Array.of(bits).buffer)[0] ?? Number.NaN
const bitsOf = (x: number): number => new Uint32Array(Float32Array.of(x).buffer)[0] ?? 0

/** Whole numbers that look drawn, the same in every run. */
const scattered = (count: number, seed: number): number[] => {
  let state = seed
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state ^ (state >>> 15)
  })
}

/** 0 and normal floats of every size, two hundred of each; every hundredth from -12 to 12; what stands next to where something happens. */
const everywhere: readonly number[] = [
  ...scattered(200 * 254, 1).map((word, i) => float(((word & 0x80000000) | (((i % 254) + 1) << 23) | (word & 0x7fffff)) >>> 0)),
  ...Array.from({ length: 2401 }, (_, i) => Math.fround((i - 1200) / 100)),
  ...[
    0.25,
    0.29,
    0.41,
    Math.SQRT2 - 1,
    0.5,
    Math.SQRT1_2,
    1,
    Math.SQRT2,
    2,
    3.9,
    4,
    5.9,
    9,
    10,
    17,
    20,
    30,
    80,
    86,
    87.3,
    88.7,
    89.4,
    100,
    104,
    6000,
    1e5,
  ]
    .concat(Array.from({ length: 60 }, (_, k) => (k * k * Math.PI) / 2))
    .flatMap((x) => Array.from({ length: 9 }, (_, i) => float(bitsOf(x) + i - 4)))
    .filter((x) => x === 0 || (Number.isFinite(x) && Math.abs(x) >= leastNormal))
    .flatMap((x) => [x, -x]),
]

/** How far apart, in units of the last place of the right result; what is below the normal floats may be flushed to 0. */
const unitsOff = (got: number, want: number): number => {
  const rounded = Math.fround(want)
  if (Object.is(got, rounded) || (Number.isNaN(got) && Number.isNaN(want))) return 0
  if (Math.abs(rounded) < leastNormal && Math.abs(got) <= leastNormal) return 0
  if (!Number.isFinite(rounded)) return Number.POSITIVE_INFINITY
  const unit = 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(rounded)))) - 23)
  return Math.abs(got - want) / unit
}

interface Worst {
  readonly units: number
  readonly at: readonly number[]
  readonly got: number
  readonly want: number
}

const worstOf = (got: ArrayLike<number>, want: (i: number) => number, at: (i: number) => readonly number[]): Worst => {
  let worst: Worst = { units: 0, at: [], got: 0, want: 0 }
  for (let i = 0; i < got.length; i++) {
    const x = got[i] ?? Number.NaN
    const units = unitsOff(x, want(i))
    if (!(units <= worst.units)) worst = { units, at: at(i), got: x, want: want(i) }
  }
  return worst
}

const asLine = (name: string, { units, at, got, want }: Worst): string =>
  `${name}: ${units.toFixed(2)} units at ${at.join(', ')}: ${got}, not ${want}`

/** The largest error, in units of the last place, that is promised on every adapter; see docs/decisions/rounding.md. */
const functions: readonly (readonly [name: string, f: (x: AnyTensor) => AnyTensor, want: (x: number) => number, units: number])[] = [
  ['exp', t.exp, Math.exp, 2],
  ['expm1', t.expm1, Math.expm1, 4],
  ['log', t.log, Math.log, 2],
  ['log1p', t.log1p, Math.log1p, 4],
  ['sqrt', t.sqrt, Math.sqrt, 5],
  ['rsqrt', t.rsqrt, (x) => 1 / Math.sqrt(x), 8],
  ['sigmoid', t.sigmoid, (x) => 1 / (1 + Math.exp(-x)), 6],
  ['tanh', t.tanh, Math.tanh, 8],
  ['erf', t.erf, erfOf, 8],
  ['sin', t.sin, Math.sin, 4],
  ['cos', t.cos, Math.cos, 4],
  ['tan', t.tan, Math.tan, 8],
  ['asin', t.asin, Math.asin, 6],
  ['acos', t.acos, Math.acos, 6],
  ['atan', t.atan, Math.atan, 5],
  ['sinh', t.sinh, Math.sinh, 6],
  ['cosh', t.cosh, Math.cosh, 6],
]

const measured: Readonly<Record<string, string>>[] = []
afterAll(() => {
  if (process.env.TYPEGRAD_MEASURE) console.table(measured)
})

const expectWithin = (name: string, units: number, worst: Worst): void => {
  measured.push({ name, units: worst.units.toFixed(2), at: worst.at.join(', ') })
  expect(worst.units <= units, asLine(name, worst)).toBe(true)
}

describe('a function is right to a few units of the last place, wherever it is asked', () => {
  it.each(functions)('%s', async (name, f, want, units) => {
    const data = await f(tensor(everywhere)).data()
    const at = (i: number) => everywhere[i] ?? Number.NaN
    expectWithin(
      name,
      units,
      worstOf(
        data,
        (i) => want(at(i)),
        (i) => [at(i)],
      ),
    )
  })

  it('log of what is smaller than every normal float', async () => {
    const small = [1, 2, 3, 1000, 2 ** 22, 2 ** 23 - 1].map(float)
    const at = (i: number) => small[i] ?? Number.NaN
    const data = await t.log(tensor(small)).data()
    expectWithin(
      'log of a small float',
      2,
      worstOf(
        data,
        (i) => Math.log(at(i)),
        (i) => [at(i)],
      ),
    )
  })
})

/** Pairs of floats of any size, and pairs of which one is near the other. */
const anyPairs: readonly (readonly [number, number])[] = scattered(40_000, 7).map((word, i) => {
  const x = float(((word & 0x80000000) | (((i % 254) + 1) << 23) | (word & 0x7fffff)) >>> 0)
  const other = Math.imul(word, 2654435761) >>> 0
  const size = i % 3 === 0 ? ((i * 7) % 254) + 1 : Math.min(254, Math.max(1, (i % 254) + 1 + (other % 40) - 20))
  return [x, float(((other & 0x80000000) | (size << 23) | ((other >>> 3) & 0x7fffff)) >>> 0)]
})

/** Bases of any size with exponents whose power is a float or just is none, and bases next to 1 with large exponents. */
const powers: readonly (readonly [number, number])[] = anyPairs.map(([x, y], i) => {
  const base = i % 2 ? Math.abs(x) : Math.fround(1 + (x > 0 ? 1 : -1) * 2 ** (-1 - (i % 23)) * (0.5 + (i % 89) / 178))
  const most = 155 / Math.abs(Math.log2(base))
  const mantissa = y / 2 ** Math.floor(Math.log2(Math.abs(y)))
  return [base, Math.fround(Math.min(3e38, most) * (mantissa / 2))]
})

const data = async (f: (x: AnyTensor, y: AnyTensor) => AnyTensor, pairs: readonly (readonly [number, number])[]) =>
  f(tensor(pairs.map(([x]) => x)), tensor(pairs.map(([, y]) => y))).data()

describe('a function of two is right to a few units of the last place', () => {
  it.each<[string, typeof anyPairs, (x: AnyTensor, y: AnyTensor) => AnyTensor, (x: number, y: number) => number, number]>([
    ['pow', powers, t.pow, (x, y) => x ** y, 4],
    ['atan2', anyPairs, t.atan2, Math.atan2, 6],
    ['rem', anyPairs, t.rem, (x, y) => x % y, 0],
  ])('%s', async (name, pairs, f, want, units) => {
    const at = (i: number) => pairs[i] ?? [Number.NaN, Number.NaN]
    expectWithin(
      name,
      units,
      worstOf(await data(f, pairs), (i) => want(...at(i)), at),
    )
  })
})

describe('what has bounds keeps them', () => {
  it.each<[string, (x: AnyTensor) => AnyTensor, number, number]>([
    ['erf', t.erf, -1, 1],
    ['tanh', t.tanh, -1, 1],
    ['sigmoid', t.sigmoid, 0, 1],
    ['sin', t.sin, -1, 1],
    ['cos', t.cos, -1, 1],
    ['asin', t.asin, -Math.fround(Math.PI / 2), Math.fround(Math.PI / 2)],
    ['acos', t.acos, 0, Math.fround(Math.PI)],
    ['atan', t.atan, -Math.fround(Math.PI / 2), Math.fround(Math.PI / 2)],
    ['exp', t.exp, 0, Number.POSITIVE_INFINITY],
    ['cosh', t.cosh, 1, Number.POSITIVE_INFINITY],
  ])('%s', async (_, f, low, high) => {
    const line = [...everywhere, ...Array.from({ length: 20_001 }, (__, i) => Math.fround((i - 10_000) / 1000)), 3.682]
    const outside = [...(await f(tensor(line)).data())].flatMap((y, i) => (y < low || y > high ? [`${line[i]}: ${y}`] : []))
    expect(outside).toEqual([])
  })
})

/** One after another through the bits, special ones first. */
const bitPairs: readonly (readonly [number, number])[] = [
  [7, Math.fround(0.1)],
  [123456792, 10],
  [5.5, Number.POSITIVE_INFINITY],
  [-5.5, Number.NEGATIVE_INFINITY],
  [3.4e38, 1e-38],
  [-3.4e38, 3],
  [1, Math.fround(1 / 3)],
  [-6, 3],
  [0, 2],
  [-0, 2],
  [-0, -2],
  [5, 0],
  [5, -0],
  [Number.POSITIVE_INFINITY, 2],
  [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  [Number.NaN, 1],
  [1, Number.NaN],
  [2, 2],
  [-2, 2],
  // Below the normal floats too: these are whole numbers all the way.
  [3.4028234663852886e38, float(3)],
  [float(0x00800001), float(0x007fffff)],
  [float(1000), float(7)],
  [1, float(0x00012345)],
  [float(5), 1],
].map(([x = 0, y = 0]) => [Math.fround(x), Math.fround(y)] as const)

describe.each(['webgpu', 'reference'] as const)('the remainder on %s', (backend) => {
  beforeAll(() => t.acquire({ backend }))
  afterAll(() => t.acquire({ backend: 'webgpu' }))

  it('is that of C and NumPy to the last bit, with the sign of the dividend', async () => {
    expect([...(await data(t.rem, bitPairs))]).toEqual(bitPairs.map(([x, y]) => Math.fround(x % y)))
  })

  it('has the derivative of the quotient that it took away, not of the rounded one', async () => {
    const [x, y] = [tensor([7, 123456792, 5.5, -7, 1]), tensor([0.1, 10, Number.POSITIVE_INFINITY, 2, Math.fround(1 / 3)])]
    const { x: ofX, y: ofY } = t.grad((p: { x: AnyTensor; y: AnyTensor }) => t.sum(t.rem(p.x, p.y)))({ x, y })
    expect([...(await ofX.data())]).toEqual([1, 1, 1, 1, 1])
    expect([...(await ofY.data())].map((v) => v + 0)).toEqual([-69, -12345679, 0, 3, -2])
  })
})
