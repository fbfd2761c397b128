import type { Call } from './call.js'
import type { Value } from './value.js'

/** An operator: what it takes, and what it does. */
export interface Operator<Schema, C> {
  /** Operands, at least and at most. */
  readonly inputs: readonly [least: number, most: number]
  readonly settings: Schema
  /** Places of operands that are no parameters, whatever their dtype: they have to be known while the program is traced, or are statistics. */
  readonly fixed: readonly number[]
  readonly run: (call: C) => Value | readonly Value[]
}

/** One that is the same in every kind of file: it has no settings. */
export type Plain = Operator<Readonly<Record<never, never>>, Call<never>>

export const plain = (inputs: number | readonly [number, number], run: Plain['run']): Plain => ({
  inputs: countsOf(inputs),
  settings: {},
  fixed: [],
  run,
})

/** So many operands, or from so many to so many. */
export const countsOf = (inputs: number | readonly [number, number]): readonly [least: number, most: number] =>
  typeof inputs === 'number' ? [inputs, inputs] : inputs
