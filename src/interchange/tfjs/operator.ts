import type * as read from '../read/call.js'
import * as common from '../read/operator.js'
import type { Value } from '../read/value.js'
import type { Schema, Settings } from './settings.js'

/** A node or a layer at work. */
export interface Call<A> extends read.Call<A> {
  /** All are there. */
  readonly inputs: readonly Value[]
  /** A weight of a layer that is there. */
  weight(name: string): Value
  /** A weight of a layer that may be left out. */
  maybeWeight(name: string): Value | undefined
}

/** An operator or a layer. */
export type Operator<A = never> = common.Operator<Schema, Call<A>>

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
  inputs: common.countsOf(inputs),
  settings: attributes ?? {},
  fixed,
  run: run as Operator['run'], // it is called with what was read by its own schema
})
