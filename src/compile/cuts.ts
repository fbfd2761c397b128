import type { Box, Visits } from '../kernel/lowering.js'
import { type Equation, item, type Program, type Variable } from '../program/program.js'
import { sizeOf } from '../shape/dim.js'

/**
 * The one policy of fusion: which values are stored. Everything else exists only inside the kernels that read it, computed anew in each.
 *
 * A first pass, backwards, finds where each value is read: in which kernels, and how often its elements are visited there. A value read
 * in one kernel, at the position being computed, is part of it, and may even be that kernel's reduction, or one of several over the same loops. A second pass, forwards, stores
 * what is read in several places, or at several positions of one kernel, if computing it there would cost more than reading it.
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
const worthComputingAgain = { same: 6, once: 6, many: 4, tiles: 0 } as const

/** Where a value has so few elements that another dispatch costs more than they do, as in the turn of a loop, which is a dispatch in each. */
const worthADispatch = 256

/** Of the boxes of a value so many are compared: it may be cut into thousands. */
const mostBoxes = 16

/** Movement costs nothing to compute again, but a kernel that is computed back so far takes long to compile. */
const longestDetour = 32

/** A text that is the same for reductions that can be folded in the same loops; nothing for one that keeps to itself. */
export const loopsOf = ({ primitive: { lower }, operands, params, results }: Equation): string | undefined =>
  lower.kind === 'reduction' && lower.overAxes
    ? `${lower.over(
        operands.map(({ type }) => type),
        params,
      )} to ${item(results, 0).type.shape}`
    : undefined

/** The box that an equation reads of its operand, if it reads no more. */
const boxOf = ({ primitive: { lower }, params }: Equation): Box | undefined => (lower.kind === 'pull' ? lower.box?.(params) : undefined)

const isApart = (a: Box, b: Box): boolean =>
  a.start.some((from, axis) => from >= item(b.stop, axis) || item(b.start, axis) >= item(a.stop, axis))

interface Reading {
  readonly kernels: Map<Variable, Visits>
  /** At how many positions it is read: at the one being computed, at one of boxes that lie apart, and by each other reader at one of its own. */
  readonly positions: Set<Equation | 'here' | 'boxes'>
  /** That lie apart: no element is in two of them. */
  readonly boxes: Box[]
  /** Some reader is a contraction, which visits every element as often as its other operand is wide. */
  tiles: boolean
}

const nowhere = (): Reading => ({ kernels: new Map(), positions: new Set(), boxes: [], tiles: false })

/** At which of the positions of a value an equation reads it. */
const positionOf = (by: Equation, visits: Visits, { boxes }: Reading): Equation | 'here' | 'boxes' => {
  if (visits === 'same') return 'here'
  const box = boxOf(by)
  if (!box || boxes.length >= mostBoxes || !boxes.every((other) => isApart(box, other))) return by
  boxes.push(box)
  return 'boxes'
}

/** Cuts a program into what kernels store. `bindings` is how many buffers a kernel may be given; values of `few` elements cost less than a dispatch. */
export const cut = (program: Program, bindings: number, few = 0): Cuts => {
  const definitions = new Map<Variable, Equation>()
  for (const equation of program.equations) for (const result of equation.results) definitions.set(result, equation)
  const outputs = new Set(program.outputs)
  const boundaries = new Map<Variable, string>()
  const undecided = new Map<Variable, Reading>()
  const readings = new Map<Variable, Reading>()
  const reducing = new Map<Variable, string | undefined>()
  const sizes = new Map<Variable, number>()

  const read = (variable: Variable, by: Equation, kernel: Variable, visits: Visits, tiles: boolean): void => {
    const reading = readings.get(variable) ?? nowhere()
    reading.kernels.set(kernel, worse(visits, reading.kernels.get(kernel) ?? 'same'))
    reading.positions.add(positionOf(by, visits, reading))
    reading.tiles ||= tiles
    readings.set(variable, reading)
  }

  /** Whether the value belongs into the one kernel that reads it; otherwise why it does not. */
  const home = (equation: Equation, result: Variable): { readonly kernel: Variable; readonly visits: Visits } | string => {
    if (outputs.has(result)) return 'an output'
    if (equation.results.length > 1) return 'one of several results'
    const { kernels, tiles } = readings.get(result) ?? nowhere()
    const [entry] = kernels
    if (!entry || kernels.size > 1) return 'read in several kernels'
    const [kernel, visits] = entry
    if (visits === 'many' || tiles) return 'read again and again'
    if ((sizes.get(kernel) ?? 0) >= largestKernel) return 'its kernel is large enough'
    if (equation.primitive.lower.kind === 'reduction') {
      if (visits !== 'same') return 'a reduction read elsewhere than where it is made'
      const loops = loopsOf(equation)
      if (reducing.has(kernel) && (loops === undefined || reducing.get(kernel) !== loops)) return 'its kernel has a reduction already'
    }
    return { kernel, visits }
  }

  for (const equation of [...program.equations].reverse()) {
    const { lower } = equation.primitive
    for (const result of equation.results) {
      const place = home(equation, result)
      const kernel = typeof place === 'string' ? result : place.kernel
      const reading = readings.get(result)
      if (typeof place === 'string') {
        if (outputs.has(result) || lower.kind === 'reduction' || !place.startsWith('read')) boundaries.set(result, place)
        else undecided.set(result, reading ?? nowhere())
      } else if (reading && reading.positions.size > 1) undecided.set(result, reading)
      sizes.set(kernel, (sizes.get(kernel) ?? 0) + 1)
      if (lower.kind === 'reduction') reducing.set(kernel, loopsOf(equation))
      const visits = typeof place === 'string' ? 'same' : place.visits
      const tiles = lower.kind === 'reduction' && lower.tiles !== undefined
      for (const operand of equation.operands) read(operand, equation, kernel, worse(visits, lower.visits), tiles)
    }
  }

  // What is stored for want of buffers changes what else is read, so this is done until nothing more is.
  for (;;) {
    const { stored, crowded } = settle(program, boundaries, undecided, bindings, few)
    if (crowded.size === 0) return { stored, definitions }
    for (const variable of crowded) boundaries.set(variable, 'one kernel cannot be given all that it is made of')
  }
}

