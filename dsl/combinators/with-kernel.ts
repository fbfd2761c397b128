import { chain, type Either, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type AnyTensor, key, type Sentence, Tensor, type Tree } from '../../src/index.js'
import type { Layer } from '../layer.js'
import type { Numbers } from '../one-or-many.js'

/* What layers around a layer with a kernel have in common. */

/** The parameters of a layer that has a kernel. */
export interface KernelParams {
  readonly kernel: AnyTensor
}

/** The output, or the sentence of `Name` if the layer on which it is built has no kernel. (What is not known may have one.) */
export type WithKernel<Name extends string, P, Out> = Out extends string
  ? Out
  : unknown extends P
    ? Out
    : P extends KernelParams
      ? Out
      : `${Name}: the layer has no kernel`

/** It has a kernel. */
const hasKernel = (params: Tree): params is KernelParams =>
  typeof params === 'object' && params !== null && 'kernel' in params && params.kernel instanceof Tensor

/** The run-time twin of `WithKernel`. */
export const withKernel = (name: string, layer: Layer, input: Numbers): Either<Sentence, Numbers> =>
  pipe(
    layer.output(input),
    chain((output) => (hasKernel(layer.init(key(0), input).params) ? right(output) : left(`${name}: the layer has no kernel`))),
  )
