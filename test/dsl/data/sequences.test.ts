import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketBatches } from '../../../dsl/data/bucket-batches.js'
import { DataError } from '../../../dsl/data/error.js'
import { padBatch } from '../../../dsl/data/pad-batch.js'
import { window } from '../../../dsl/data/window.js'
import { InvalidArgument, key } from '../../../src/index.js'
import torch from '../../fixtures/torch/datasets.json' with { type: 'json' }
import { all, upTo } from './items.js'

describe('window', () => {
  it('gives every stretch that fits, and the same moved on', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat(3),
        fc.nat(20),
        async (length, stride, ahead, more) => {
          const places = length + ahead + more
          const data = window({ values: upTo(places), dtype: 'i32' }, length, { stride, ahead })
          const starts = upTo(places).filter((i) => i % stride === 0 && i + length + ahead <= places)
          expect(data.size).toBe(starts.length)
          const { x, y } = data.take(upTo(data.size))
          expect([x.shape, x.dtype]).toEqual([[starts.length, length], 'i32'])
          expect(await x.toArray()).toEqual(starts.map((start) => upTo(length).map((i) => start + i)))
          expect(await y.toArray()).toEqual(starts.map((start) => upTo(length).map((i) => start + i + ahead)))
        },
      ),
      { numRuns: 40 },
    )
  })

  it('takes several values for each place', async () => {
    const data = window({ values: upTo(8), shape: [2], scale: 0.5 }, 2, { stride: 1 })
    expect(data.size).toBe(2)
    expect(await data.take([1]).y.toArray()).toEqual([
      [
        [2, 2.5],
        [3, 3.5],
      ],
    ])
  })

  it('refuses a sequence that is too short, and examples that there are not', () => {
    expect(() => window({ values: [1, 2, 3] }, 3)).toThrow(new DataError('window: the sequence has 3 places; 3 and 1 ahead take 4'))
    expect(() => window({ values: [1, 2, 3] }, 2).take([1])).toThrow(new DataError('window: there is no example 1; there are 1'))
  })
})

const sequences = fc.array(fc.array(fc.integer({ min: -100, max: 100 }), { maxLength: 9 }), { minLength: 1, maxLength: 12 })

describe('padBatch', () => {
  it('takes any number of sequences', () => {
    expect(padBatch(Array.from({ length: 200_000 }, (_, i) => (i === 7 ? [1, 2] : [1]))).x.shape).toEqual([200_000, 2])
  })

  it.each(torch.pad)('pads as PyTorch does: $sequences', async ({ sequences, value, padded }) => {
    expect(await padBatch(sequences, { value }).x.toArray()).toEqual(padded)
  })

  it('keeps every sequence where the mask is true, and pads with the value elsewhere', async () => {
    await fc.assert(
      fc.asyncProperty(sequences, fc.integer({ min: -9, max: 9 }), async (given, value) => {
        const { lengths, mask, x } = padBatch(given, { value, buckets: [3, 6, 9], dtype: 'f32' })
        const longest = Math.max(...given.map((one) => one.length))
        expect(x.shape).toEqual([given.length, [3, 6, 9].find((bucket) => bucket >= longest)])
        expect(mask.dtype).toBe('bool')
        expect([...(await lengths.data())]).toEqual(given.map((one) => one.length))
        const [rows, kept] = [await x.toArray(), await mask.toArray()]
        expect(rows.map((row, i) => row.filter((_, j) => kept[i]?.[j]))).toEqual(given)
        expect(rows.flatMap((row, i) => row.filter((_, j) => !kept[i]?.[j])).every((one) => one === value)).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  it('refuses a sequence that is longer than all buckets', () => {
    expect(() => padBatch([[1, 2, 3]], { buckets: [1, 2] })).toThrow(
      new DataError('padBatch: a sequence has 3 values, the largest bucket holds 2; cut it, or add a bucket'),
    )
    expect(() => padBatch([[1]], { buckets: [] })).toThrow(InvalidArgument)
  })
})

describe('bucketBatches', () => {
  it('give every sequence once, with others of its bucket', async () => {
    await fc.assert(
      fc.asyncProperty(sequences, fc.integer({ min: 1, max: 4 }), fc.option(fc.nat()), async (given, size, seed) => {
        const buckets = [2, 5, 9]
        const bucketOf = (length: number) => buckets.find((bucket) => bucket >= length)
        const run = () => all(bucketBatches(given, size, { buckets, ...(seed !== null && { key: key(seed) }) }))
        const batches = await run()
        expect(batches.flatMap(({ rows }) => rows).sort((a, b) => a - b)).toEqual(upTo(given.length))
        for (const { lengths, rows, x } of batches) {
          expect(rows.length).toBeLessThanOrEqual(size)
          expect([...(await lengths.data())]).toEqual(rows.map((row) => given[row]?.length))
          for (const row of rows) expect(bucketOf(given[row]?.length ?? 0)).toBe(x.shape[1])
        }
        const partial = batches.filter(({ rows }) => rows.length < size)
        expect(new Set(partial.map(({ x }) => x.shape[1])).size).toBe(partial.length)
        expect((await run()).map(({ rows }) => rows)).toEqual(batches.map(({ rows }) => rows))
      }),
      { numRuns: 40 },
    )
  })
})
