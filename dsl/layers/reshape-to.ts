import { check, type Dims, orThrow, type Reshape, reshape, reshapeShape, type Shape, show } from '../../src/index.js'
import { type Empty, type Layer, layer, type Stateless } from '../layer.js'

/** @category Layers */
export interface ReshapeTo<T extends Shape> extends Stateless {
  readonly whole: 'kept'
  readonly out: this['in'] extends Shape ? Reshape<'reshapeTo', this['in'], T> : never
  readonly params: Empty
}

/**
 * The numbers of an example, in row-major order, in another shape, in which one -1 stands for what is left.
 *
 * @example
 * ```ts
 * const generator = sequential([100], dense(7 * 7 * 64), reshapeTo([7, 7, 64]), convTranspose2d(1, 5, { stride: 2, padding: 'same' }))
 * ```
 *
 * @category Layers
 */
export const reshapeTo = <const T extends readonly number[]>(shape: T): Layer<ReshapeTo<Dims<T>>> => {
  check.numbers('reshapeTo', 'the shape', shape)
  const output = (input: readonly number[]) => reshapeShape('reshapeTo', input, shape)
  return layer(`reshapeTo(${show(shape)})`, {
    whole: 'kept',
    output,
    apply: (_, x) => {
      const [batch = 1, ...example] = x.shape
      return reshape(x, [batch, ...orThrow(output(example))])
    },
  })
}
