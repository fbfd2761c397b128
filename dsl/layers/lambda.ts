import { type Either, left, right } from 'fp-ts/lib/Either.js'
import {
  type AnyTensor,
  check,
  type Dim,
  type Sentence,
  type Shape,
  ShapeMismatch,
  type Show,
  scope,
  show,
  Tensor,
  zeros,
} from '../../src/index.js'
import type { Context, Empty, Layer, Stateless } from '../layer.js'
import { isWhole, type Numbers, oneOf } from '../one-or-many.js'
import { inLayer } from '../precision.js'
import { type SameSizes, sameSizes } from '../same-sizes.js'

/**
 * What is known of a function that is a layer.
 *
 * @category Layers
 */
export interface LambdaOptions<O extends readonly number[] | undefined> {
  /** The shape of what it makes of one example. It is found by calling the function, at run time; the compiler knows it if it is said here, or if the function says it. */
  readonly output?: O
}

/** @category Layers */
export interface Lambda<X extends Shape, Y extends Shape, O> extends Stateless {
  readonly whole: 'taken'
  readonly out: this['in'] extends Shape ? Made<X, Y, O, this['in']> : never
  readonly params: Empty
}

type ShapeIn<T> = T extends Tensor<infer S, infer _> ? S : never

type Made<X extends Shape, Y extends Shape, O, In extends Shape> = number extends X['length']
  ? Given<Y, O>
  : SameSizes<Sizes<In>, Example<X>> extends true
    ? Given<Y, O>
    : `lambda: the function takes ${Show<X>}, got ${Show<['N', ...In]>}`

type Given<Y extends Shape, O> = O extends readonly number[] ? [...O] : Example<Y>

/** A batch's shape without the batch. */
type Example<X> = X extends readonly [unknown, ...infer E extends Shape] ? Sizes<E> : Dim[]

/** What a size is called in a function is nothing to who calls it. */
type Sizes<S extends Shape> = { -readonly [I in keyof S]: S[I] extends number ? S[I] : number }

/** A size for a batch that an example does not have, so that the one is not taken for the other. */
const batchOf = (input: readonly number[]): number => [2, 3, 5, 7, 11, 13].find((size) => !input.includes(size)) ?? 17

/**
 * A function of tensors as a layer without parameters: `y = f(x, { training, key })`, where `x` is a batch, `[batch, ...example]`, and `y` another of as many
 * examples. Its output shape is found by calling it on zeros, which computes nothing. If the function says what it takes and gives, `(x: Tensor<['N', 4]>) =>
 * Tensor<['N', 2]>`, so does the model's type, and else if `output` does. It is called whenever the model is traced and has to be pure.
 *
 * @throws ShapeMismatch where the function does, and if it does not give a batch of floats, of the shape that is said.
 * @example
 * ```ts
 * const model = sequential([28, 28], lambda((x) => sub(mul(x, 2), 1), { output: [28, 28] }), flatten, dense(10)) // [28, 28] to [10]
 * const pooled = lambda((x: Tensor<['N', 7, 8]>) => max(x, { axis: 1 })) // [7, 8] to [8]
 * ```
 *
 * @category Layers
 */
export const lambda = <
  X extends AnyTensor = AnyTensor,
  Y extends AnyTensor = AnyTensor,
  const O extends readonly number[] | undefined = undefined,
>(
  f: (x: X, context: Context) => Y,
  options?: LambdaOptions<O>,
): Layer<Lambda<ShapeIn<X>, ShapeIn<Y>, O>> => {
  check.callable('lambda', 'what it is made of', f)
  const { output: stated }: LambdaOptions<readonly number[] | undefined> = check.options('lambda', 'f', options, ['output'])
  if (stated !== undefined) check.numbers('lambda', 'the output', stated)
  const run = (x: AnyTensor, context: Context): AnyTensor => {
    const y: unknown = f(x as X, context) // a shape that f does not take did not compile, or f says so itself
    return y instanceof Tensor ? y : check.refuse('lambda', 'what the function gives', 'a tensor', y)
  }
  const traced = (input: readonly number[], dtype: 'f32' | 'i32' | 'u32'): Either<Sentence, readonly number[]> => {
    const batch = batchOf(input)
    try {
      const y = scope(() => run(zeros([batch, ...input], { dtype }), { training: false, key: undefined }))
      if (y.dtype !== 'f32')
        return left(`lambda: the function gives ${y.dtype}${show(y.shape)}; a layer gives f32, convert with astype(y, 'f32')`)
      const [first, ...output] = y.shape
      if (first !== batch)
        return left(`lambda: the function maps a batch ${show([batch, ...input])} to ${show(y.shape)}; the first dimension stays the batch`)
      return stated && !sameSizes(stated, output)
        ? left(`lambda: the function maps ${show(input)} to ${show(output)}, its output is said to be ${show(stated)}`)
        : right(output)
    } catch (error) {
      if (error instanceof ShapeMismatch) return left(error.message)
      throw error
    }
  }
  const name = f.name ? `lambda(${f.name})` : 'lambda'
  return {
    name,
    output: (input: Numbers) => {
      if (isWhole(input)) return traced(input.shape, input.dtype)
      const one = oneOf(input)
      return one._tag === 'Left' ? one : traced(one.right, 'f32')
    },
    init: () => ({ params: {}, state: {} }),
    forward: ({ state }, x, context) => [inLayer(name, x, () => run(x as AnyTensor, context)), state], // `output` took one tensor
    flops: () => 0,
  }
}
