import type { Visits } from '../kernel/lowering.js'
import { type Equation, item, type Program, type Variable } from '../program/program.js'

/**
 * The one policy of fusion: which values are stored. Everything else exists only inside the kernels that read it, computed anew in each.
 *
 * A first pass, backwards, finds where each value is read: in which kernels, and how often its elements are visited there. A value read
 * in one kernel, at the position being computed, is part of it, and may even be that kernel's reduction. A second pass, forwards, stores
 * what is read in several places if computing it there would cost more than reading it.
 */
export interface Cuts {
  /** The stored values, in program order, each with the reason. */
  readonly stored: ReadonlyMap<Variable, string>
  readonly definitions: ReadonlyMap<Variable, Equation>
}

/** More equations than this in one kernel, and it is cut: compilers of shaders take more than linear time. */
export const largestKernel = 160

const order: Readonly<Record<Visits, number>> = { same: 0, once: 1, many: 2 }
/** The less orderly of two ways of visiting. */
export const worse = (a: Visits, b: Visits): Visits => (order[a] >= order[b] ? a : b)

/** Cheap enough to compute again, in multiply-adds: by how its elements are visited. */
const worthComputingAgain = { same: 6, once: 6, many: 2, tiles: 0 } as const

interface Reading {
  readonly kernels: Map<Variable, Visits>
  /** Some reader is a contraction, which visits every element as often as its other operand is wide. */
  tiles: boolean
}

export const cut = (program: Program): Cuts => {
  const definitions = new Map<Variable, Equation>()
  for (const equation of program.equations) for (const result of equation.results) definitions.set(result, equation)
  const outputs = new Set(program.outputs)
  const boundaries = new Map<Variable, string>()
  const undecided = new Map<Variable, Reading>()
  const readings = new Map<Variable, Reading>()
  const reducing = new Set<Variable>()
  const sizes = new Map<Variable, number>()

  const read = (variable: Variable, kernel: Variable, visits: Visits, tiles: boolean): void => {
    const reading = readings.get(variable) ?? { kernels: new Map<Variable, Visits>(), tiles: false }
    reading.kernels.set(kernel, worse(visits, reading.kernels.get(kernel) ?? 'same'))
    reading.tiles ||= tiles
    readings.set(variable, reading)
  }

  /** Whether the value belongs into the one kernel that reads it; otherwise why it does not. */
  const home = (equation: Equation, result: Variable): { readonly kernel: Variable; readonly visits: Visits } | string => {
    if (outputs.has(result)) return 'an output'
    if (equation.results.length > 1) return 'one of several results'
    const { kernels, tiles } = readings.get(result) ?? { kernels: new Map<Variable, Visits>(), tiles: false }
    const [entry] = kernels
    if (!entry || kernels.size > 1) return 'read in several kernels'
    const [kernel, visits] = entry
    if (visits === 'many' || tiles) return 'read again and again'
    if ((sizes.get(kernel) ?? 0) >= largestKernel) return 'its kernel is large enough'
    if (equation.primitive.lower.kind === 'reduction') {
      if (visits !== 'same') return 'a reduction read elsewhere than where it is made'
      if (reducing.has(kernel)) return 'its kernel has a reduction already'
    }
    return { kernel, visits }
  }

  for (const equation of [...program.equations].reverse()) {
    const { lower } = equation.primitive
    for (const result of equation.results) {
      const place = home(equation, result)
      const kernel = typeof place === 'string' ? result : place.kernel
      if (typeof place === 'string') {
        if (outputs.has(result) || lower.kind === 'reduction' || !place.startsWith('read')) boundaries.set(result, place)
        else undecided.set(result, readings.get(result) ?? { kernels: new Map(), tiles: false })
      }
      sizes.set(kernel, (sizes.get(kernel) ?? 0) + 1)
      if (lower.kind === 'reduction') reducing.add(kernel)
      const visits = typeof place === 'string' ? 'same' : place.visits
      const tiles = lower.kind === 'reduction' && lower.tiles !== undefined
      for (const operand of equation.operands) read(operand, kernel, worse(visits, lower.visits), tiles)
    }
  }

  const stored = new Map<Variable, string>()
  const weights = new Map<Variable, { readonly cost: number; readonly reduces: boolean }>()
  for (const { primitive, operands, results } of program.equations) {
    const { lower } = primitive
    const behind = operands.map((operand) => weights.get(operand) ?? { cost: 0, reduces: false })
    const own = lower.kind === 'pull' ? lower.cost : 0
    const weight = {
      cost: Math.min(
        1e6,
        behind.reduce((total, { cost }) => total + cost, own),
      ),
      reduces: lower.kind === 'reduction' || behind.some(({ reduces }) => reduces),
    }
    for (const result of results) {
      const reason = boundaries.get(result) ?? whyStored(undecided.get(result), weight)
      if (reason === undefined) weights.set(result, weight)
      else stored.set(result, reason)
    }
  }
  return { stored, definitions }
}

const whyStored = (
  reading: Reading | undefined,
  { cost, reduces }: { readonly cost: number; readonly reduces: boolean },
): string | undefined => {
  if (!reading) return undefined
  if (reduces) return 'holds a reduction and is read in several places'
  const visits = [...reading.kernels.values()].reduce(worse, 'same')
  const bound = worthComputingAgain[reading.tiles ? 'tiles' : visits]
  return cost > bound ? `costs ${cost} to compute again, read ${reading.tiles ? 'in tiles' : visits}` : undefined
}

/** What the kernel that makes `variable` reads of stored values, and how; and its reduction, if it has one. */
export interface Reads {
  readonly reads: ReadonlyMap<Variable, Visits>
  readonly reduction: Equation | undefined
  readonly equations: number
}

/** Follows a stored value back to the stored values it is computed from. */
export const readsOf = (variable: Variable, { stored, definitions }: Cuts): Reads => {
  const reads = new Map<Variable, Visits>()
  const seen = new Map<Variable, Visits>()
  let reduction: Equation | undefined
  let equations = 0
  const stack: [Variable, Visits][] = [[variable, 'same']]
  while (stack.length > 0) {
    const [next, visits] = item(stack, stack.length - 1)
    stack.pop()
    const before = seen.get(next)
    if (before && worse(before, visits) === before) continue
    seen.set(next, visits)
    const equation = definitions.get(next)
    if (!equation || (next !== variable && stored.has(next))) {
      reads.set(next, worse(visits, reads.get(next) ?? 'same'))
      continue
    }
    if (before === undefined) equations++
    if (equation.primitive.lower.kind === 'reduction') reduction = equation
    for (const operand of equation.operands) stack.push([operand, worse(visits, equation.primitive.lower.visits)])
  }
  return { reads, reduction, equations }
}
