import type { Program } from '../program/program.js'
import { sizeOf } from '../shape/dim.js'
import { type Extent, type Fused, fusing, type Kernel, type RowsFit } from './fuse.js'
import type { Nest } from './nest/nest.js'
import { sharingNumbers } from './nest/numbers.js'
import { type Plan, plan, type Turn } from './plan.js'
import { simplify } from './simplify.js'
import { atOnce, type Steps } from './steps.js'

/** How kernels lie on a kind of processor. */
export interface Schedules {
  /** Kernels as loops, in the order they run. */
  build(fused: Fused, kernels: readonly Kernel[], plan: Plan): Steps<readonly Nest[]>
  /** Whether a part with reductions may lie beside others in a kernel; what has none always may. */
  readonly besideOthers?: (part: Extent) => boolean
  /** Whether stages may be one kernel, row by row; never if left out. */
  readonly rowsFit?: RowsFit
  /** The schedule in a few words, for those who look. */
  describe(kernel: Kernel): string
  /** They are tasks of vectors, not threads. */
  readonly isForVectors?: boolean
}

/** What the compiler must know of a device. */
export interface Limits {
  /** Storage buffers a kernel may be given. */
  readonly bindings: number
  readonly schedules: Schedules
  /** A loop's body is given the slices of its turn, not whole lists and the place of the turn. */
  readonly slices?: boolean
}

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
  atOnce(compileSimplified(simplify(program), limits, donated))

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
  const fused = yield* fusing(program, limits.bindings, expected, limits.schedules.besideOthers, limits.schedules.rowsFit)
  yield
  const planned = plan(fused, donated, turn)
  yield
  const kernels = fused.kernels.filter(({ writes }) => writes.some(({ type }) => sizeOf(type.shape) > 0))
  const built = yield* limits.schedules.build(fused, kernels, planned)
  return { program, fused, plan: planned, limits, nests: yield* sharingNumbers(built) }
}
