import type { Shape, Tree } from '../../src/index.js'
import type { Layer, Variables } from '../layer.js'
import type { Shapes, SizesOf } from '../one-or-many.js'

declare const carried: unique symbol

/**
 * Layers that fit each other and an input shape, all known: a pure value without tensors. What it learns lives apart, in `Variables`.
 * `In` and `Out` are shapes of one example, or lists of shapes; `Params` and `State` are tuples of trees, layer by layer.
 *
 * @category Models
 */
export interface Model<In extends Shapes = Shape, Out extends Shapes = Shape, Params = Tree, State = Tree> {
  /** Carries the types of the variables; nothing at run time. */
  readonly [carried]?: Variables<Params, State>
  readonly input: SizesOf<In>
  readonly output: SizesOf<Out>
  readonly layers: readonly Layer[]
  /** All of it as one layer. */
  readonly whole: Layer
  /** Shapes and layers in a line; `summary` makes a table. */
  toString(): string
}

/** A model, of whatever it takes and gives. */
export type AnyModel = Model<Shapes, Shapes>

/**
 * The variables of a model: `VariablesOf<typeof model>`.
 *
 * @category Models
 */
export type VariablesOf<M> = M extends Model<infer _In, infer _Out, infer Params, infer State> ? Variables<Params, State> : never
