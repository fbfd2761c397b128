import { afterAll, describe, expect, it } from 'vitest'
import * as t from '../../src/index.js'
import type { ScalarType } from '../../src/kernel/scalar.js'
import { convert } from '../../src/primitives/convert.js'
import { erfcOf } from '../../src/primitives/erf-value.js'
import { randomBits, threefry } from '../../src/primitives/random-bits.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import {
  anyPairs,
  asLine,
  bitPairs,
  closely,
  everywhere,
  keepMeasured,
  leastNormal,
  type Measured,
  powers,
  unitsOff,
  type Worst,
  worstOf,
} from '../support/accuracy.js'
import { fromBits } from '../support/basics.js'
import { functions } from '../support/functions.js'
import { computed, elementOf, type Target, targets } from '../support/scalars.js'

/* What scalar functions are, on any target that has the basic ones and rounds them rightly. */

const [nan, infinity] = [Number.NaN, Number.POSITIVE_INFINITY]

const ofOne = (f: (x: AnyTensor) => AnyTensor, target: Target, type: ScalarType = 'f32'): ((x: number) => number) => {
  const of = computed(elementOf(f), [type], target)
  return (x) => of(x)
}
const ofTwo = (f: (x: AnyTensor, y: AnyTensor) => AnyTensor, target: Target, type: ScalarType = 'f32') =>
  computed(elementOf(f), [type, type], target)

const measured: Measured[] = []
afterAll(() => keepMeasured(measured))

const expectWithin = (name: string, units: number, points: number, worst: Worst): void => {
  measured.push({ where: 'rules', name, points, units: worst.units })
  expect(worst.units <= units, asLine(name, worst)).toBe(true)
}

describe.each(Object.entries(targets))('on a target that is %s', (_, target) => {
  describe('a function is right to 4 units of the last place, wherever it is asked', () => {
    it.each(functions)('$name', ({ name, f, want, within: [low, high], units }) => {
      const points = [...everywhere, ...closely(low, high)]
      const at = (i: number) => points[i] ?? nan
      const worst = worstOf(
        points.map(ofOne(f, target)),
        (i) => want(at(i)),
        (i) => [at(i)],
      )
      expectWithin(name, Math.min(units, 4), points.length, worst)
    })

    it.each<[string, typeof anyPairs, (x: AnyTensor, y: AnyTensor) => AnyTensor, (x: number, y: number) => number, number]>([
      ['pow', powers, t.pow, (x, y) => x ** y, 8],
      ['atan2', anyPairs, t.atan2, Math.atan2, 4],
      ['hypot', anyPairs, t.hypot, Math.hypot, 2],
      ['rem', anyPairs, t.rem, (x, y) => x % y, 0],
    ])('%s', (name, pairs, f, want, units) => {
      const at = (i: number) => pairs[i] ?? [nan, nan]
      const of = ofTwo(f, target)
      const worst = worstOf(
        pairs.map(([x, y]) => of(x, y)),
        (i) => want(...at(i)),
        at,
      )
      expectWithin(name, units, pairs.length, worst)
    })
  })

  const special = [
    ...[0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 3, -7, 100, -100, 1e30, -1e30, 3e38, -3e38],
    ...[2 ** 31, -(2 ** 31), 4294967040, 2 ** 32, infinity, -infinity, nan],
  ].map(Math.fround)
  const pairs = special.flatMap((x) => special.map((y) => [x, y] as const))

  /** To the bit where it is no rounded number. */
  const agree = (got: number, want: number): boolean => Object.is(got, Math.fround(want)) || (want !== 0 && unitsOff(got, want) <= 8)
  const wrong = (got: number, want: number, ...at: readonly number[]): string[] =>
    agree(got, want) ? [] : [`of ${at}: ${got}, not ${want}`]

  describe('zeros, infinities, NaN and the ends of the domain are what IEEE 754 says', () => {
    it.each(functions)('$name', ({ f, want }) => {
      const of = ofOne(f, target)
      expect(special.flatMap((x) => wrong(of(x), want(x), x))).toEqual([])
    })

    it.each<[string, (x: AnyTensor) => AnyTensor, (x: number) => number]>([
      ['neg', t.neg, (x) => -x],
      ['abs', t.abs, Math.abs],
      ['sign', t.sign, Math.sign],
      ['floor', t.floor, Math.floor],
      ['ceil', t.ceil, Math.ceil],
      ['reciprocal', t.reciprocal, (x) => 1 / x],
      ['isNaN', t.isNaN, (x) => Number(Number.isNaN(x))],
      ['isFinite', t.isFinite, (x) => Number(Number.isFinite(x))],
      ['isInf', t.isInf, (x) => Number(Math.abs(x) === infinity)],
      ['trunc', t.trunc, Math.trunc],
      ['frac', t.frac, (x) => x - Math.trunc(x)],
    ])('%s', (_name, f, want) => {
      const of = ofOne(f, target)
      expect(special.flatMap((x) => wrong(of(x), want(x), x))).toEqual([])
    })

    it.each<[string, (x: AnyTensor, y: AnyTensor) => AnyTensor, (x: number, y: number) => number]>([
      ['pow', t.pow, (x, y) => (x === 1 || (x === -1 && Math.abs(y) === infinity) ? 1 : x ** y)],
      ['atan2', t.atan2, Math.atan2],
      ['rem', t.rem, (x, y) => x % y],
      ['hypot', t.hypot, Math.hypot],
      ['equal', t.equal, (x, y) => Number(x === y)],
      ['notEqual', t.notEqual, (x, y) => Number(x !== y)],
      ['less', t.less, (x, y) => Number(x < y)],
      ['lessEqual', t.lessEqual, (x, y) => Number(x <= y)],
      ['greater', t.greater, (x, y) => Number(x > y)],
      ['greaterEqual', t.greaterEqual, (x, y) => Number(x >= y)],
    ])('%s of every two', (_name, f, want) => {
      const of = ofTwo(f, target)
      expect(pairs.flatMap(([x, y]) => wrong(of(x, y), want(x, y), x, y))).toEqual([])
    })

    it.each([
      ['maximum', t.maximum, Math.max],
      ['minimum', t.minimum, Math.min],
    ] as const)('%s of every two is NaN if one is; of zeros it is either', (_name, f, want) => {
      const of = ofTwo(f, target)
      expect(pairs.flatMap(([x, y]) => wrong(of(x, y) + 0, want(x, y) + 0, x, y))).toEqual([])
    })
  })

  it('the remainder is that of C to the last bit, below the normal floats too', () => {
    const of = ofTwo(t.rem, target)
    expect(bitPairs.map(([x, y]) => of(x, y))).toEqual(bitPairs.map(([x, y]) => x % y))
  })

  it('floats become whole numbers towards 0, saturated, and NaN becomes 0; any but 0 is true', () => {
    const to = (dtype: 'i32' | 'u32' | 'bool') => special.map(ofOne((x) => convert(x, dtype), target))
    const saturated = (low: number, high: number) =>
      special.map((x) => (Number.isNaN(x) ? 0 : Math.min(high, Math.max(low, Math.trunc(x))) + 0))
    expect(to('i32')).toEqual(saturated(-2147483648, 2147483647))
    expect(to('u32')).toEqual(saturated(0, 4294967295))
    expect(to('bool')).toEqual(special.map((x) => Number(x !== 0)))
  })
})

