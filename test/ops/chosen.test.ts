import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  acquire,
  booleanMask,
  gather,
  gatherNd,
  greater,
  jit,
  nonzero,
  type Tensor,
  TracedTensor,
  tensor,
  unique,
  vmap,
} from '../../src/index.js'
import { numbers } from '../support/elements.js'
import { backends } from '../support/targets.js'

afterAll(() => acquire({ backend: 'reference' }))

const floats = (values: readonly number[]) => tensor(Float32Array.from(values), { shape: [values.length] })
const lists = fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 12 })

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => acquire({ backend }))

  it('unique: all values once, in order, with counts that add up, and the way back', async () => {
    await fc.assert(
      fc.asyncProperty(lists, async (x) => {
        const { values, counts, inverse } = await unique(floats(x))
        const wanted = [...new Set(x.map((one) => one + 0))].sort((a, b) => a - b)
        expect(await numbers(values)).toEqual(wanted)
        expect(await numbers(counts)).toEqual(wanted.map((value) => x.filter((one) => one === value).length))
        if (x.length > 0) expect(await numbers(gather(values, inverse))).toEqual(x.map((one) => one + 0))
      }),
      { numRuns: 15 },
    )
  })

  it('NaN is one value, the last', async () => {
    const { values, counts } = await unique(tensor([Number.NaN, 1, Number.NaN]))
    expect(await numbers(values)).toEqual([1, Number.NaN])
    expect(await numbers(counts)).toEqual([1, 2])
  })

  it('of a size that is said: the first so many, then the fill, which counts nothing', async () => {
    const x = tensor([5, 2, 5, 7], { dtype: 'i32' })
    const few = unique(x, { size: 2 })
    expect([await numbers(few.values), await numbers(few.counts)]).toEqual([
      [2, 5],
      [1, 2],
    ])
    const many = unique(x, { size: 5 })
    expect([await numbers(many.values), await numbers(many.counts)]).toEqual([
      [2, 5, 7, 2, 2],
      [1, 2, 1, 0, 0],
    ])
  })

  it('nonzero and booleanMask of all there are are those of a loop', async () => {
    await fc.assert(
      fc.asyncProperty(lists, async (x) => {
        const t = floats(x)
        const kept = x.filter((one) => one !== 0)
        const places = await nonzero(t)
        expect(places.shape).toEqual([kept.length, 1])
        expect(await numbers(places)).toEqual(x.flatMap((one, i) => (one === 0 ? [] : [i])))
        if (x.length > 0) expect(await numbers(gatherNd(t, places))).toEqual(kept)
        expect(await numbers(await booleanMask(t, greater(t, 0)))).toEqual(x.filter((one) => one > 0))
      }),
      { numRuns: 15 },
    )
  })

  it('is compiled and mapped where the size is said', async () => {
    const x = tensor([
      [0, 3, 4],
      [5, 0, 0],
    ])
    const first = (row: Tensor<[3]>) => booleanMask(row, greater(row, 0), { size: 2, fill: -1 })
    expect(await numbers(jit(vmap(first))(x))).toEqual([3, 4, 5, -1])
  })

  it('says within a trace what to do', () => {
    const said = 'how many there are is not known in a function being traced; say how many are wanted, as in { size: 10 }'
    const traced = (f: (x: Tensor<[3]>) => unknown) => () =>
      jit((x: Tensor<[3]>) => {
        f(x)
        return x
      })(tensor([1, 2, 3]))
    expect(traced((x) => nonzero(x))).toThrow(new TracedTensor(`nonzero: ${said}`))
    expect(traced((x) => unique(x))).toThrow(new TracedTensor(`unique: ${said}`))
    expect(traced((x) => booleanMask(x, greater(x, 0)))).toThrow(new TracedTensor(`booleanMask: ${said}`))
  })
})
