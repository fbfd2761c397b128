/** `typegrad` in Node: all of it, and Dawn. */
import './dawn.js'

export * from '../src/index.js'
