import type { TensorType } from '../shape/dtype.js'
import type { Index } from './index-arithmetic.js'
import type { Scalar, Scalars, ScalarType } from './scalar.js'
import type { Expression, Outer, Shared, Statement } from './statements.js'

/** Inside a kernel a tensor is a function from index to scalar. */
export type Read = (index: readonly Index[]) => Scalar

/**
 * How the elements of an operand are visited while the result's are made, each once: at the same row-major position; at most once,
 * somewhere; or again and again. It decides what may be computed on the way and what had better be stored.
 */
export type Visits = 'same' | 'once' | 'many'

/** What a lowering rule sees. */
export interface Site<P> {
  readonly scalars: Scalars
  readonly operands: readonly Read[]
  readonly types: readonly TensorType[]
  readonly params: P
  readonly result: TensorType
}

/** How a primitive becomes kernel code. */
export type Lowering<P> = Pull<P> | Reduction<P> | Repeated | Whole<P>

/** It is no kernel: the parameter `loop` holds a program, whose kernels run again and again. */
export interface Repeated {
  readonly kind: 'loop'
  readonly visits: Visits
}

/** What a workgroup may have: threads that keep it busy, and words of memory that they share. */
export interface Workgroup {
  readonly threads: number
  readonly words: number
}

/** A kernel of its own, which the primitive builds for a device of many threads; elsewhere the primitive is expanded. */
export interface Whole<P> {
  readonly kind: 'whole'
  readonly visits: Visits
  /** So many buffers are written. */
  readonly results: number
  /** Whether there is a kernel for operands of these types. */
  readonly fits: (types: readonly TensorType[], workgroup: Workgroup) => boolean
  readonly build: (site: WholeSite<P>) => WholeKernel
  /** How it lies on threads, in a few words. */
  readonly describe: (types: readonly TensorType[], workgroup: Workgroup) => string
}

/** What a kernel is built of. */
export interface WholeSite<P> extends Omit<Site<P>, 'result'> {
  readonly workgroup: Workgroup
  /** Makes statements of scalars; what an accumulator stands for is told by its number. */
  readonly writer: (accumulator: (slot: number) => Expression) => ScalarWriter
  /** Statements that leave an element of a result at a position; none where it is read by nobody. */
  readonly leaving: (result: number, position: Index, value: Expression, writer: ScalarWriter) => readonly Statement[]
}

/** Makes expressions of scalars, and the statements that must stand before them (`lines`). */
export interface ScalarWriter {
  readonly lines: Statement[][]
  announce(...roots: readonly Scalar[]): void
  of(scalar: Scalar, level: number): Expression
  index(index: Index, level: number): Expression
}

/** Loops around a kernel, the memory that its threads share, and what they do. */
export interface WholeKernel {
  readonly outer: readonly Outer[]
  readonly shared: readonly Shared[]
  readonly body: readonly Statement[]
}

/** The result's element at an index is an expression over the operands' elements. */
export interface Pull<P> {
  readonly kind: 'pull'
  readonly visits: Visits
  /** Arithmetic for one element, in multiply-adds, roughly; movement is 0. */
  readonly cost: number
  readonly scalar: (site: Site<P>, index: readonly Index[]) => Scalar
  /** The box of its one operand that it reads, if it reads no more: along each axis the first place and the one after the last. */
  readonly box?: (params: P) => Box
}

export interface Box {
  readonly start: readonly number[]
  readonly stop: readonly number[]
}

/** An accumulator of a reduction, with its neutral element. */
export interface Accumulator {
  readonly type: ScalarType
  readonly initial: number
}

/** The result's element at an index is a fold over a nest of loops. */
export interface Reduction<P> {
  readonly kind: 'reduction'
  /** It folds the elements of one operand over the axes in its parameter `axes`, which are dropped; folds of folds are folds. */
  readonly overAxes?: true
  readonly visits: Visits
  /** Extents of the loops. */
  readonly over: (types: readonly TensorType[], params: P) => readonly number[]
  /** Of the one loop there is, the turns to be made for an element, if not all: the first, and the one after the last. */
  readonly range?: (site: Site<P>, index: readonly Index[]) => readonly [from: Scalar, to: Scalar]
  /** How many leading axes of the result are batch, rows, columns: rows and columns reuse what they load, so tiles of them pay. */
  readonly tiles?: (types: readonly TensorType[], params: P) => readonly [batch: number, rows: number, columns: number]
  /** With `tiles`: `element` is two factors, one the same for all columns, the other for all rows; where both are 0 `step` changes nothing. */
  readonly isProduct?: (params: P) => boolean
  /** Totals are added up: of many floats in runs, or each would be rounded to the grain of all before it. */
  readonly sums?: boolean
  readonly accumulators: (result: TensorType, types: readonly TensorType[]) => readonly Accumulator[]
  /** What one turn of the loops contributes. */
  readonly element: (site: Site<P>, index: readonly Index[], over: readonly Index[]) => readonly Scalar[]
  /** As `element`, and right where that one, which is quicker, may make NaN of what is not: whoever finds NaN in a float total folds again with it. */
  readonly carefully?: (site: Site<P>, index: readonly Index[], over: readonly Index[]) => readonly Scalar[]
  /** Takes up an element. */
  readonly step: (scalars: Scalars, total: readonly Scalar[], element: readonly Scalar[]) => readonly Scalar[]
  /** Joins two totals; associative, with the initial values neutral. */
  readonly merge: (scalars: Scalars, a: readonly Scalar[], b: readonly Scalar[]) => readonly Scalar[]
  /** The result, from the accumulators; the first if left out. */
  readonly finish?: (scalars: Scalars, total: readonly Scalar[]) => Scalar
}
