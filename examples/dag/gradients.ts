import { abs, add, grad, type Key, max, norm, sub, type Tensor, tree } from 'typegrad'
import { apply, init } from 'typegrad/dsl'
import { loss, model, pairs, untied } from './model.js'

/** How long the gradient of what is shared is, how long those of its two uses are, and how far the one is from the sum of the others. */
export interface Compared {
  readonly shared: number
  readonly uses: readonly [number, number]
  /** The largest difference of two numbers. */
  readonly difference: number
}

const lengthOf = async (gradient: unknown): Promise<number> =>
  Math.hypot(...(await Promise.all(tree.leaves(gradient).map((leaf) => norm(leaf as Tensor<number[]>).item())))) // gradients are real

/** The gradient of the encoder that both points share, beside those of two encoders with the same weights, each of which one point goes through. */
export const compare = async (from: Key): Promise<Compared> => {
  const { x, y } = pairs(64)(from)
  const { params, state } = init(model, from)
  const [{ shared: encoder }, ...others] = params
  const together = grad((own: typeof encoder) =>
    loss(apply(model, { params: [{ ...params[0], shared: own }, ...others], state }, x)[0], y),
  )(encoder)
  const apart = grad((each: [typeof encoder, typeof encoder]) =>
    loss(apply(untied, { params: [each, ...others], state: init(untied, from).state }, x)[0], y),
  )([encoder, encoder])
  const differences = tree.map((all, one, other) => max(abs(sub(all, add(one, other)))), together, ...apart)
  return {
    shared: await lengthOf(together),
    uses: [await lengthOf(apart[0]), await lengthOf(apart[1])],
    difference: Math.max(...(await Promise.all(tree.leaves(differences).map((leaf) => (leaf as Tensor<[]>).item())))), // as max gives
  }
}
