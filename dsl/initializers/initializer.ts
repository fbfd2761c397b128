import type { AnyTensor, Dims, Key, Tensor } from '../../src/index.js'

/** Draws the first value of a parameter: a tensor of the shape, by the key. */
export type Initializer = <const S extends readonly number[]>(key: Key, shape: S) => Tensor<Dims<S>>

/** An initialiser from its body over any shape, which gives an f32 tensor of the shape it is asked for. */
export const initializer = (body: (key: Key, shape: readonly number[]) => AnyTensor): Initializer => body as Initializer // as just stated
