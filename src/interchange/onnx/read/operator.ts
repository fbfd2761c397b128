import type { Schema, Settings } from './attributes.js'
import type { Graph } from './graph.js'
import type { Known } from './known.js'
import type { Value } from './value.js'

/** A node at work. */
export interface Call<A> {
  readonly settings: A
  /** The version of the operator set that the file was written for. */
  readonly opset: number
  /** How many operands are written, empty ones included. */
  readonly inputs: readonly (Value | undefined)[]
  /** How many results somebody may read. */
  readonly outputs: number
  /** An operand that is there, as loading has seen. */
  input(at: number): Value
  /** An operand that may be left out. */
  optional(at: number): Value | undefined
  /**
   * Whole numbers that have to be known while the program is traced: a shape, axes, counts.
   *
   * @throws InvalidArgument if they depend on what is computed
   */
  numbers(at: number): readonly number[]
  /** They, or undefined if they are left out. */
  maybeNumbers(at: number): readonly number[] | undefined
  /** Runs a graph that the node holds: names within may be those around it. */
  run(graph: Graph, inputs: readonly (Value | undefined)[]): readonly Value[]
  /**
   * Refuses the node.
   *
   * @throws InvalidArgument with the sentence, and the name of the node
   */
  fail(sentence: string): never
}

/** An operator: what it takes, and what it does. */
export interface Operator<A = never> {
  /** Operands, at least and at most. */
  readonly inputs: readonly [least: number, most: number]
  /** Results at most; 1 if left out. */
  readonly outputs?: number
  readonly attributes: Schema
  /** Places of operands that are no parameters, whatever their dtype: they have to be known while the program is traced, or are statistics. */
  readonly fixed: readonly number[]
  /** Whether operands behind the first are learnt, even where they have one element. */
  readonly learns: boolean
  readonly run: (call: Call<A>) => Value | readonly Value[]
  /** What is run, of one that is a function of the file. */
  readonly body?: Graph
  /** What it holds, of one that is nothing but its settings. */
  readonly constant?: (title: string, settings: Settings<Schema>) => Known
}

export type Operators = Readonly<Record<string, Operator>>

interface Rules<S extends Schema> {
  readonly outputs?: number
  readonly attributes?: S
  readonly fixed?: readonly number[]
  readonly learns?: boolean
}

/** Makes an operator from how many operands it takes, its rules and what it does. */
export const operator = <const S extends Schema = Record<never, never>>(
  inputs: number | readonly [number, number],
  { attributes, fixed = [], learns = false, outputs = 1 }: Rules<S>,
  run: (call: Call<Settings<S>>) => Value | readonly Value[],
): Operator => ({
  inputs: typeof inputs === 'number' ? [inputs, inputs] : inputs,
  outputs,
  attributes: attributes ?? {},
  fixed,
  learns,
  run: run as Operator['run'], // it is called with what was read by its own schema
})
