import type { Tree } from '../../src/index.js'

/**
 * Changes gradients before an optimiser sees them: what stands in front of one in a `chain`. Pure, and traced with the step; what it remembers is a tree of
 * tensors, `[]` if nothing.
 *
 * @example
 * ```ts
 * const signs: GradientTransform = { init: () => [], transform: (gradients, state) => [tree.map(sign, gradients), state] }
 * chain(signs, sgd(0.01))
 * ```
 *
 * @category Optimizers
 */
export interface GradientTransform<State extends Tree = Tree> {
  init<Params>(params: Params): State
  transform<Params>(gradients: Params, state: State, params: Params): readonly [gradients: Params, state: State]
}

/**
 * Brings parameters back to where they may be, after a step: what `chain` takes beside transforms.
 *
 * @category Optimizers
 */
export interface Projection {
  project<Params>(params: Params): Params
}

/** A transform that remembers nothing. */
export const stateless = (transform: <Params>(gradients: Params, params: Params) => Params): GradientTransform => ({
  init: () => [],
  transform: (gradients, state, params) => [transform(gradients, params), state],
})
