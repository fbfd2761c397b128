import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batches } from '../../../dsl/data/batches.js'
import { map } from '../../../dsl/data/map.js'
import { prefetch } from '../../../dsl/data/prefetch.js'
import { shuffle } from '../../../dsl/data/shuffle.js'
import { key } from '../../../src/index.js'
import { all, count, numbers, upTo, watched } from './items.js'

describe('batches', () => {
  it('hold every example once, in order, all of the size asked for but the last', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(50), fc.integer({ min: 1, max: 20 }), async (size, batch) => {
        const found = await all(batches(numbers(size), batch))
        expect(found.flat()).toEqual(upTo(size))
        expect(found.slice(0, -1).every((rows) => rows.length === batch)).toBe(true)
        expect(await all(batches(numbers(size), batch, { partial: 'drop' }))).toEqual(found.filter((rows) => rows.length === batch))
      }),
    )
  })

  it('refuse a size that is none', async () => {
    await expect(all(batches(numbers(3), 0))).rejects.toThrow('batches: the size is a whole number, at least 1; got 0')
  })

  it('refuse another word for what becomes of the last', async () => {
    await expect(all(batches(numbers(3), 2, { partial: 'none' as 'keep' }))).rejects.toThrow(
      "batches: partial is 'keep' or 'drop'; got 'none'",
    )
  })
})

describe('shuffle', () => {
  it('is a permutation, the same for equal keys and another for others', async () => {
    const order = async (seed: number) => (await shuffle(numbers(100), key(seed))).take(upTo(100))
    const [one, again, other] = [await order(1), await order(1), await order(2)]
    expect([...one].sort((a, b) => a - b)).toEqual(upTo(100))
    expect(again).toEqual(one)
    expect(other).not.toEqual(one)
    expect(one).not.toEqual(upTo(100))
  })
})

describe('map and prefetch', () => {
  it('keep the order', async () => {
    expect(await all(map(count(5), async (n) => n * n))).toEqual([0, 1, 4, 9, 16])
    await fc.assert(
      fc.asyncProperty(fc.nat(20), fc.integer({ min: 0, max: 8 }), async (n, ahead) => {
        expect(await all(prefetch(count(n), ahead))).toEqual(upTo(n))
      }),
    )
  })

  it('say what they take', async () => {
    const items = 'what batches, map and other async generators give'
    await expect(all(map(numbers(3) as never, (n) => n))).rejects.toThrow(
      `map: the first argument is ${items}; got an object; write map(batches(data, size), ...)`,
    )
    await expect(all(map(count(3), 5 as never))).rejects.toThrow('map: the second argument is a function; got 5')
    await expect(all(prefetch(5 as never))).rejects.toThrow(`prefetch: the first argument is ${items}; got 5`)
    await expect(all(prefetch(count(3), Number.NaN))).rejects.toThrow(
      'prefetch: how many are asked for ahead is a whole number, at least 0; got NaN',
    )
  })

  it('prefetch asks for items before they are needed, and not for more than that', async () => {
    let asked = 0
    const source = map(count(100), (n) => {
      asked++
      return n
    })
    for await (const item of prefetch(source, 3)) {
      await new Promise(setImmediate)
      expect(asked).toBe(item + 4)
      if (item === 5) break
    }
  })

  it.each([1, 2, 5])('prefetch has begun %d batches when the first is taken', async (ahead) => {
    const { seen, source } = watched(20)
    const first = prefetch(source, ahead).next()
    await new Promise(setImmediate)
    expect(seen.asked).toBe(ahead + 1) // the first is on its way out, and the next in its place
    expect((await first).value).toBe(0)
  })

  it('prefetch loads while the device works', async () => {
    const log: string[] = []
    const loaded = map(count(4), async (i) => {
      log.push(`load ${i}`)
      await new Promise(setImmediate)
      return i
    })
    for await (const item of prefetch(loaded, 1)) {
      log.push(`begin ${item}`)
      for (let i = 0; i < 5; i++) await new Promise(setImmediate)
      log.push(`end ${item}`)
    }
    for (const i of [1, 2, 3]) expect(log.indexOf(`load ${i}`)).toBeLessThan(log.indexOf(`end ${i - 1}`))
  })

  it('prefetch passes an error on, once, in its place', async () => {
    const source = map(count(10), (n) => (n === 2 ? Promise.reject(new Error('two')) : n))
    const seen: number[] = []
    await expect(
      (async () => {
        for await (const item of prefetch(source, 4)) seen.push(item)
      })(),
    ).rejects.toThrow('two')
    expect(seen).toEqual([0, 1])
  })

  it('prefetch lets its source go when nobody listens any more', async () => {
    let closed = false
    async function* source(): AsyncGenerator<number> {
      try {
        yield* count(100)
      } finally {
        closed = true
      }
    }
    for await (const item of prefetch(source())) if (item === 1) break
    expect(closed).toBe(true)
  })
})
