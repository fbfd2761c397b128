import { type Mnist, type MnistOptions, pictures } from './pictures.js'

/**
 * Fashion-MNIST, pictures of clothes of the shape of MNIST's digits: 0 T-shirt or top, 1 trouser, 2 pullover, 3 dress, 4 coat, 5 sandal, 6 shirt, 7 sneaker, 8
 * bag, 9 ankle boot. In Node, if no directory is given, from where Debian's package `dataset-fashion-mnist` puts them; elsewhere from the URL that is.
 *
 * @throws DataError if they are not there or not what they should be; it says what to do.
 * @see Xiao, Rasul, Vollgraf, Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms, 2017, https://arxiv.org/abs/1708.07747
 * @example const { train, test } = await fashionMnist() // in Node, after apt-get install dataset-fashion-mnist
 * @example await fashionMnist({ directory: '/fashion' }) // fetches /fashion/train-images-idx3-ubyte, or that with .gz, and three more
 *
 * @category Data
 */
export const fashionMnist = (options: MnistOptions = {}): Promise<Mnist> =>
  pictures(
    'fashionMnist',
    options,
    "only Node looks for the pictures by itself; put the four files of Fashion-MNIST (https://github.com/zalandoresearch/fashion-mnist) where this page is served from, and pass their URL: fashionMnist({ directory: '/fashion' })",
  )
