import type { Scalar } from './scalar.js'

/**
 * Index arithmetic in a normal form: a sum of whole multiples of atoms, with its bounds. Movement operations are nothing but
 * this arithmetic, so `reshape` after `transpose` after `slice` costs what one multiply-add costs wherever the form can be
 * simplified, and equal indices have equal keys.
 */
export interface Index {
  readonly terms: readonly Term[]
  readonly constant: number
  readonly min: number
  readonly max: number
  readonly key: string
}

interface Term {
  readonly atom: Atom
  readonly factor: number
}

/** What an index is made of: a loop counter, an integer read from memory, or a quotient or remainder that would not simplify. */
export type Atom = { readonly key: string; readonly min: number; readonly max: number } & (
  | { readonly kind: 'counter'; readonly name: string }
  | { readonly kind: 'scalar'; readonly scalar: Scalar }
  | { readonly kind: 'quotient' | 'remainder'; readonly of: Index; readonly by: number }
)

const build = (terms: readonly Term[], constant: number): Index => {
  const sorted = terms.filter((term) => term.factor !== 0).sort((a, b) => (a.atom.key < b.atom.key ? -1 : 1))
  let min = constant
  let max = constant
  for (const { atom, factor } of sorted) {
    min += factor * (factor > 0 ? atom.min : atom.max)
    max += factor * (factor > 0 ? atom.max : atom.min)
  }
  const key = [...sorted.map(({ atom, factor }) => `${factor}*${atom.key}`), constant].join('+')
  return { terms: sorted, constant, min, max, key }
}

const ofAtom = (atom: Atom): Index => build([{ atom, factor: 1 }], 0)

/** A known position. */
export const fixed = (position: number): Index => build([], position)

/** A counter that runs over `0 .. extent - 1`. */
export const counter = (name: string, extent: number): Index =>
  extent <= 1 ? fixed(0) : ofAtom({ kind: 'counter', name, key: name, min: 0, max: extent - 1 })

/** An index computed from values (gather), somewhere in `0 .. extent - 1`. */
export const computed = (scalar: Scalar, extent: number): Index =>
  extent <= 1 ? fixed(0) : ofAtom({ kind: 'scalar', scalar, key: `s${scalar.id}`, min: 0, max: extent - 1 })

const merge = (a: readonly Term[], b: readonly Term[]): Term[] => {
  const factors = new Map<string, Term>()
  for (const term of [...a, ...b]) {
    const met = factors.get(term.atom.key)
    factors.set(term.atom.key, met ? { atom: term.atom, factor: met.factor + term.factor } : term)
  }
  return [...factors.values()].filter((term) => term.factor !== 0)
}

/** `b * (y / b) + y % b` is `y`: what makes a reshape of a reshape vanish. */
const rejoin = (index: Index): Index => {
  for (const term of index.terms) {
    if (term.atom.kind !== 'remainder') continue
    const { of, by } = term.atom
    const whole = quotient(of, by)
    const [only] = whole.terms
    if (whole.terms.length !== 1 || whole.constant !== 0 || only === undefined || only.factor !== 1) continue
    const partner = index.terms.find((other) => other.atom.key === only.atom.key)
    if (partner === undefined || partner.factor !== term.factor * by) continue
    const rest = build(
      index.terms.filter((other) => other !== term && other !== partner),
      index.constant,
    )
    return plus(rest, times(of, term.factor))
  }
  return index
}

export const plus = (a: Index, b: Index): Index => rejoin(build(merge(a.terms, b.terms), a.constant + b.constant))

export const times = (a: Index, factor: number): Index =>
  build(
    a.terms.map((term) => ({ atom: term.atom, factor: term.factor * factor })),
    a.constant * factor,
  )

export const minus = (a: Index, b: Index): Index => plus(a, times(b, -1))

/** The part of `a` divisible by `by`, and the rest if the rest stays in `0 .. by - 1`; then division is exact on the parts. */
const splitBy = (a: Index, by: number): { readonly whole: Index; readonly rest: Index } | undefined => {
  const restConstant = ((a.constant % by) + by) % by
  const whole = build(
    a.terms.filter((term) => term.factor % by === 0),
    a.constant - restConstant,
  )
  const rest = build(
    a.terms.filter((term) => term.factor % by !== 0),
    restConstant,
  )
  return rest.min >= 0 && rest.max < by ? { whole, rest } : undefined
}

