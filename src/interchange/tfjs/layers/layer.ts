import type { Value } from '../../read/value.js'
import type { Call, Operator } from '../operator.js'
import type { Schema, Settings } from '../settings.js'

/** A layer of Keras: an operator with weights of its own. */
export interface Layer<A = never> extends Operator<A> {
  /** The weights that it has, by what Keras calls them; within a wrapper with the name of the layer that has them. */
  readonly weights: (settings: A) => readonly string[]
  /** Those that are statistics. */
  readonly statistics: readonly string[]
}

export type Layers = Readonly<Record<string, Layer>>

interface Rules<S extends Schema> {
  readonly inputs?: readonly [least: number, most: number]
  readonly settings?: S
  readonly weights?: (settings: Settings<S>) => readonly string[]
  readonly statistics?: readonly string[]
}

/** Makes a layer from its rules and what it does. */
export const layer = <const S extends Schema = Record<never, never>>(
  { inputs = [1, 1], settings, weights = () => [], statistics = [] }: Rules<S>,
  run: (call: Call<Settings<S>>) => Value | readonly Value[],
): Layer => ({
  inputs,
  settings: settings ?? {},
  fixed: [],
  weights: weights as Layer['weights'], // it is called with what was read by its own schema
  statistics,
  run: run as Layer['run'], // and so is it
})
