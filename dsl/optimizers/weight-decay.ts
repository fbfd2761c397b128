import { add, check, mul } from '../../src/index.js'
import { type Mask, masked, pathsOf } from './paths.js'
import { type GradientTransform, stateless } from './transform.js'
import { zip } from './trees.js'

/**
 * Gradients of the loss and of `decay * |p|^2 / 2`: `g := g + decay * p`. In front of an optimiser that goes by the size of gradients this is not what `adamw`
 * does, where weights decay past the moments.
 *
 * @throws InvalidArgument
 * @see Krogh, Hertz, A simple weight decay can improve generalization, 1991
 * @example chain(weightDecay(1e-4), momentum(0.1))
 * @example chain(weightDecay(1e-4, { mask: (path) => path.endsWith('kernel') }), momentum(0.1))
 *
 * @category Optimizers
 */
export const weightDecay = (decay: number, options?: { readonly mask?: Mask }): GradientTransform => {
  check.number('weightDecay', 'the decay', decay)
  const { mask } = check.options<{ readonly mask?: Mask }>('weightDecay', `${decay}`, options, ['mask'])
  if (mask !== undefined) check.callable('weightDecay', 'the mask', mask)
  return stateless((gradients, params) => {
    const paths = pathsOf(params)
    let next = 0
    return zip(
      (gradient, parameter = gradient) =>
        masked('weightDecay', mask, paths[next++] ?? '', parameter) ? add(gradient, mul(parameter, decay)) : gradient,
      gradients,
      params,
    )
  })
}
