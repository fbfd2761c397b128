import { InvalidArgument } from '../../../index.js'

/** Sizes that have names: what each is at every point where the function is traced. */
export interface Symbols {
  readonly names: readonly string[]
  /** For each name, its size at each point. */
  readonly at: readonly (readonly number[])[]
}

/** A number of the program that is not the same at all points. */
export class Varying {
  constructor(readonly at: readonly number[]) {}
}

/** A number that is always the same, or that changes with the sizes that have names. */
export type Size = number | Varying

export const isVarying = (x: unknown): x is Varying => x instanceof Varying

export const sameSize = (a: Size, b: Size): boolean =>
  isVarying(a) && isVarying(b) ? a.at.every((n, i) => n === b.at[i]) : !isVarying(a) && !isVarying(b) && a === b

/** One number for all points, or what they differ in. */
export const sizeOf = (at: readonly number[]): Size => (at.every((n) => Object.is(n, at[0])) ? (at[0] ?? 0) : new Varying(at))

/** Whether a parameter, or part of it, changes with sizes that have names. */
export const hasVarying = (value: unknown): boolean => {
  if (isVarying(value)) return true
  if (Array.isArray(value)) return value.some(hasVarying)
  const isRecord = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  return isRecord && Object.values(value).some(hasVarying)
}

/** What a size is at a point. */
export const atPoint = (size: Size, point: number): number => (isVarying(size) ? (size.at[point] ?? 0) : size)

/** A size made of sizes, point by point. */
export const combined = (f: (...values: readonly number[]) => number, ...sizes: readonly Size[]): Size => {
  const points = Math.max(1, ...sizes.map((size) => (isVarying(size) ? size.at.length : 1)))
  return sizeOf(Array.from({ length: points }, (_, point) => f(...sizes.map((size) => atPoint(size, point)))))
}

/** `floor((factor * sum + offset) / divisor)`, of a sum of products of names; one of factor and divisor is 1. */
export interface Formula {
  readonly sum: readonly (readonly string[])[]
  readonly factor: number
  readonly offset: number
  readonly divisor: number
}

const greatestDivisor = 8

/** Products of up to three names, the short ones first. */
const productsOf = (names: readonly string[]): readonly (readonly string[])[] => {
  const longer = (products: readonly (readonly string[])[]) =>
    products.flatMap((product) => names.slice(names.indexOf(product.at(-1) ?? '')).map((name) => [...product, name]))
  const one = names.map((name) => [name])
  const two = longer(one)
  return [...one, ...two, ...longer(two)]
}

/**
 * The formula of a size in the names, if it has one of this kind: a multiple of a sum, or else the only quotient that fits at all points. Of two that fit, as where a
 * divisor is larger than the sizes that were tried in a row, neither is known to be right.
 */
export const formulaOf = ({ names, at }: Symbols, { at: wanted }: Varying): Formula | undefined => {
  const products = productsOf(names)
  const pairs = products.flatMap((one, i) => products.slice(i + 1).map((other) => [one, other]))
  const sums = [...products.map((one) => [one]), ...pairs].map((sum) => ({
    sum,
    values: wanted.map((_, point) => total(sum.map((product) => product.map((name) => at[names.indexOf(name)]?.[point] ?? 0)))),
  }))
  for (const { sum, values } of sums) {
    const line = lineThrough(values, wanted)
    if (line) return { sum, ...line, divisor: 1 }
  }
  const [quotient, ...others] = sums.flatMap(({ sum, values }) => quotientsOf(values, wanted).map((one) => ({ sum, factor: 1, ...one })))
  return others.length === 0 ? quotient : undefined
}

const total = (products: readonly (readonly number[])[]): number =>
  products.reduce((all, product) => all + product.reduce((some, n) => some * n, 1), 0)

/** `factor * x + offset` through all points. */
const lineThrough = (x: readonly number[], y: readonly number[]): Pick<Formula, 'factor' | 'offset'> | undefined => {
  const [x0 = 0, x1 = 0, y0 = 0, y1 = 0] = [x[0], x.at(-1), y[0], y.at(-1)]
  const factor = (y1 - y0) / (x1 - x0)
  const offset = y0 - factor * x0
  const isLine = Number.isInteger(factor) && Number.isInteger(offset) && x.every((value, point) => factor * value + offset === y[point])
  return isLine ? { factor, offset } : undefined
}

/** All `floor((x + offset) / divisor)` that go through all points. */
const quotientsOf = (x: readonly number[], y: readonly number[]): readonly Pick<Formula, 'offset' | 'divisor'>[] => {
  const [x0 = 0, y0 = 0] = [x[0], y[0]]
  const divisors = Array.from({ length: greatestDivisor - 1 }, (_, i) => i + 2)
  return divisors
    .flatMap((divisor) => Array.from({ length: divisor }, (_, phase) => ({ offset: y0 * divisor - x0 + phase, divisor })))
    .filter(({ offset, divisor }) => x.every((value, point) => Math.floor((value + offset) / divisor) === y[point]))
}

/** As a graph says it of an axis: `N`, `2*N`, `N*T`, `N + 1`. */
export const formulaText = ({ sum, factor, offset, divisor }: Formula): string => {
  const products = sum.map((names) => names.join('*')).join(' + ')
  const scaled = factor === 1 ? products : `${factor}*${sum.length > 1 ? `(${products})` : products}`
  const moved = offset === 0 ? scaled : `${scaled} ${offset < 0 ? '-' : '+'} ${Math.abs(offset)}`
  return divisor === 1 ? moved : `floor((${moved})/${divisor})`
}

/**
 * How far the sizes of a name go up from the first, point by point; no two names alike. With seven in a row, and one that is far off and 7 more than a multiple of
 * 8, all quotients by up to 8 are told apart, wherever they step. The one far off also shows what steps more seldom, and would be taken for a fixed number.
 */
const steps = [
  [0, 1, 2, 4, 3, 6, 5, 63],
  [0, 2, 1, 3, 5, 4, 6, 71],
  [0, 1, 3, 2, 6, 5, 4, 79],
  [0, 3, 1, 5, 2, 6, 4, 87],
] as const

/**
 * The points to trace at, from a first size of each name. At no point is a size that of another name, or one that is fixed: what looks alike there alone, as a
 * reshape that changes nothing, would make another program.
 *
 * @param fixed sizes that have no name
 * @throws InvalidArgument for more names than can be told apart
 */
export const symbolsOf = (first: ReadonlyMap<string, number>, fixed: readonly number[] = []): Symbols => {
  if (first.size > steps.length)
    throw new InvalidArgument(`toOnnx: ${first.size} sizes have names, and at most ${steps.length} can: ${[...first.keys()].join(', ')}`)
  const taken = steps[0].map(() => new Set(fixed))
  const sizesFrom = (size: number, ups: readonly number[]): readonly number[] => {
    const sizes = ups.map((up) => size + up)
    if (sizes.some((one, point) => taken[point]?.has(one))) return sizesFrom(size + 1, ups)
    sizes.forEach((one, point) => {
      taken[point]?.add(one)
    })
    return sizes
  }
  return {
    names: [...first.keys()],
    // A size of 1 says too little: what is repeated along it would be taken for what is there once.
    at: [...first.values()].map((size, i) => sizesFrom(Math.max(3, size), steps[i] ?? [])),
  }
}
