import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concat } from '../../../dsl/data/concat.js'
import { DataError } from '../../../dsl/data/error.js'
import { filter } from '../../../dsl/data/filter.js'
import { fromArrays } from '../../../dsl/data/from-arrays.js'
import { repeat } from '../../../dsl/data/repeat.js'
import { split } from '../../../dsl/data/split.js'
import { zip } from '../../../dsl/data/zip.js'
import { acquire, equal, InvalidArgument, key, less, mul, tensor } from '../../../src/index.js'
import torch from '../../fixtures/torch/datasets.json' with { type: 'json' }
import { settled } from '../../support/settled.js'
import { numbers, upTo } from './items.js'

const sizes = fc.nat(40)

/** Two columns of `size` examples, whose values say which example they are of. */
const table = (size: number, from = 0) =>
  fromArrays({
    x: { values: upTo(2 * size).map((i) => from + i / 2), shape: [2] },
    y: { values: upTo(size).map((i) => from + i), dtype: 'i32' },
  })

const labels = async (data: ReturnType<typeof table>, rows = upTo(data.size)): Promise<number[]> => [...(await data.take(rows).y.data())]

describe('split', () => {
  it('gives every example to one part, the same for equal keys', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }), fc.option(fc.nat(1000)), async (parts, seed) => {
        const size = parts.reduce((sum, n) => sum + n, 0)
        const of = async () => {
          const datasets = await split(numbers(size), parts, seed === null ? undefined : key(seed))
          return datasets.map((data) => data.take(upTo(data.size)))
        }
        const found = await of()
        expect(found.map((rows) => rows.length)).toEqual(parts)
        expect(found.flat().sort((a, b) => a - b)).toEqual(upTo(size))
        expect(await of()).toEqual(found)
        if (seed === null) expect(found.flat()).toEqual(upTo(size))
      }),
      { numRuns: 30 },
    )
  })

  it.each(torch.split)('of $size by $parts is as large as in PyTorch: $sizes', async ({ size, parts, sizes }) => {
    expect((await split(numbers(size), parts, key(0))).map((data) => data.size)).toEqual(sizes)
  })

  it.each([
    [100, [0.71, 0.29], [71, 29]],
    [100, [0.43, 0.57], [43, 57]],
    [50, [0.14, 0.86], [7, 43]],
  ])('of %d by %j rounds down no share that is a whole number of examples', async (size, parts, sizes) => {
    expect((await split(numbers(size), parts)).map((data) => data.size)).toEqual(sizes)
  })

  it('draws another order for another key', async () => {
    const first = async (seed: number) => (await split(numbers(100), [50, 50], key(seed)))[0].take(upTo(50))
    expect(await first(0)).not.toEqual(await first(1))
    expect(await first(0)).not.toEqual(upTo(50))
  })

  it('refuses what does not add up', async () => {
    await expect(split(numbers(10), [0.5, 0.4])).rejects.toThrow(
      new DataError('split: [0.5, 0.4] adds up to 0.9; shares add up to 1, sizes to the number of examples, 10'),
    )
    await expect(split(numbers(10), [-1, 11])).rejects.toThrow(new DataError('split: no part is below 0; got [-1, 11]'))
  })

  it('knows what lies outside of a part', async () => {
    const [part] = await split(numbers(10), [3, 7])
    expect(() => part.take([3])).toThrow(new DataError('split: there is no example 3; there are 3'))
  })
})

describe('concat', () => {
  it('holds the examples of one after those of the other, in any order asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(5), { minLength: 1, maxLength: 4 }).filter((parts) => parts.some((n) => n > 0)),
        fc.array(fc.nat(1000), { maxLength: 12 }),
        async ([first = 0, ...rest], picks) => {
          const size = rest.reduce((sum, n) => sum + n, first)
          let from = first
          const others = rest.map((n) => {
            from += n
            return table(n, from - n)
          })
          const joined = concat(table(first), ...others)
          const rows = picks.map((pick) => pick % size)
          expect(joined.size).toBe(size)
          const { x, y } = joined.take(rows)
          expect([x.shape, x.dtype, y.dtype]).toEqual([[rows.length, 2], 'f32', 'i32'])
          expect([...(await y.data())]).toEqual(rows)
          expect([...(await x.data())].filter((_, i) => i % 2 === 0)).toEqual(await whole(rows, [first, ...rest]))
        },
      ),
      { numRuns: 40 },
    )
  })

  /** What `x` holds first of each of those examples. */
  const whole = async (rows: readonly number[], parts: readonly number[]): Promise<number[]> =>
    rows.map((row) => {
      let start = 0
      for (const part of parts) {
        if (row < start + part) return start + (row - start)
        start += part
      }
      return Number.NaN
    })

  it('refuses rows that are not alike, and examples that there are not', () => {
    const other: ReturnType<typeof table> = fromArrays({ y: { values: [1] } }) as never
    expect(() => concat(table(1), other).take([0, 1])).toThrow(new DataError('concat: the datasets have different columns'))
    expect(() => concat(table(1), table(1)).take([2])).toThrow(new DataError('concat: there is no example 2; there are 2'))
  })
})

