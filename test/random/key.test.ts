import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type AnyTensor,
  acquire,
  bits,
  foldIn,
  grad,
  InvalidArgument,
  jit,
  type Key,
  key,
  mul,
  split,
  sum,
  type Tensor,
  tensor,
  uniform,
} from '../../src/index.js'
import { literal } from '../../src/primitives/literal.js'
import { randomBits, threefry } from '../../src/primitives/random-bits.js'
import { numbers } from '../support/elements.js'
import { backends, compiling } from '../support/targets.js'

afterAll(() => acquire({ backend: 'reference' }))

const word = fc.nat({ max: 2 ** 32 - 1 })

describe('Threefry-2x32 in 20 rounds', () => {
  it.each([
    ['zeros', [0, 0], [0, 0], [0x6b200159, 0x99ba4efe]],
    ['ones', [0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], [0x1cb996fc, 0xbb002be7]],
    ['digits of pi', [0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3], [0xc4923a9c, 0x483df7a0]],
  ] as const)('gives the known answer of the Random123 distribution for %s', (_, [key0, key1], [counter0, counter1], answer) => {
    expect(threefry(key0, key1, counter0, counter1)).toEqual(answer)
  })

  it('is one to one: counters that differ have words that differ', () => {
    fc.assert(
      fc.property(word, word, word, word, (key0, key1, a, b) => {
        fc.pre(a !== b)
        expect(threefry(key0, key1, 0, a)).not.toEqual(threefry(key0, key1, 0, b))
      }),
    )
  })

  it.each(backends)('is the same on %s, word by word', async (backend) => {
    await acquire({ backend })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(word, word, word), { minLength: 1, maxLength: 50 }), async (uses) => {
        const [key0, key1, counter] = [0, 1, 2].map((i) =>
          tensor(
            Uint32Array.from(uses, (use) => use[i] ?? 0),
            { shape: [uses.length] },
          ),
        )
        const made = (which: 'first' | 'second' | 'mixed') =>
          numbers(randomBits(key0 as AnyTensor, key1 as AnyTensor, counter as AnyTensor, which))
        const expected = uses.map(([a, b, c]) => threefry(a, b, 0, c))
        expect(await made('first')).toEqual(expected.map(([first]) => first))
        expect(await made('second')).toEqual(expected.map(([, second]) => second))
        expect(await made('mixed')).toEqual(expected.map(([first, second]) => (first ^ second) >>> 0))
      }),
      { numRuns: 10 },
    )
  })

  it.each(compiling)('folded as a constant is the same too, on %s', async (backend) => {
    await acquire({ backend })
    const [a, b, c] = [7, 8, 9].map((x) => literal(x, 'u32')) as [AnyTensor, AnyTensor, AnyTensor]
    expect(await numbers(randomBits(a, b, c, 'second'))).toEqual([threefry(7, 8, 0, 9)[1]])
  })
})

describe.each(backends)('a key on %s', (backend) => {
  beforeAll(() => acquire({ backend }))

  it('is its seed in two words', async () => {
    expect(await numbers(key(0))).toEqual([0, 0])
    expect(await numbers(key(2 ** 32 + 5))).toEqual([1, 5])
    expect(await numbers(key(Number.MAX_SAFE_INTEGER))).toEqual([2 ** 21 - 1, 2 ** 32 - 1])
  })

  it('is split as JAX splits it', async () => {
    expect(await Promise.all(split(key(0)).map(numbers))).toEqual([
      [1797259609, 2579123966],
      [928981903, 3453687069],
    ])
    expect(await Promise.all(split(key(42)).map(numbers))).toEqual([
      [1832780943, 270669613],
      [64467757, 2916123636],
    ])
  })

  it('is split and folded into keys that differ from each other and from it, the same ones each time', async () => {
    const from = key(7)
    const children: Key[] = [
      from,
      ...split(from, 50),
      ...[1000, 1001, 2 ** 32 - 1].map((n) => foldIn(from, n)),
      ...split(foldIn(from, 1000), 2),
    ]
    const texts = (await Promise.all(children.map(numbers))).map(String)
    expect(new Set(texts).size).toBe(texts.length)
    expect((await Promise.all(split(key(7), 50).map(numbers))).map(String)).toEqual(texts.slice(1, 51))
    expect(await numbers(foldIn(key(7), 1000))).toEqual(await numbers(foldIn(from, 1000)))
  })

  it('has the first keys of a split in common with a longer one, and none with that of another key', async () => {
    const [short, long] = await Promise.all([split(key(3), 2), split(key(3), 5)].map((keys) => Promise.all(keys.map(numbers))))
    expect(long?.slice(0, 2)).toEqual(short)
    const other = await Promise.all(split(key(4), 5).map(numbers))
    expect(long?.map(String).filter((text) => other.map(String).includes(text))).toEqual([])
  })

  it('is folded with a number known only on the device as with the number', async () => {
    const fold = jit((k: Key, n: Tensor<[], 'i32'>) => foldIn(k, n))
    for (const n of [0, 1, 12345, 2 ** 31 - 1])
      expect(await numbers(fold(key(5), tensor(n, { dtype: 'i32' })))).toEqual(await numbers(foldIn(key(5), n)))
    expect(await numbers(foldIn(key(5), tensor(2 ** 32 - 1, { dtype: 'u32' })))).toEqual(await numbers(foldIn(key(5), 2 ** 32 - 1)))
  })

  it('gives in a compiled function what it gives outside, anew for each key', async () => {
    const draw = jit((k: Key) => bits(k, [100]))
    for (const seed of [1, 2]) expect(await numbers(draw(key(seed)))).toEqual(await numbers(bits(key(seed), [100])))
    expect(await numbers(draw(key(1)))).not.toEqual(await numbers(draw(key(2))))
  })

  it('has no derivative: what is drawn is a constant', async () => {
    const f = grad((x: Tensor<[]>, k: Key) => sum(mul(uniform(k, [10]), x)))
    const total = (await numbers(uniform(key(1), [10]))).reduce((a, b) => a + b, 0)
    expect(await f(tensor(2), key(1)).item()).toBeCloseTo(total, 5)
  })
})

describe('a key is refused', () => {
  it.each([-1, 1.5, Number.NaN, 2 ** 53])('as the seed %d', (seed) => {
    expect(() => key(seed)).toThrow(new InvalidArgument(`key: a seed is a whole number from 0 to 2^53; got ${seed}`))
  })

  it('to be split into no keys, or folded with what is no number of 32 bits', () => {
    expect(() => split(key(0), 0)).toThrow(new InvalidArgument('split: the number of keys is a whole number, at least 1; got 0'))
    expect(() => split(key(0), 1.5)).toThrow(new InvalidArgument('split: the number of keys is a whole number, at least 1; got 1.5'))
    for (const n of [-1, 0.5, 2 ** 32])
      expect(() => foldIn(key(0), n)).toThrow(
        new InvalidArgument(`foldIn: what is folded in is a whole number from 0 to 2^32 - 1, or a scalar of i32 or u32; got ${n}`),
      )
  })
})
