import type * as read from '../../read/call.js'
import type { Known } from '../../read/known.js'
import * as common from '../../read/operator.js'
import type { Value } from '../../read/value.js'
import type { Schema, Settings } from './attributes.js'
import type { Graph } from './graph.js'

/** A node at work. */
export interface Call<A> extends read.Call<A> {
  /** The version of the operator set that the file was written for. */
  readonly opset: number
  /** How many results somebody may read. */
  readonly outputs: number
  /** Runs a graph that the node holds: names within may be those around it. */
  run(graph: Graph, inputs: readonly (Value | undefined)[]): readonly Value[]
}

/** An operator: what it takes, and what it does. */
export interface Operator<A = never> extends common.Operator<Schema, Call<A>> {
  /** Results at most; 1 if left out. */
  readonly outputs?: number
  /** Whether operands behind the first are learnt, even where they have one element. */
  readonly learns?: boolean
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
  inputs: common.countsOf(inputs),
  outputs,
  settings: attributes ?? {},
  fixed,
  learns,
  run: run as Operator['run'], // it is called with what was read by its own schema
})
