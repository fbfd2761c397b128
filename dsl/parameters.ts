import { type Dim, ones, type Shape, type Tensor, zeros } from '../src/index.js'

/* What layers learn. (Conditions, so that a model's type shows the fields and not a name.) */

/** A kernel, and a number for each feature unless there is no `Bias`. */
export type KernelAndBias<Kernel extends Shape, Features extends Dim, Bias extends boolean = true> = [Bias] extends [true]
  ? { readonly kernel: Tensor<Kernel>; readonly bias: Tensor<[Features]> }
  : [Bias] extends [false]
    ? { readonly kernel: Tensor<Kernel> }
    : { readonly kernel: Tensor<Kernel>; readonly bias?: Tensor<[Features]> }

/** A number for each channel. */
export type Scale<C extends Dim> = C extends Dim ? { readonly scale: Tensor<[C]> } : never

/** Two numbers for each channel. */
export type ScaleAndOffset<C extends Dim> = C extends Dim ? { readonly scale: Tensor<[C]>; readonly offset: Tensor<[C]> } : never

/** The first of them: they change nothing. */
export const scaleAndOffset = (input: readonly number[]) => ({ scale: ones([input.at(-1) ?? 0]), offset: zeros([input.at(-1) ?? 0]) })
