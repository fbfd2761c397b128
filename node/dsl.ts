/** `typegrad/dsl` in Node: all of it, and Dawn and files from the disk. */
import './dawn.js'
import './remembered.js'

export * from '../dsl/index.js'
export { decodeImage } from './decode-image.js'
export { fashionMnist } from './fashion-mnist.js'
export { mnist } from './mnist.js'
export { type CheckpointOptions, checkpointTo, interruptSignal, lastCheckpoint, loadRun, logTo, plotTo, saveRun } from './training.js'
export { load, save } from './weights.js'
