/**
 * What only Node has: Dawn, which is WebGPU without a browser, and files. In Node `typegrad` and `typegrad/dsl` bring it along by themselves.
 *
 * @module typegrad/node
 */

export { useDawn } from './dawn.js'
export { decodeImage } from './decode-image.js'
export { fashionMnist } from './fashion-mnist.js'
export { mnist } from './mnist.js'
export { type CheckpointOptions, checkpointTo, interruptSignal, lastCheckpoint, loadRun, logTo, plotTo, saveRun } from './training.js'
export { load, save } from './weights.js'
