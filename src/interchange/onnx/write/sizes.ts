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

/** `floor((factor * sum + offset) / divisor)`, of a sum of products of names. */
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

/** The formula of a size in the names, if it has one of this kind. */
export const formulaOf = ({ names, at }: Symbols, { at: wanted }: Varying): Formula | undefined => {
  const products = productsOf(names)
  const pairs = products.flatMap((one, i) => products.slice(i + 1).map((other) => [one, other]))
  for (const sum of [...products.map((one) => [one]), ...pairs]) {
    const values = wanted.map((_, point) => total(sum.map((product) => product.map((name) => at[names.indexOf(name)]?.[point] ?? 0))))
    const found = lineThrough(values, wanted)
    if (found) return { sum, ...found }
  }
  return undefined
}

const total = (products: readonly (readonly number[])[]): number =>
  products.reduce((all, product) => all + product.reduce((some, n) => some * n, 1), 0)

/** A line through all points, or the steps below one. */
const lineThrough = (x: readonly number[], y: readonly number[]): Omit<Formula, 'sum'> | undefined => {
  const fits = (factor: number, offset: number, divisor: number): boolean =>
    x.every((value, point) => Math.floor((factor * value + offset) / divisor) === y[point])
  const [x0 = 0, x1 = 0, y0 = 0, y1 = 0] = [x[0], x.at(-1), y[0], y.at(-1)]
  const factor = (y1 - y0) / (x1 - x0)
  const offset = y0 - factor * x0
  if (Number.isInteger(factor) && Number.isInteger(offset) && fits(factor, offset, 1)) return { factor, offset, divisor: 1 }
  for (let divisor = 2; divisor <= greatestDivisor; divisor++)
    for (let below = 0; below < divisor; below++) {
      const least = y0 * divisor - x0 + below
      if (fits(1, least, divisor)) return { factor: 1, offset: least, divisor }
    }
  return undefined
}

/** As a graph says it of an axis: `N`, `2*N`, `N*T`, `N + 1`. */
export const formulaText = ({ sum, factor, offset, divisor }: Formula): string => {
  const products = sum.map((names) => names.join('*')).join(' + ')
  const scaled = factor === 1 ? products : `${factor}*${sum.length > 1 ? `(${products})` : products}`
  const moved = offset === 0 ? scaled : `${scaled} ${offset < 0 ? '-' : '+'} ${Math.abs(offset)}`
  return divisor === 1 ? moved : `floor((${moved})/${divisor})`
}

/** How far the sizes of the names go apart from the first ones, point by point: no two names alike. */
const steps = [
  [0, 1, 2, 4, 3],
  [0, 2, 1, 3, 5],
  [0, 1, 3, 2, 6],
  [0, 3, 1, 5, 2],
] as const

/**
 * The points to trace at, from a first size of each name.
 *
 * @throws InvalidArgument for more names than can be told apart
 */
export const symbolsOf = (first: ReadonlyMap<string, number>): Symbols => {
  if (first.size > steps.length)
    throw new InvalidArgument(`toOnnx: ${first.size} sizes have names, and at most ${steps.length} can: ${[...first.keys()].join(', ')}`)
  const all = [...first.entries()]
  return {
    names: all.map(([name]) => name),
    // A size of 1 says too little: what is repeated along it would be taken for what is there once.
    at: all.map(([, size], i) => (steps[i] ?? []).map((step) => Math.max(3, size) + step)),
  }
}
