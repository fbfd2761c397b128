import { type AnyTensor, check, type Dims, type Key, type Tensor } from '../../src/index.js'

/**
 * Draws the first value of a parameter: a tensor of the shape, by the key.
 *
 * @category Initializers
 */
export type Initializer = <const S extends readonly number[]>(key: Key, shape: S) => Tensor<Dims<S>>

/**
 * An initialiser of your own, from its body over any shape, which gives an f32 tensor of the shape it is asked for.
 *
 * @throws InvalidArgument for a key that is none, or a shape that is no list of numbers
 * @example dense(128, { kernelInit: initializer('wide', (key, shape) => mul(heNormal(key, shape), 4)) })
 *
 * @category Initializers
 */
export const initializer = (name: string, body: (key: Key, shape: readonly number[]) => AnyTensor): Initializer => {
  if (typeof name !== 'string') check.refuse('initializer', 'the name', 'a text', name)
  check.callable('initializer', 'the body', body)
  return ((key: Key, shape: readonly number[]) => {
    check.key(name, key)
    check.numbers(name, 'the shape', shape)
    return body(key, shape)
  }) as Initializer // as just stated
}
