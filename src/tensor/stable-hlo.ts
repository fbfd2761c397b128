import type { Scalar, Scalars } from '../kernel/scalar.js'
import type { TensorType } from '../shape/dtype.js'

/** A value of a StableHLO text. */
export interface HloValue {
  readonly name: string
  readonly type: TensorType
}

/** What a body of an operation gives, from the values that it is given. */
export type HloBody = (values: readonly HloValue[]) => readonly HloValue[]

/** A program as a parameter has it. */
export interface HloProgram {
  readonly inputs: readonly { readonly type: TensorType }[]
  readonly outputs: readonly { readonly type: TensorType }[]
}

/** Writes operations of StableHLO, a line each, and gives their results. */
export interface HloWriter {
  /** An operation that works element by element, on operands of the result's shape. */
  each(name: string, operands: readonly HloValue[], type: TensorType): HloValue
  /** `stablehlo.NAME OPERANDS, ATTRIBUTES : TYPES`. */
  op(name: string, operands: readonly HloValue[], type: TensorType, attributes?: string): HloValue
  /** An operation in MLIR's generic form, which has attributes in `<{}>` and bodies. */
  generic(
    name: string,
    operands: readonly HloValue[],
    types: readonly TensorType[],
    parts: { readonly attributes?: string; readonly bodies?: readonly (readonly [takes: readonly TensorType[], body: HloBody])[] },
  ): readonly HloValue[]
  /** One number everywhere. */
  full(value: number, type: TensorType): HloValue
  iota(axis: number, type: TensorType): HloValue
  reshape(x: HloValue, shape: readonly number[]): HloValue
  /** Axis `i` of `x` becomes axis `axes[i]` of the result. */
  broadcast(x: HloValue, shape: readonly number[], axes: readonly number[]): HloValue
  slice(x: HloValue, start: readonly number[], stop: readonly number[], step?: readonly number[]): HloValue
  pad(x: HloValue, low: readonly number[], high: readonly number[], interior?: readonly number[]): HloValue
  compare(direction: 'EQ' | 'NE' | 'LT' | 'LE' | 'GT' | 'GE', x: HloValue, y: HloValue): HloValue
  select(condition: HloValue, yes: HloValue, no: HloValue): HloValue
  /** Folds `axes`, which are dropped, by an operation of two; `initial` changes nothing. */
  reduce(name: string, x: HloValue, initial: number, axes: readonly number[]): HloValue
  /** What a rule of scalars makes of values of one shape, element by element. */
  scalars(rule: (scalars: Scalars, ...args: readonly Scalar[]) => readonly Scalar[], args: readonly HloValue[]): readonly HloValue[]
  /** `x`, divided along its axes by axes of a mesh. */
  sharded(x: HloValue, mesh: Readonly<Record<string, number>>, spec: readonly (null | string | readonly string[])[]): HloValue
  /** The equations of a program. */
  program(program: HloProgram, inputs: readonly HloValue[]): readonly HloValue[]
}

/**
 * A primitive in StableHLO: the name of the operation that it is, element by element, for all of these dtypes; or its operations. Left out, or where it gives
 * nothing, it follows from how kernels compute it, if that is element by element, or from what it is expanded into.
 */
export type StableHlo<P> =
  | { readonly op: string; readonly not?: readonly string[] }
  | ((hlo: HloWriter, operands: readonly HloValue[], params: P, types: readonly TensorType[]) => HloValue | readonly HloValue[] | undefined)
