import { add, conv, matmul, maxPool, relu, reshape, type Tensor } from 'typegrad'
import type { Weights } from './network.js'

/** The network again, as functions of tensors, with what lies between: what each layer gives before its ReLU. */
export const layersOf = ({ params }: Weights, x: Tensor<[number, 28, 28, 1]>) => {
  const [a, , , b, , , c, , , d] = params
  const same = { padding: 'same' } as const
  const first = add(conv(x, a.kernel, same), a.bias) // [N, 28, 28, 16]
  const second = add(conv(maxPool(relu(first), 2), b.kernel, same), b.bias) // [N, 14, 14, 32]
  const third = add(conv(maxPool(relu(second), 2), c.kernel, same), c.bias) // [N, 7, 7, 32]
  const logits = add(matmul(reshape(relu(third), [-1, 1568]), d.kernel), d.bias) // [N, 10]
  return { first, second, third, logits }
}

/** A layer, by what its units are called on the page. */
export type LayerName = 'second' | 'third' | 'logits'
