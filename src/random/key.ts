import { stack } from '../ops/stack.js'
import { tensor } from '../ops/tensor.js'
import { convert } from '../primitives/convert.js'
import { full } from '../primitives/literal.js'
import { randomBits } from '../primitives/random-bits.js'
import { reshape } from '../primitives/reshape.js'
import { slice } from '../primitives/slice.js'
import * as check from '../tensor/check.js'
import { foldedKey } from '../tensor/key-use.js'
import { type AnyTensor, isFloating, type Tensor } from '../tensor/tensor.js'
import { counting } from './bits.js'

/**
 * Where randomness comes from: a value like any other, never changed by use. Equal keys give equal numbers; use each once.
 *
 * @category Random numbers
 */
export type Key = Tensor<[2], 'u32'>

/**
 * A key from a whole number, as JAX makes it.
 *
 * @throws InvalidArgument unless the seed is a whole number from 0 to 2^53
 * @example const k = key(42)
 *
 * @category Random numbers
 */
export const key = (seed: number): Key => {
  if (!Number.isSafeInteger(seed) || seed < 0) check.refuse('key', 'a seed', 'a whole number from 0 to 2^53', seed)
  return tensor([Math.floor(seed / 2 ** 32), seed % 2 ** 32], { dtype: 'u32' })
}

/** `n` new keys, as JAX splits: the `i`th is that of `foldIn(from, i)`. */
export const splitKey = (from: Key, n: number): Key[] => {
  check.count('split', 'the number of keys', n)
  const [first, second] = [counting(from, [n], 'first'), counting(from, [n], 'second')]
  return Array.from({ length: n }, (_, i) => {
    const at = (words: AnyTensor) => reshape(slice(words, [i], [i + 1], [1]), [])
    const made = stack([at(first), at(second)], 0) as Key // two words of u32
    foldedKey(from, i, made)
    return made
  })
}

/**
 * The key for a number: a step, a layer, an example. Different numbers give keys that share nothing. The number may be a tensor of rank 0, so
 * that a compiled step can draw anew each time.
 *
 * As in JAX, `foldIn(k, i)` is the key `split(k, n)[i]`, whatever `n`: from one key either fold or split. To do both, split first, and fold into one of the
 * new keys.
 *
 * @throws RangeError unless the number is whole, from 0 to 2^32 - 1
 * @example foldIn(key(0), 3)
 *
 * @category Random numbers
 */
export const foldIn = (from: Key, n: number | Tensor<[], 'i32'> | Tensor<[], 'u32'>): Key => {
  check.key('foldIn', from)
  check.operand('foldIn', 'what is folded in', n)
  if (typeof n === 'number' ? !Number.isInteger(n) || n < 0 || n >= 2 ** 32 : n.rank !== 0 || isFloating(n))
    check.refuse('foldIn', 'what is folded in', 'a whole number from 0 to 2^32 - 1, or a scalar of i32 or u32', n)
  const counter = typeof n === 'number' ? full(n, [], 'u32') : convert(n, 'u32')
  const word = (i: number) => reshape(slice(from, [i], [i + 1], [1]), [])
  const made = stack([randomBits(word(0), word(1), counter, 'first'), randomBits(word(0), word(1), counter, 'second')], 0) as Key // two words of u32
  const known = typeof n === 'number' ? n : n.source.kind === 'value' ? n.source.host?.[0] : undefined
  if (known !== undefined) foldedKey(from, known >>> 0, made)
  return made
}