const dividedExactly = (a: Index, by: number): Index =>
  build(
    a.terms.map((term) => ({ atom: term.atom, factor: term.factor / by })),
    a.constant / by,
  )

/** `floor(a / by)`. Of an empty axis no index is ever asked for; 0 stands for it. */
export const quotient = (a: Index, by: number): Index => {
  if (by === 1) return a
  if (by === 0) return fixed(0)
  const split = splitBy(a, by)
  if (split) return dividedExactly(split.whole, by)
  const [only] = a.terms
  if (a.terms.length === 1 && a.constant === 0 && only?.factor === 1 && only.atom.kind === 'quotient')
    return quotient(only.atom.of, only.atom.by * by)
  const min = Math.max(0, Math.floor(a.min / by))
  return ofAtom({ kind: 'quotient', of: a, by, key: `(${a.key})/${by}`, min, max: Math.max(min, Math.floor(a.max / by)) })
}

/** `a mod by`. */
export const remainder = (a: Index, by: number): Index => {
  if (by <= 1) return fixed(0)
  const split = splitBy(a, by)
  if (split) return split.rest
  const [only] = a.terms
  if (a.terms.length === 1 && a.constant === 0 && only?.factor === 1 && only.atom.kind === 'remainder' && only.atom.by % by === 0)
    return remainder(only.atom.of, by)
  return ofAtom({ kind: 'remainder', of: a, by, key: `(${a.key})%${by}`, min: 0, max: by - 1 })
}

/** Row-major position of a full index. */
export const positionOf = (index: readonly Index[], shape: readonly number[]): Index => {
  let position = fixed(0)
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    position = plus(position, times(index[axis] ?? fixed(0), stride))
    stride *= shape[axis] ?? 1
  }
  return position
}

/** The full index at a row-major position. */
export const indexAt = (position: Index, shape: readonly number[]): Index[] => {
  const index: Index[] = []
  let rest = position
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const extent = shape[axis] ?? 1
    index.unshift(axis === 0 && rest.max < extent ? rest : remainder(rest, extent))
    rest = quotient(rest, extent)
  }
  return index
}

/** Runs of axes of two shapes that hold the same elements: `[4, 6]` and `[4, 2, 3]` are `[4]`, `[4]` and `[6]`, `[2, 3]`. Axes of one element are left out. */
const alike = (a: readonly number[], b: readonly number[]): readonly (readonly [a: readonly number[], b: readonly number[]])[] => {
  const runs: [number[], number[]][] = []
  const rest = [axesBeyondOne(a), axesBeyondOne(b)] as const
  while (rest[0].length + rest[1].length > 0) {
    const run: [number[], number[]] = [[], []]
    const sizes: [number, number] = [1, 1]
    do {
      const side = sizes[0] <= sizes[1] ? 0 : 1
      const axis = rest[side].shift()
      if (axis === undefined) return [[axesBeyondOne(a), axesBeyondOne(b)]]
      run[side].push(axis)
      sizes[side] *= (side === 0 ? a : b)[axis] ?? 1
    } while (sizes[0] !== sizes[1])
    runs.push(run)
  }
  return runs
}

const axesBeyondOne = (shape: readonly number[]): number[] => shape.flatMap((extent, axis) => (extent === 1 ? [] : [axis]))

/** Where the element at an index of one shape is in another shape of as many elements. */
export const reshapedIndex = (index: readonly Index[], from: readonly number[], to: readonly number[]): Index[] => {
  if (from.includes(0)) return to.map(() => fixed(0))
  const found = to.map(() => fixed(0))
  for (const [before, after] of alike(from, to)) {
    const [only, ...others] = after
    const own = before.map((axis) => index[axis] ?? fixed(0))
    // An axis that is left as it is keeps its index, even one that is out of bounds where nothing is read.
    if (only !== undefined && others.length === 0 && before.length === 1) found[only] = own[0] ?? fixed(0)
    else {
      const position = positionOf(
        own,
        before.map((axis) => from[axis] ?? 1),
      )
      const split = indexAt(
        position,
        after.map((axis) => to[axis] ?? 1),
      )
      after.forEach((axis, i) => {
        found[axis] = split[i] ?? fixed(0)
      })
    }
  }
  return found
}
