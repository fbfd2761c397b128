import { type Either, left } from 'fp-ts/lib/Either.js'
import type { AnyTensor, Sentence, Tree } from '../src/index.js'
import type { Layer, Variables } from './layer.js'
import type { Numbers, Tensors } from './one-or-many.js'

/** How a layer goes on along a sequence, a place a step: what `decode` runs. Of the time of what comes in and goes out there is 1. */
export interface Decoding {
  /** What is kept of the places before the first, for so many examples: a tree of tensors. */
  start(batch: number): Tree
  /** The output at a place, which is a scalar, and what is kept after it. */
  step(variables: Variables, kept: Tree, x: Tensors, place: AnyTensor): readonly [y: Tensors, kept: Tree]
}

/** How a layer goes on along such sequences, or why it can't. */
export const decodingOf = (layer: Layer, input: Numbers): Either<Sentence, Decoding> =>
  layer.decoding?.(input) ??
  left(`${layer.name}: what it gives at a place may depend on those after it; it can't be decoded place by place`)
