import { fashionMnist as fashionMnistByUrl, type Mnist, type MnistOptions } from '../dsl/index.js'
import { given, readingFrom } from './from-disk.js'

/** Where Debian's package puts them. */
const debian = '/usr/share/datasets/fashion-mnist'

const advice =
  'install the pictures with `apt-get install dataset-fashion-mnist` (Debian, Ubuntu), or pass { directory } with the four files of https://github.com/zalandoresearch/fashion-mnist'

/**
 * `fashionMnist` of `typegrad/dsl`, which in Node is this one: it reads directories, and finds Debian's package `dataset-fashion-mnist`.
 *
 * @category Data
 */
export const fashionMnist = async (options: MnistOptions = {}): Promise<Mnist> =>
  fashionMnistByUrl(readingFrom('fashionMnist', given(options) ?? debian, options.read, advice))
