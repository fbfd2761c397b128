/** `typegrad/dsl` in Node: all of it, and Dawn and the digits from the disk. */
import './dawn.js'

export * from '../dsl/index.js'
export { mnist } from './mnist.js'
