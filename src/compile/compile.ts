import type { Workgroup } from '../kernel/lowering.js'
import { constantOf } from '../primitives/literal.js'
import type { Loop } from '../program/loop.js'
import type { Equation, Program, Variable } from '../program/program.js'
import { sizeOf } from '../shape/dim.js'
import type { Target } from '../tensor/primitive.js'
import { fusing } from './fuse.js'
import type { Nest } from './nest/nest.js'
import { sharingNumbers } from './nest/numbers.js'
import { inOneKernel } from './one-kernel.js'
import type { Fused, Joins, Kernel, TurnsFit } from './parts.js'
import { type Location, type Memory, type Plan, plan, type Turn } from './plan.js'
import type { Chosen } from './schedule/build.js'
import type { Layout, Tiling } from './schedule/schedule.js'
import { simplify } from './simplify.js'
import { atOnce, type Steps } from './steps.js'

/** How kernels lie on a kind of processor. */
export interface Schedules extends Joins {
  /** Kernels as loops, in the order they run. */
  build(fused: Fused, kernels: readonly Kernel[], plan: Plan): Steps<readonly Nest[]>
  /** Whether a whole loop may be one kernel; never if left out. */
  readonly turnsFit?: TurnsFit
  /** It folds fewer elements than these for each of neighbouring results in one kernel. */
  readonly longAcross?: number
  /** A thread reads a long row by itself faster than with others side by side. */
  readonly foldsInARow?: boolean
  /** In how many pieces a sum of products is made. */
  readonly pieces?: (product: Equation) => number
  /** What kernels may have that primitives build whole; there are none if left out. */
  readonly workgroup?: Workgroup
  /** In the turn of a loop values of so few elements are rather computed again than made by a dispatch of their own. */
  readonly fewInTurn?: number
  /** How products are laid out in another way than the usual, where there are several. */
  readonly tiled?: {
    readonly layout: Layout
    /** Threads of a subgroup, if it always has as many. */
    readonly subgroup: number | undefined
    /** What was found best, which whoever measures may write. */
    readonly chosen: Chosen
    readonly build: (fused: Fused, kernel: Kernel, plan: Plan, tiling: Tiling) => Nest
  }
  /** The schedule in a few words, for those who look. */
  describe(kernel: Kernel): string
  /** They are tasks of vectors, not threads. */
  readonly isForVectors?: boolean
}

/** What the compiler must know of a device. */
export interface Limits extends Memory {
  /** Storage buffers a kernel may be given. */
  readonly bindings: number
  readonly schedules: Schedules
  /** A loop's body is given the slices of its turn, not whole lists and the place of the turn. */
  readonly slices?: boolean
}

/** What simplifying is told of a device: what there is a kernel for is left as it is. */
export const targetOf = ({ bindings, schedules: { workgroup, longAcross, foldsInARow, pieces } }: Limits): Target => ({
  longAcross,
  foldsInARow,
  pieces,
  has: (kernels, operands) => {
    const types = operands.map(({ type }) => type)
    const given = operands.filter((operand) => constantOf(operand) === undefined).length
    return workgroup !== undefined && kernels.every(({ results, fits }) => given + results <= bindings && fits(types, workgroup))
  },
})

/** A program on its way to a device: everything that can be known before anything runs. */
export interface Compiled {
  /** As it was simplified. */
  readonly program: Program
  readonly fused: Fused
  readonly plan: Plan
  readonly limits: Limits
  /** In the order they run; kernels that make nothing (empty tensors) are left out. */
  readonly nests: readonly Nest[]
}

/** Program to kernels: simplify, fuse, plan memory, emit. `donated` are inputs whose memory the results may take over. */
export const compile = (program: Program, limits: Limits, donated: readonly number[] = []): Compiled =>
  atOnce(compileSimplified(simplify(program, targetOf(limits)), limits, donated))

/** The rest of the way, without a loop in it; `turn` says that it is the turn of one. */
export function* compileSimplified(program: Program, limits: Limits, donated: readonly number[], turn?: Turn): Steps<Compiled> {
  const made = yield* lower(program, limits, donated, donated, turn)
  // That a donated input is read last where its successor is made is only known once everything has its place.
  return made.nests.every(({ bindings }) => bindings.length <= limits.bindings) ? made : yield* lower(program, limits, donated, [], turn)
}

/** Kernels that count on the memory of the inputs `expected` for their results. */
function* lower(
  program: Program,
  limits: Limits,
  donated: readonly number[],
  expected: readonly number[],
  turn: Turn | undefined,
): Steps<Compiled> {
  const { schedules, bindings } = limits
  const fused = yield* fusing(program, bindings, expected, schedules, turn && { few: schedules.fewInTurn ?? 0 })
  yield
  const planned = plan(fused, donated, limits, turn)
  yield
  const kernels = fused.kernels.filter(({ writes }) => writes.some(({ type }) => sizeOf(type.shape) > 0))
  const built = yield* limits.schedules.build(fused, kernels, planned)
  return { program, fused, plan: planned, limits, nests: yield* sharingNumbers(built) }
}

/** Of a kernel that is a whole loop, where no buffer is needed between its stages. */
const manyBindings = 64

/** A loop as one kernel, if the device takes it: `program` is its body, whose outputs are all its own. */
export function* compileLoop(program: Program, loop: Loop, limits: Limits, turn: Turn): Steps<Compiled | undefined> {
  const { turnsFit, fewInTurn = 0 } = limits.schedules
  if (!turnsFit) return undefined
  const fused = yield* fusing(program, manyBindings, [], {}, { few: fewInTurn })
  const kernel = inOneKernel(fused, loop, turnsFit)
  if (!kernel || kernel.reads.length + kernel.writes.length > limits.bindings) return undefined
  const at = (kind: 'input' | 'output') => (variable: Variable, index: number) => [variable, { kind, index }] as const
  const locations = new Map<Variable, Location>([...program.inputs.map(at('input')), ...program.outputs.map(at('output'))])
  // What it carries begins where it ends: one buffer for both.
  const outputs = program.outputs.map(({ type }, index) => ({
    type,
    location: { kind: 'output', index } as const,
    ...(index < loop.carried && { copy: { from: { kind: 'input', index: loop.constants + index } as const, first: true } }),
  }))
  const planned: Plan = { locations, slots: [], outputs, peakBytes: 0, halves: limits.halves === true, turn }
  const whole: Fused = { ...fused, kernels: [kernel] }
  const built = yield* limits.schedules.build(whole, [kernel], planned)
  return { program, fused: whole, plan: planned, limits, nests: yield* sharingNumbers(built) }
}
