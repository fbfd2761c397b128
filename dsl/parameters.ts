import { type AnyTensor, check, type Dim, type Key, ones, type Shape, split, type Tensor, zeros } from '../src/index.js'
import type { Initializer } from './initializers/initializer.js'

/* What layers learn. (Conditions, so that a model's type shows the fields and not a name.) */

/** A kernel, and a number for each feature unless there is no `Bias`. */
export type KernelAndBias<Kernel extends Shape, Features extends Dim, Bias extends boolean = true> = [Bias] extends [true]
  ? { readonly kernel: Tensor<Kernel>; readonly bias: Tensor<[Features]> }
  : [Bias] extends [false]
    ? { readonly kernel: Tensor<Kernel> }
    : { readonly kernel: Tensor<Kernel>; readonly bias?: Tensor<[Features]> }

/**
 * How a kernel and a bias begin.
 *
 * @category Models
 */
export interface InitOptions {
  /** Draws the first kernel. */
  readonly kernelInit?: Initializer | undefined
  /** Draws the first bias; zeros if left out. */
  readonly biasInit?: Initializer | undefined
}

/** @throws InvalidArgument unless initialisers are functions */
export const demandInits = (op: string, { kernelInit, biasInit }: InitOptions): void => {
  if (kernelInit !== undefined) check.callable(op, 'kernelInit', kernelInit)
  if (biasInit !== undefined) check.callable(op, 'biasInit', biasInit)
}

/** A first kernel, and a bias for so many features. The key is split only where both are drawn by it. */
export const firstParams = (
  key: Key,
  draw: (key: Key) => AnyTensor,
  features: number,
  bias: boolean,
  biasInit: Initializer | undefined,
): { readonly kernel: AnyTensor; readonly bias?: AnyTensor } => {
  if (!bias) return { kernel: draw(key) }
  if (biasInit === undefined) return { kernel: draw(key), bias: zeros([features]) }
  const [forKernel, forBias] = split(key, 2)
  return { kernel: draw(forKernel), bias: biasInit(forBias, [features]) }
}

/** A number for each channel. */
export type Scale<C extends Dim> = C extends Dim ? { readonly scale: Tensor<[C]> } : never

/** Two numbers for each channel. */
export type ScaleAndOffset<C extends Dim> = C extends Dim ? { readonly scale: Tensor<[C]>; readonly offset: Tensor<[C]> } : never

/** The first of them: they change nothing. */
export const scaleAndOffset = (input: readonly number[]) => ({ scale: ones([input.at(-1) ?? 0]), offset: zeros([input.at(-1) ?? 0]) })
