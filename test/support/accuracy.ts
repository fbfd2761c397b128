import { appendFileSync } from 'node:fs'
import { bitsOf, fromBits } from './basics.js'

/* Where functions are asked, and how far their answers are from the right ones. */

/** The least normal float. */
export const leastNormal = 2 ** -126

/** Whole numbers that look drawn, the same in every run. */
const scattered = (count: number, seed: number): number[] => {
  let state = seed
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state ^ (state >>> 15)
  })
}

/** 0 and normal floats of every size, two hundred of each; every hundredth from -12 to 12; what stands next to where something happens. */
export const everywhere: readonly number[] = [
  ...scattered(200 * 254, 1).map((word, i) => fromBits(((word & 0x80000000) | (((i % 254) + 1) << 23) | (word & 0x7fffff)) >>> 0)),
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
    .flatMap((x) => Array.from({ length: 9 }, (_, i) => fromBits(bitsOf(x) + i - 4)))
    .filter((x) => x === 0 || (Number.isFinite(x) && Math.abs(x) >= leastNormal))
    .flatMap((x) => [x, -x]),
]

/** Where a function is hardest. */
export const closely = (low: number, high: number): readonly number[] =>
  Array.from({ length: 20_000 }, (_, i) => Math.fround(low + ((high - low) * (i + 0.5)) / 20_000))

/** The largest error of a function at some points. */
export interface Measured {
  readonly where: string
  readonly name: string
  readonly points: number
  readonly units: number
}

/** For scripts/accuracy.mjs, which makes a table of it: a line of JSON each, in the file that it names. */
export const keepMeasured = (measured: readonly Measured[]): void => {
  const file = process.env.TYPEGRAD_MEASURE
  if (file) appendFileSync(file, measured.map((line) => `${JSON.stringify(line)}\n`).join(''))
}

/** How far apart, in units of the last place of the right result; what is below the normal floats may be flushed to 0. */
export const unitsOff = (got: number, want: number): number => {
  const rounded = Math.fround(want)
  if (Object.is(got, rounded) || (Number.isNaN(got) && Number.isNaN(want))) return 0
  if (Math.abs(rounded) < leastNormal && Math.abs(got) <= leastNormal) return 0
  if (!Number.isFinite(rounded)) return Number.POSITIVE_INFINITY
  const unit = 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(rounded)))) - 23)
  return Math.abs(got - want) / unit
}

export interface Worst {
  readonly units: number
  readonly at: readonly number[]
  readonly got: number
  readonly want: number
}

export const worstOf = (got: ArrayLike<number>, want: (i: number) => number, at: (i: number) => readonly number[]): Worst => {
  let worst: Worst = { units: 0, at: [], got: 0, want: 0 }
  for (let i = 0; i < got.length; i++) {
    const x = got[i] ?? Number.NaN
    const units = unitsOff(x, want(i))
    if (!(units <= worst.units)) worst = { units, at: at(i), got: x, want: want(i) }
  }
  return worst
}

export const asLine = (name: string, { units, at, got, want }: Worst): string =>
  `${name}: ${units.toFixed(2)} units at ${at.join(', ')}: ${got}, not ${want}`

/** Pairs of floats of any size, and pairs of which one is near the other. */
export const anyPairs: readonly (readonly [number, number])[] = scattered(40_000, 7).map((word, i) => {
  const x = fromBits(((word & 0x80000000) | (((i % 254) + 1) << 23) | (word & 0x7fffff)) >>> 0)
  const other = Math.imul(word, 2654435761) >>> 0
  const size = i % 3 === 0 ? ((i * 7) % 254) + 1 : Math.min(254, Math.max(1, (i % 254) + 1 + (other % 40) - 20))
  return [x, fromBits(((other & 0x80000000) | (size << 23) | ((other >>> 3) & 0x7fffff)) >>> 0)]
})

/** Bases of any size with exponents whose power is a float or just is none, and bases next to 1 with large exponents. */
export const powers: readonly (readonly [number, number])[] = anyPairs.map(([x, y], i) => {
  const base = i % 2 ? Math.abs(x) : Math.fround(1 + (x > 0 ? 1 : -1) * 2 ** (-1 - (i % 23)) * (0.5 + (i % 89) / 178))
  const most = 155 / Math.abs(Math.log2(base))
  const mantissa = y / 2 ** Math.floor(Math.log2(Math.abs(y)))
  return [base, Math.fround(Math.min(3e38, most) * (mantissa / 2))]
})

/** One after another through the bits, special ones first. */
export const bitPairs: readonly (readonly [number, number])[] = [
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
  [3.4028234663852886e38, fromBits(3)],
  [fromBits(0x00800001), fromBits(0x007fffff)],
  [fromBits(1000), fromBits(7)],
  [1, fromBits(0x00012345)],
  [fromBits(5), 1],
].map(([x = 0, y = 0]) => [Math.fround(x), Math.fround(y)] as const)