/** What computing a value anew brings with it, back to stored values. */
interface Weight {
  readonly cost: number
  readonly reduces: boolean
  /** Equations on the longest way. */
  readonly depth: number
  /** The stored values. */
  readonly reads: ReadonlySet<Variable>
}

const weigh = ({ primitive: { lower }, operands }: Equation, weights: ReadonlyMap<Variable, Weight>): Weight => {
  const behind = operands.map((operand) => weights.get(operand) ?? { cost: 0, reduces: false, depth: 0, reads: new Set([operand]) })
  const cost = behind.reduce((total, weight) => total + weight.cost, lower.kind === 'pull' ? lower.cost : 0)
  return {
    cost: Math.min(1e6, cost),
    reduces: lower.kind === 'reduction' || behind.some(({ reduces }) => reduces),
    depth: 1 + Math.max(0, ...behind.map(({ depth }) => depth)),
    reads: new Set(behind.flatMap(({ reads }) => [...reads])),
  }
}

/** Which values are stored, if those at the boundaries are; and which have to be besides, so that no kernel is given more buffers than it may. */
const settle = (
  program: Program,
  boundaries: ReadonlyMap<Variable, string>,
  undecided: ReadonlyMap<Variable, Reading>,
  bindings: number,
  few: number,
): { readonly stored: ReadonlyMap<Variable, string>; readonly crowded: ReadonlySet<Variable> } => {
  const stored = new Map<Variable, string>()
  const weights = new Map<Variable, Weight>()
  const crowded = new Set<Variable>()
  const readCount = (variable: Variable) => weights.get(variable)?.reads.size ?? 1
  for (const equation of program.equations) {
    const { operands, results } = equation
    let weight = weigh(equation, weights)
    while (weight.reads.size + results.length > bindings) {
      const most = operands.reduce((a, b) => (readCount(b) > readCount(a) ? b : a))
      if (readCount(most) <= 1) break
      crowded.add(most)
      weights.delete(most)
      weight = weigh(equation, weights)
    }
    for (const result of results) {
      const reason = boundaries.get(result) ?? whyStored(undecided.get(result), weight, sizeOf(result.type.shape) <= few)
      if (reason === undefined) weights.set(result, weight)
      else stored.set(result, reason)
    }
  }
  return { stored, crowded }
}

const whyStored = (reading: Reading | undefined, { cost, reduces, depth }: Weight, isFew: boolean): string | undefined => {
  if (!reading) return undefined
  if (reduces) return 'holds a reduction and is read in several places'
  if (depth > longestDetour) return `is ${depth} operations away, read in several places`
  const visits = [...reading.kernels.values()].reduce(worse, 'same')
  const bound = isFew && visits !== 'many' && !reading.tiles ? worthADispatch : worthComputingAgain[reading.tiles ? 'tiles' : visits]
  return cost > bound ? `costs ${cost} to compute again, read ${reading.tiles ? 'in tiles' : visits}` : undefined
}

/** What the kernel that makes `variable` reads of stored values, and how; and its reductions, if it has any. */
export interface Reads {
  readonly reads: ReadonlyMap<Variable, Visits>
  readonly reductions: readonly Equation[]
  readonly equations: number
  /** Of an element, in multiply-adds, without the reductions. */
  readonly cost: number
}

/** Follows a stored value back to the stored values it is computed from. */
export const readsOf = (variable: Variable, { stored, definitions }: Cuts): Reads => {
  const reads = new Map<Variable, Visits>()
  const seen = new Map<Variable, Visits>()
  const reductions: Equation[] = []
  let [equations, cost] = [0, 0]
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
    if (before === undefined) {
      equations++
      cost += equation.primitive.lower.kind === 'pull' ? equation.primitive.lower.cost : 0
    }
    if (equation.primitive.lower.kind === 'reduction' && before === undefined) reductions.push(equation)
    for (const operand of equation.operands) stack.push([operand, worse(visits, equation.primitive.lower.visits)])
  }
  return { reads, reductions, equations, cost }
}