describe('memory', () => {
  /** How many buffers are there more after something, before the engine collects any. */
  const more = async (what: () => Promise<unknown>): Promise<number> => {
    const device = await acquire({ backend: 'reference' })
    await settled()
    const before = device.memory().liveBuffers
    await what()
    return device.memory().liveBuffers - before
  }

  it('of a batch of datasets one after the other is the batch', async () => {
    const both = concat(table(3), table(3))
    const taken = async () => {
      const { x, y } = both.take([1, 4])
      await Promise.all([x.data(), y.data()])
      return [x, y]
    }
    for (const one of await taken()) one.dispose()
    const batches: Awaited<ReturnType<typeof taken>>[] = []
    expect(await more(async () => batches.push(await taken()))).toBe(2)
    expect(batches).toHaveLength(1)
  })

  it("of filtering is none, and an answer that is whoever's stays", async () => {
    const mask = equal(tensor([1, 0, 1]), 1)
    await mask.data()
    const ask = async () => [await filter(table(3), ({ y }) => less(y, 2)), await filter(table(3), (() => mask) as never)]
    await ask()
    expect(await more(ask)).toBe(0)
    expect([...(await mask.data())]).toEqual([1, 0, 1])
  })
})

describe('filter of a dataset', () => {
  it('keeps the examples for which a function of tensors is true, in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(3000), fc.nat(3000), async (size, limit) => {
        const kept = await filter(table(size), ({ y }) => less(y, limit))
        expect(await labels(kept as ReturnType<typeof table>)).toEqual(upTo(Math.min(size, limit)))
      }),
      { numRuns: 15 },
    )
  })

  it('refuses an answer that is no bool for each', async () => {
    await expect(filter(table(3), (() => tensor([1, 2, 3])) as never)).rejects.toThrow(
      new InvalidArgument('filter: what the function gives is a bool for each of 3 examples; got a tensor f32[3]'),
    )
    await expect(filter(table(3), (() => true) as never)).rejects.toThrow(InvalidArgument)
  })
})

describe('repeat of a dataset', () => {
  it('goes through the examples again', () => {
    fc.assert(
      fc.property(sizes, fc.nat(4), (size, times) => {
        const again = repeat(numbers(size), times)
        expect(again.take(upTo(again.size))).toEqual(upTo(times).flatMap(() => upTo(size)))
      }),
    )
  })
})

describe('zip of datasets', () => {
  it('puts the rows of each side by side, by name and in a list', async () => {
    const { label, pair } = zip({ pair: table(4), label: numbers(4) }).take([2, 0])
    expect(label).toEqual([2, 0])
    expect([...(await pair.y.data())]).toEqual([2, 0])
    expect(zip([numbers(3), numbers(3)]).take([1])).toEqual([[1], [1]])
  })

  it('refuses sizes that differ', () => {
    expect(() => zip({ x: numbers(3), y: numbers(4) })).toThrow(new DataError('zip: x holds 3 examples, y holds 4'))
    expect(() => zip([])).toThrow(InvalidArgument)
  })
})

describe('fromArrays of tensors', () => {
  it('picks examples on the device, beside columns of numbers', async () => {
    const x = mul(tensor(upTo(6), { shape: [3, 2] }), 10)
    const data = fromArrays({ x, y: { values: [7, 8, 9], dtype: 'i32' } })
    expect(data.size).toBe(3)
    const row = data.take([2, 0, 2])
    expect(await row.x.toArray()).toEqual([
      [40, 50],
      [0, 10],
      [40, 50],
    ])
    expect([...(await row.y.data())]).toEqual([9, 7, 9])
  })

  it('refuses a tensor without examples, and one of other length', () => {
    expect(() => fromArrays({ x: tensor(1) })).toThrow(
      new DataError('fromArrays: x is a tensor of rank 0; its first dimension is the examples'),
    )
    expect(() => fromArrays({ x: tensor([1, 2]), y: { values: [1] } })).toThrow(new DataError('fromArrays: x holds 2 examples, y holds 1'))
  })
})
