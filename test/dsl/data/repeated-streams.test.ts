import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cache } from '../../../dsl/data/cache.js'
import { filter } from '../../../dsl/data/filter.js'
import { map } from '../../../dsl/data/map.js'
import { repeat } from '../../../dsl/data/repeat.js'
import { zip } from '../../../dsl/data/zip.js'
import { InvalidArgument } from '../../../src/index.js'
import { all, count, upTo, watched } from './items.js'

describe('filter of a source', () => {
  it('keeps what the function says, in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer()), async (items) => {
        const source = map(count(items.length), (i) => items[i] ?? 0)
        expect(await all(filter(source, async (n) => n % 3 === 0))).toEqual(items.filter((n) => n % 3 === 0))
      }),
    )
  })
})

describe('repeat of a source', () => {
  it('begins each epoch with its number', async () => {
    expect(await all(repeat((epoch) => map(count(2), (i) => [epoch, i] as const), 2))).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ])
  })

  it('has no end if none is said', async () => {
    const seen: number[] = []
    for await (const item of repeat(cache(count(3)))) {
      seen.push(item)
      if (seen.length === 100) break
    }
    expect(seen).toEqual(upTo(100).map((i) => i % 3))
  })

  it('refuses a generator, which ends once', () => {
    expect(() => repeat(count(3), 2)).toThrow(InvalidArgument)
    expect(() => repeat(count(3), 2)).toThrow(/one that can be gone through anew; .*write repeat\(\(\) => \.\.\.\), or cache it/)
  })
})

describe('cache', () => {
  it('goes through its source once, however often and by however many it is gone through', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(20), fc.integer({ min: 1, max: 4 }), async (size, readers) => {
        const { seen, source } = watched(size)
        const kept = cache(source)
        expect(await Promise.all(upTo(readers).map(() => all(kept)))).toEqual(upTo(readers).map(() => upTo(size)))
        expect(await all(kept)).toEqual(upTo(size))
        expect(seen.asked).toBe(size)
      }),
    )
  })

  it('asks for what it is asked for, and no more', async () => {
    const { seen, source } = watched(10)
    for await (const item of cache(source)) if (item === 2) break
    expect(seen.asked).toBe(3)
  })

  it('gives an error of its source again, in its place', async () => {
    const kept = cache(map(count(3), (i) => (i === 1 ? Promise.reject(new Error('one')) : i)))
    for (const _ of [1, 2]) {
      const seen: number[] = []
      await expect(
        (async () => {
          for await (const item of kept) seen.push(item)
        })(),
      ).rejects.toThrow('one')
      expect(seen).toEqual([0])
    }
  })
})

describe('zip of sources', () => {
  it('ends with the shortest, and lets all go', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(10), fc.nat(10), async (a, b) => {
        const [one, other] = [watched(a), watched(b)]
        expect(await all(zip([one.source, other.source]))).toEqual(upTo(Math.min(a, b)).map((i) => [i, i]))
        expect([one.seen.closed, other.seen.closed]).toEqual([true, true])
      }),
    )
  })

  it('goes by name', async () => {
    expect(await all(zip({ x: count(2), y: count(2) }))).toEqual([
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ])
  })

  it('lets all go when nobody listens any more', async () => {
    const [one, other] = [watched(9), watched(9)]
    for await (const [item] of zip([one.source, other.source])) if (item === 3) break
    expect([one.seen, other.seen]).toEqual([
      { asked: 4, closed: true },
      { asked: 4, closed: true },
    ])
  })
})
