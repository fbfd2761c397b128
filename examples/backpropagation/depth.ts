import { grad, type Key, matmul, mean, mul, norm, normal, split, square, type Tensor, tree } from 'typegrad'

/** Width of every layer, and examples in the batch. */
const [width, batch] = [64, 32] as const

type Kernel = Tensor<[typeof width, typeof width]>
type Activations = Tensor<[typeof batch, typeof width]>

/** A stack of layers `activation(h x kernel)`, and how large their kernels are at first. */
export interface Stack {
  readonly name: string
  readonly activation: (h: Activations) => Activations
  /** Variance of a kernel's numbers, times the width. */
  readonly gain: number
}

/** The norm of the loss's gradient with respect to each layer's kernel, from the first layer to the last. */
export const gradientNorms = async ({ activation, gain }: Stack, depth: number, key: Key): Promise<readonly number[]> => {
  const keys = split(key, depth + 2)
  const scale = Math.sqrt(gain / width)
  const kernels = Array.from({ length: depth }, (_, i): Kernel => mul(normal(keys[i] ?? key, [width, width]), scale))
  const x = normal(keys[depth] ?? key, [batch, width])
  const loss = (layers: readonly Kernel[]) => mean(square(layers.reduce<Activations>((h, kernel) => activation(matmul(h, kernel)), x)))
  const gradients = grad(loss)(kernels)
  return Promise.all(tree.leaves(gradients).map((gradient) => norm(gradient as Kernel).item())) // a gradient is as what it is of
}
