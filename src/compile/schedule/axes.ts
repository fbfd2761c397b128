import { counter, type Index, positionOf } from '../../kernel/index-arithmetic.js'
import type { Scalar } from '../../kernel/scalar.js'
import { sizeOf } from '../../shape/dim.js'

/** A loop counter. */
export interface Axis {
  readonly name: string
  readonly extent: number
}

type Atoms = (atom: Index['terms'][number]['atom']) => void

/** Every atom of every index in these, those inside others too. */
const visitAtoms = (roots: readonly Scalar[], visit: Atoms): void => {
  const seen = new Set<Scalar>()
  const inIndex = (index: Index): void => {
    for (const { atom } of index.terms) {
      visit(atom)
      if (atom.kind === 'scalar') inScalar(atom.scalar)
      else if (atom.kind !== 'counter') inIndex(atom.of)
    }
  }
  const inScalar = (scalar: Scalar): void => {
    if (seen.has(scalar)) return
    seen.add(scalar)
    if (scalar.kind === 'apply') for (const arg of scalar.args) inScalar(arg)
    if (scalar.kind === 'load') inIndex(scalar.at)
    if (scalar.kind === 'index') inIndex(scalar.index)
  }
  for (const root of roots) inScalar(root)
}

/** Whether places in memory are steps along a counter: nothing is divided that it is in. */
export const isInSteps = (roots: readonly Scalar[], axis: Axis): boolean => {
  let isDivided = false
  visitAtoms(roots, (atom) => {
    if (atom.kind === 'quotient' || atom.kind === 'remainder') isDivided ||= indexChanges(atom.of, axis)
  })
  return !isDivided
}

/** Where counters are to be split: those that are divided, and by what. */
const splitsOf = (roots: readonly Scalar[], axes: readonly Axis[]): ReadonlyMap<string, number> => {
  const extents = new Map(axes.map(({ name, extent }) => [name, extent]))
  const found = new Map<string, number>()
  visitAtoms(roots, (atom) => {
    if (atom.kind !== 'quotient' && atom.kind !== 'remainder') return
    const [term] = atom.of.terms
    if (term?.atom.kind !== 'counter' || term.factor !== 1 || atom.of.terms.length !== 1 || atom.of.constant !== 0) return
    const { name } = term.atom
    const extent = extents.get(name) ?? 0
    if (extent > atom.by && extent % atom.by === 0) found.set(name, Math.min(atom.by, found.get(name) ?? extent))
  })
  return found
}

/** Each counter is split no oftener. */
const mostSplits = 16

/**
 * Splits counters until indices are sums of counters, wherever they can be: a position in memory is then a step from that before, and no division is left.
 * `make` gives what is computed of the counters' values; the result has the axes of each counter, outermost first.
 */
export const unravelled = (
  counters: readonly Axis[],
  make: (values: readonly Index[]) => readonly Scalar[],
): readonly (readonly Axis[])[] => {
  let axes: readonly (readonly Axis[])[] = counters.map((axis) => [axis])
  for (let round = 0; round < mostSplits; round++) {
    const splits = splitsOf(make(axes.map((own) => valueOf(own))), axes.flat())
    if (splits.size === 0) return axes
    axes = axes.map((own) =>
      own.flatMap((axis) => {
        const by = splits.get(axis.name)
        return by === undefined
          ? [axis]
          : [
              { name: `${axis.name}a`, extent: axis.extent / by },
              { name: `${axis.name}b`, extent: by },
            ]
      }),
    )
  }
  return axes
}

/** The value of a counter that was split; with another in place of its last axis, if it is given. */
export const valueOf = (axes: readonly Axis[], last?: Index): Index =>
  positionOf(
    axes.map(({ name, extent }, i) => (last && i === axes.length - 1 ? last : counter(name, extent))),
    axes.map(({ extent }) => extent),
  )

export const extentOf = (axes: readonly Axis[]): number => sizeOf(axes.map(({ extent }) => extent))

type Load = Extract<Scalar, { kind: 'load' }>

/** Every load, with the terms of its place that change along an axis. */
const visitLoads = (roots: readonly Scalar[], { name }: Axis, met: (terms: Load['at']['terms']) => void): void => {
  const depends = (index: Index): boolean =>
    index.terms.some(({ atom }) =>
      atom.kind === 'counter' ? atom.name === name : atom.kind === 'scalar' ? within(atom.scalar) : depends(atom.of),
    )
  const memo = new Map<Scalar, boolean>()
  const within = (scalar: Scalar): boolean => {
    const known = memo.get(scalar)
    if (known !== undefined) return known
    const found =
      scalar.kind === 'apply'
        ? scalar.args.some(within)
        : scalar.kind === 'load'
          ? depends(scalar.at)
          : scalar.kind === 'index' && depends(scalar.index)
    memo.set(scalar, found)
    return found
  }
  const seen = new Set<Scalar>()
  const visit = (scalar: Scalar): void => {
    if (seen.has(scalar)) return
    seen.add(scalar)
    if (scalar.kind === 'apply') for (const arg of scalar.args) visit(arg)
    if (scalar.kind !== 'load') return
    met(
      scalar.at.terms.filter(({ atom }) =>
        atom.kind === 'counter' ? atom.name === name : atom.kind === 'scalar' ? within(atom.scalar) : depends(atom.of),
      ),
    )
    for (const { atom } of scalar.at.terms) if (atom.kind === 'scalar') visit(atom.scalar)
  }
  for (const root of roots) visit(root)
}

/** How many loads read along an axis side by side, or one element for all, and how many read one element after the other. */
const readings = (roots: readonly Scalar[], axis: Axis): { readonly together: number; readonly apart: number } => {
  let [together, apart] = [0, 0]
  visitLoads(roots, axis, ([term, ...others]) => {
    if (!term || (others.length === 0 && term.atom.kind === 'counter' && term.factor === 1)) together++
    else apart++
  })
  return { together, apart }
}

/** The longest way in memory from one element to the next along an axis; undefined if it is not always the same. */
export const longestStep = (roots: readonly Scalar[], axis: Axis): number | undefined => {
  let longest: number | undefined = 0
  visitLoads(roots, axis, ([term, ...others]) => {
    if (!term || longest === undefined) return
    longest = others.length === 0 && term.atom.kind === 'counter' ? Math.max(longest, Math.abs(term.factor)) : undefined
  })
  return longest
}

/** How what is read lies along an axis: loads of neighbours and of one element are cheap, all others are one element after the other. */
export const readingCost = (roots: readonly Scalar[], axis: Axis): number => {
  const { together, apart } = readings(roots, axis)
  return together + 8 * apart
}

export const readsSideBySide = (roots: readonly Scalar[], axis: Axis): boolean => readings(roots, axis).apart === 0

/** Whether something in these changes along an axis. */
export const dependsOn = (roots: readonly Scalar[], axis: Axis): boolean => roots.some((root) => scalarChanges(root, axis))

const indexChanges = (index: Index, axis: Axis): boolean =>
  index.terms.some(({ atom }) =>
    atom.kind === 'counter'
      ? atom.name === axis.name
      : atom.kind === 'scalar'
        ? scalarChanges(atom.scalar, axis)
        : indexChanges(atom.of, axis),
  )

const scalarChanges = (scalar: Scalar, axis: Axis): boolean =>
  scalar.kind === 'apply'
    ? scalar.args.some((arg) => scalarChanges(arg, axis))
    : scalar.kind === 'load'
      ? indexChanges(scalar.at, axis)
      : scalar.kind === 'index' && indexChanges(scalar.index, axis)
