import type { Value } from '../onnx/read/value.js'
import type { Schema, Settings } from './settings.js'

/** Refuses a node, with its name. */
export interface Refusing {
  /** @throws InvalidArgument with the sentence, and the name of the node */
  fail(sentence: string): never
}

/** A node or a layer at work. */
export interface Call<A> extends Refusing {
  readonly settings: A
  readonly inputs: readonly Value[]
  /** An operand that is there. */
  input(at: number): Value
  /** An operand that may be left out. */
  optional(at: number): Value | undefined
  /** A weight of a layer that is there. */
  weight(name: string): Value
  /** A weight of a layer that may be left out. */
  maybeWeight(name: string): Value | undefined
  /**
   * Whole numbers that have to be known while the program is traced: a shape, axes, counts.
   *
   * @throws InvalidArgument if they depend on what is computed
   */
  numbers(at: number): readonly number[]
}

/** An operator or a layer: what it takes, and what it does. */
export interface Operator<A = never> {
  /** Operands, at least and at most. */
  readonly inputs: readonly [least: number, most: number]
  readonly settings: Schema
  /** Places of operands that are no parameters, whatever their dtype: they have to be known while the program is traced, or are statistics. */
  readonly fixed: readonly number[]
  readonly run: (call: Call<A>) => Value | readonly Value[]
}

export type Operators = Readonly<Record<string, Operator>>

interface Rules<S extends Schema> {
  readonly attributes?: S
  readonly fixed?: readonly number[]
}

/** Makes an operator from how many operands it takes, its rules and what it does. */
export const operator = <const S extends Schema = Record<never, never>>(
  inputs: number | readonly [number, number],
  { attributes, fixed = [] }: Rules<S>,
  run: (call: Call<Settings<S>>) => Value | readonly Value[],
): Operator => ({
  inputs: typeof inputs === 'number' ? [inputs, inputs] : inputs,
  settings: attributes ?? {},
  fixed,
  run: run as Operator['run'], // it is called with what was read by its own schema
})
