/** `typegrad` in Node: all of it, and Dawn. */
import './dawn.js'
import './remembered.js'

export * from '../src/index.js'
