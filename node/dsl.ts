/** `typegrad/dsl` in Node: all of it, and Dawn and files from the disk. */
import './dawn.js'

export * from '../dsl/index.js'
export { decodeImage } from './decode-image.js'
export { fashionMnist } from './fashion-mnist.js'
export { mnist } from './mnist.js'
