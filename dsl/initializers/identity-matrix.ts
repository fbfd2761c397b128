import { type AnyTensor, arange, astype, check, equal, expandDims, full, mul, reshape } from '../../src/index.js'
import { sizeOf } from '../size-of.js'
import { type Initializer, initializer } from './initializer.js'

/**
 * What gives a layer's input again, times `gain`: ones where a feature of the input meets that of the output of the same number. In a kernel
 * `[...window, in, out]` they are at the middle of the window, so that a convolution with padding `'same'` gives its input. Nothing is drawn.
 *
 * @throws InvalidArgument unless the gain is a number
 * @see Le, Jaitly, Hinton, A simple way to initialize recurrent networks of rectified linear units, arXiv:1504.00941
 * @example dense(64, { kernelInit: identityMatrix() })
 *
 * @category Initializers
 */
export const identityMatrix = (gain = 1): Initializer => {
  check.number('identityMatrix', 'the gain', gain)
  return initializer('identityMatrix', (_, shape) => {
    if (shape.length < 2) return full(shape, gain)
    const [rows = 0, columns = 0] = shape.slice(-2)
    const window = shape.slice(0, -2)
    const middle = window.reduce((at, size) => at * size + Math.floor((size - 1) / 2), 0)
    const ones = astype(equal(expandDims(arange(rows), 1), arange(columns)), 'f32')
    const isMiddle: AnyTensor = astype(equal(arange(sizeOf(window)), middle), 'f32')
    return mul(reshape(isMiddle, [...window, 1, 1]), mul(ones, gain))
  })
}