it('the logarithm of what is smaller than every normal float is right too', () => {
  const log = ofOne(t.log, {})
  for (const x of [1, 2, 3, 1000, 2 ** 22, 2 ** 23 - 1].map(fromBits)) expect(unitsOff(log(x), Math.log(x))).toBeLessThanOrEqual(2)
})

it('gelu keeps its digits where the probability is no normal float any more', () => {
  const [probability, got] = [erfcOf(13 * Math.SQRT1_2) / 2, ofOne(t.gelu, targets['with fma'] ?? {})(-13)]
  expect(probability).toBeLessThan(leastNormal)
  expect(got).toBeLessThan(-leastNormal)
  expect(unitsOff(got, -13 * probability)).toBeLessThanOrEqual(4)
})

describe('whole numbers', () => {
  const most = 2147483647
  const wholes = [0, 1, -1, 2, 7, -7, 65537, most, -most - 1]
  const pairs = wholes.flatMap((x) => wholes.map((y) => [x, y] as const))
  const words = wholes.map((x) => x >>> 0)

  it('wrap, divide towards 0, and by 0 to the dividend', () => {
    const ofPairs = (f: (x: AnyTensor, y: AnyTensor) => AnyTensor) => {
      const of = ofTwo(f, {}, 'i32')
      return pairs.map(([x, y]) => of(x, y))
    }
    expect(ofPairs(t.add)).toEqual(pairs.map(([x, y]) => (x + y) | 0))
    expect(ofPairs(t.mul)).toEqual(pairs.map(([x, y]) => Math.imul(x, y)))
    expect(ofPairs(t.div)).toEqual(pairs.map(([x, y]) => (y === 0 ? x : (x / y) | 0)))
    expect(ofPairs(t.rem)).toEqual(pairs.map(([x, y]) => (y === 0 ? 0 : (x % y) | 0)))
    expect(ofPairs(t.maximum)).toEqual(pairs.map(([x, y]) => Math.max(x, y)))
  })

  it('have a sign, and keep their bits when they become others', () => {
    expect(wholes.map(ofOne(t.sign, {}, 'i32'))).toEqual(wholes.map(Math.sign))
    expect(words.map(ofOne((x) => convert(x, 'i32'), {}, 'u32'))).toEqual(wholes)
    expect(wholes.map(ofOne((x) => convert(x, 'u32'), {}, 'i32'))).toEqual(words)
    expect(words.map(ofOne((x) => convert(x, 'f32'), {}, 'u32'))).toEqual(words.map(Math.fround))
    expect([0, 1].map(ofOne((x) => convert(x, 'f32'), {}, 'bool'))).toEqual([0, 1])
  })

  it('are ciphered as by Threefry', () => {
    const of = (word: 'first' | 'second' | 'mixed') =>
      computed(
        elementOf((...args) => {
          const [key0, key1, counter] = args
          if (!key0 || !key1 || !counter) throw new Error('the cipher has three arguments')
          return randomBits(key0, key1, counter, word)
        }),
        ['u32', 'u32', 'u32'],
      )
    const triples = words.flatMap((key0) => words.flatMap((key1) => words.map((counter) => [key0, key1, counter] as const)))
    const right = triples.map(([key0, key1, counter]) => threefry(key0, key1, 0, counter))
    const all = (word: 'first' | 'second' | 'mixed') => {
      const cipher = of(word)
      return triples.map((triple) => cipher(...triple))
    }
    expect(all('first')).toEqual(right.map(([x]) => x))
    expect(all('second')).toEqual(right.map(([, y]) => y))
    expect(all('mixed')).toEqual(right.map(([x, y]) => (x ^ y) >>> 0))
  })
})
