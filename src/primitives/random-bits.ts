import type { ScalarFunction } from '../kernel/scalar.js'
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

const group = (r: readonly number[]) => r.map((by) => `  x += y; y = (y << ${by}u) | (y >> ${32 - by}u); y ^= x;`).join('\n')

const prelude = `
fn threefry(k: vec2<u32>, c: vec2<u32>) -> vec2<u32> {
  let k2 = k.x ^ k.y ^ 0x1bd11bdau;
  var x = c.x + k.x;
  var y = c.y + k.y;
${[0, 1, 2, 3, 4]
  .map((round) => {
    const keys = ['k.x', 'k.y', 'k2']
    return `${group(rotations.slice((round % 2) * 4, (round % 2) * 4 + 4))}\n  x += ${keys[(round + 1) % 3]}; y += ${keys[(round + 2) % 3]} + ${round + 1}u;`
  })
  .join('\n')}
  return vec2<u32>(x, y);
}
fn threefry_mixed(k: vec2<u32>, c: vec2<u32>) -> u32 {
  let r = threefry(k, c);
  return r.x ^ r.y;
}`

const cipher = (name: string, pick: (call: string) => string): ScalarFunction => ({
  name,
  wgsl: (key0, key1, counter) => pick(`threefry(vec2<u32>(${key0}, ${key1}), vec2<u32>(0u, ${counter}))`),
  cost: 80,
  prelude: [prelude],
})

const words: { readonly [W in Word]: { readonly value: (pair: readonly [number, number]) => number; readonly fn: ScalarFunction } } = {
  first: { value: ([x]) => x, fn: cipher('threefry_first', (call) => `${call}.x`) },
  second: { value: ([, y]) => y, fn: cipher('threefry_second', (call) => `${call}.y`) },
  mixed: { value: ([x, y]) => (x ^ y) >>> 0, fn: cipher('threefry_mixed', (call) => call.replace('threefry', 'threefry_mixed')) },
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
