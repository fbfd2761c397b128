import { foldIn, type Key } from '../src/index.js'

/** FNV-1a, 32 bits: a number for a text. */
const hash = (text: string): number => {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}

/**
 * The key that a function draws from in a user's stead. Layers, steps and epochs fold small numbers into their keys, as users do into theirs, and by splitting
 * them: folded into the same key they would be the same keys, and the first weights those of the user's noise. So the name of the function is folded in first,
 * a number of 32 bits that nobody meets.
 */
export const keyFor = (name: 'init' | 'apply' | 'fit' | 'generate', key: Key): Key => foldIn(key, hash(`typegrad/${name}`))
