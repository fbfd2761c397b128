import { Composed } from '../kernel/composed.js'
import type { Scalar, Scalars } from '../kernel/scalar.js'
import { zip } from '../tensor/ndarray.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { define, onlyDTypes, operand, sameTypes } from './define.js'

/** Of the two words that the cipher gives for a counter: the first, the second, or both mixed. */
type Word = 'first' | 'second' | 'mixed'

const rotations = [13, 15, 26, 6, 17, 29, 16, 24]
const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by))

/** Threefry-2x32, 20 rounds: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. */
export const threefry = (key0: number, key1: number, counter0: number, counter1: number): readonly [first: number, second: number] => {
  const keys = [key0, key1, key0 ^ key1 ^ 0x1bd11bda]
  let x = (counter0 + key0) | 0
  let y = (counter1 + key1) | 0
  for (let round = 0; round < 5; round++) {
    for (let i = 0; i < 4; i++) {
      x = (x + y) | 0
      y = rotate(y, rotations[(round % 2) * 4 + i] ?? 0) ^ x
    }
    x = (x + (keys[(round + 1) % 3] ?? 0)) | 0
    y = (y + (keys[(round + 2) % 3] ?? 0) + round + 1) | 0
  }
  return [x >>> 0, y >>> 0]
}

/** The same for the counter `(0, counter)`, inside a kernel. */
export const cipher = (s: Scalars, key0: Scalar, key1: Scalar, counter: Scalar): readonly [first: Scalar, second: Scalar] => {
  const keys = [key0, key1, s.bitXor(s.bitXor(key0, key1), 0x1bd11bda)]
  let x = key0
  let y = s.add(counter, key1)
  for (let round = 0; round < 5; round++) {
    for (let i = 0; i < 4; i++) {
      const by = operand(rotations, (round % 2) * 4 + i)
      x = s.add(x, y)
      y = s.bitXor(s.bitOr(s.shiftLeft(y, by), s.shiftRight(y, 32 - by)), x)
    }
    x = s.add(x, operand(keys, (round + 1) % 3))
    y = s.add(s.add(y, operand(keys, (round + 2) % 3)), round + 1)
  }
  return [x, y]
}

const word = (name: string, pick: (s: Scalars, x: Scalar, y: Scalar) => Scalar): Composed =>
  new Composed(name, ['u32', 'u32', 'u32'], 80, (s, key0, key1, counter) => pick(s, ...cipher(s, key0, key1, counter)))

const words: { readonly [W in Word]: { readonly value: (pair: readonly [number, number]) => number; readonly fn: Composed } } = {
  first: { value: ([x]) => x, fn: word('threefryFirst', (_, x) => x) },
  second: { value: ([, y]) => y, fn: word('threefrySecond', (_s, _x, y) => y) },
  mixed: { value: ([x, y]) => (x ^ y) >>> 0, fn: word('threefryMixed', (s, x, y) => s.bitXor(x, y)) },
}

/**
 * Random bits, elementwise: Threefry-2x32 of the key `(key0, key1)` at the counter `(0, counter)`, all `u32` of one shape. Both words
 * mixed by exclusive or are JAX's bits (its partitionable Threefry).
 */
export const randomBits = define(
  {
    name: 'randomBits',
    type: (operands, _: { readonly word: Word }) => onlyDTypes('randomBits', sameTypes('randomBits', operands), ['u32']),
    jvp: 'constant',
    batch: 'elementwise',
    evaluate: (operands, { word }, type) =>
      zip(type, operands, (key0, key1, counter) =>
        words[word].value(threefry(operand([key0], 0), operand([key1], 0), 0, operand([counter], 0))),
      ),
    lower: {
      kind: 'pull',
      visits: 'same',
      cost: 80,
      scalar: ({ scalars, operands, params: { word } }, index) => scalars.apply(words[word].fn, ...operands.map((read) => read(index))),
    },
    samples: [
      (draw) => {
        const word = { shape: draw.shape(), dtype: 'u32' as const, within: [0, 2 ** 32 - 1] as const }
        return { operands: [word, word, word], params: { word: draw.pick(['first', 'second', 'mixed'] as const) } }
      },
    ],
  },
  (key0: AnyTensor, key1: AnyTensor, counter: AnyTensor, word: Word) => [[key0, key1, counter], { word }],
)
