import { asHalf } from '../kernel/half.js'
import { fixed, type Index, indexAt, positionOf } from '../kernel/index-arithmetic.js'
import type { Accumulator, Read, Reduction } from '../kernel/lowering.js'
import { type Scalar, type Scalars, type ScalarType, scalarType } from '../kernel/scalar.js'
import { type Equation, item, type Variable } from '../program/program.js'
import { sizeOf } from '../shape/dim.js'
import type { Cuts } from './cuts.js'
import type { Part } from './parts.js'

/** A fixed position beyond the end is one whose element is masked; any other stands for it, since WGSL refuses to compile it. */
export const within = (position: Index, shape: readonly number[]): Index =>
  position.terms.length === 0 && (position.constant < 0 || position.constant >= sizeOf(shape)) ? fixed(0) : position

/** The position of an element in its tensor. */
export const positionIn = ({ type: { shape } }: Variable, index: readonly Index[]): Index => within(positionOf(index, shape), shape)

/** A place in memory: of which source, and where. */
export interface Place {
  readonly source: number
  readonly at: Index
}

/** How a reduction folds. */
export const ruleOf = ({ primitive: { lower } }: Equation): Reduction<Equation['params']> => {
  if (lower.kind !== 'reduction') throw new Error('typegrad: a part folds by what is no reduction; please report this')
  return lower
}

/** The accumulators that a reduction declares. */
export const accumulatorsOf = (reduction: Equation): readonly Accumulator[] =>
  ruleOf(reduction).accumulators(
    item(reduction.results, 0).type,
    reduction.operands.map(({ type }) => type),
  )

/** What a part's values are, as expressions: each is pulled through its producers until stored values, or the reduction, are met. */
export class Puller {
  readonly #memo = new Map<Variable, Map<string, Scalar>>()

  constructor(
    readonly scalars: Scalars,
    private readonly part: Part,
    private readonly cuts: Cuts,
    /** Which element of a register block is being made. */
    private readonly block: number,
    /** Where the element at an index of a stored value lies. */
    private readonly place: (variable: Variable, index: readonly Index[]) => Place,
  ) {}

  /** The element of a value at an index. */
  read(variable: Variable, index: readonly Index[]): Scalar {
    const { dtype } = variable.type
    // By the whole index: one that is masked may have the position of another that is not.
    const key = index.map((one) => one.key).join()
    const memo = this.#memo.get(variable) ?? new Map<string, Scalar>()
    this.#memo.set(variable, memo)
    const met = memo.get(key)
    if (met) return met
    const equation = this.cuts.definitions.get(variable)
    const stored = !equation || (this.cuts.stored.has(variable) && !this.part.makes.includes(variable))
    const scalar = stored ? this.#load(variable, index, scalarType(dtype)) : this.#compute(variable, index)
    memo.set(key, scalar)
    return scalar
  }

  #load(variable: Variable, index: readonly Index[], type: ScalarType): Scalar {
    const { source, at } = this.place(variable, index)
    return this.scalars.load(source, type, at)
  }

  #compute(variable: Variable, index: readonly Index[]): Scalar {
    const equation = this.cuts.definitions.get(variable)
    if (!equation) throw new Error('typegrad: a kernel makes a value that has no definition; please report this')
    const { lower } = equation.primitive
    if (lower.kind === 'pull') return lower.scalar(this.#site(variable), index)
    if (lower.kind !== 'reduction') throw new Error(`typegrad: ${lower.kind} reached the inside of a kernel; please report this`)
    const types = equation.operands.map((operand) => operand.type)
    const first = this.#firstSlot(equation)
    const totals = lower
      .accumulators(variable.type, types)
      .map(({ type }, slot) => this.scalars.accumulator(type, first + slot, this.block))
    return lower.finish ? lower.finish(this.scalars, totals) : item(totals, 0)
  }

  /** Accumulators of the reductions before it come first. */
  #firstSlot(equation: Equation): number {
    const before = this.part.reductions.slice(0, this.part.reductions.indexOf(equation))
    return before.reduce((total, other) => total + accumulatorsOf(other).length, 0)
  }

  #site(variable: Variable) {
    const equation = this.cuts.definitions.get(variable)
    const operands = equation?.operands ?? []
    return {
      scalars: this.scalars,
      operands: operands.map(
        (operand): Read =>
          (index) =>
            this.read(operand, index),
      ),
      types: operands.map((operand) => operand.type),
      params: equation?.params ?? {},
      result: variable.type,
    }
  }

  /** What one turn of the loops contributes to the reductions, at an index of their results. */
  element(index: readonly Index[], over: readonly Index[]): readonly Scalar[] {
    return this.part.reductions.flatMap((reduction) => ruleOf(reduction).element(this.#site(item(reduction.results, 0)), index, over))
  }

  /** The same where it must be right whatever the numbers are; undefined where `element` is. */
  carefully(index: readonly Index[], over: readonly Index[]): readonly Scalar[] | undefined {
    const careful = this.part.reductions.flatMap((reduction) => {
      const { carefully, element } = ruleOf(reduction)
      return (carefully ?? element)(this.#site(item(reduction.results, 0)), index, over)
    })
    const quick = this.element(index, over)
    return careful.some((scalar, i) => scalar !== quick[i]) ? careful : undefined
  }

  /** The turns of the reduction's loop that are made, if not all are. */
  range(index: readonly Index[]): readonly [from: Scalar, to: Scalar] | undefined {
    const [reduction] = this.part.reductions
    return reduction && ruleOf(reduction).range?.(this.#site(item(reduction.results, 0)), index)
  }

  /** What the part makes, at a position, as it is stored: what it makes it of may have more digits than an f16. */
  made(position: Index): { readonly variable: Variable; readonly scalar: Scalar }[] {
    return this.part.makes.map((variable) => {
      const { shape, dtype } = variable.type
      const scalar = this.read(variable, indexAt(position, shape))
      return { variable, scalar: dtype === 'f16' ? asHalf(this.scalars, scalar) : scalar }
    })
  }
}
