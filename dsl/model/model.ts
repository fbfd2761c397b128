import type { Shape, Sizes, Tree } from '../../src/index.js'
import type { Layer, Variables } from '../layer.js'

declare const carried: unique symbol

/**
 * Layers that fit each other and an input shape, all known: a pure value without tensors. What it learns lives apart, in `Variables`.
 * `In` and `Out` are shapes of one example; `Params` and `State` are tuples of trees, layer by layer.
 */
export interface Model<In extends Shape = Shape, Out extends Shape = Shape, Params = Tree, State = Tree> {
  /** Carries the types of the variables; nothing at run time. */
  readonly [carried]?: Variables<Params, State>
  readonly input: Sizes<In>
  readonly output: Sizes<Out>
  readonly layers: readonly Layer[]
  /** All of it as one layer. */
  readonly whole: Layer
}

/** The variables of a model: `VariablesOf<typeof model>`. */
export type VariablesOf<M> = M extends Model<infer _In, infer _Out, infer Params, infer State> ? Variables<Params, State> : never
