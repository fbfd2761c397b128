import { copy, type Tensor } from 'typegrad'
import { type InitOptions, initializer } from 'typegrad/dsl'

/** A dense layer begins with a kernel and a bias that were learned elsewhere; `dense(500, begunWith(kernel, bias))`. */
export const begunWith = (kernel: Tensor<[number, number]>, bias: Tensor<[number]>): InitOptions => ({
  kernelInit: initializer('begunWith', () => copy(kernel)),
  biasInit: initializer('begunWith', () => copy(bias)),
})
