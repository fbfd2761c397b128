import fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type AnyTensor,
  acquire,
  dot,
  einsum,
  grad,
  matmul,
  mul,
  outer,
  rearrange,
  reduce,
  repeat,
  sum,
  type Tensor,
  tensor,
  tensordot,
} from '../../src/index.js'
import { show, sizeOf, stridesOf } from '../../src/shape/dim.js'
import { type EinopsPlan, planEinops, planReduce, type Reducer } from '../../src/shape/einops.js'
import { einsumShape } from '../../src/shape/einsum.js'
import { parseEinsum } from '../../src/shape/einsum-pattern.js'
import { orThrow } from '../../src/shape/sentence.js'
import { type EinsumUse, einopsUses, einsumUses } from '../support/patterns.js'

beforeAll(async () => {
  await acquire({ backend: 'reference' })
})

/** Small whole numbers in a shape, so that every sum and product of theirs is exact. */
const numbers = (shape: readonly number[], seed = 0): number[] =>
  Array.from({ length: sizeOf(shape) }, (_, i) => (((i + 1) * (seed + 7) * 31) % 11) - 4)

const tensorOf = (shape: readonly number[], seed = 0): AnyTensor => tensor(numbers(shape, seed), { shape })

/** Every index of a shape, in row-major order. */
const indices = (shape: readonly number[]): number[][] =>
  Array.from({ length: sizeOf(shape) }, (_, position) =>
    stridesOf(shape).map((stride, axis) => Math.floor(position / stride) % (shape[axis] ?? 1)),
  )

/** Where an index stands; along an axis of size 1 there is one place. */
const positionOf = (shape: readonly number[], index: readonly number[]): number =>
  shape.reduce((total, n, axis) => total + (n === 1 ? 0 : (index[axis] ?? 0)) * (stridesOf(shape)[axis] ?? 0), 0)

/** -0 is 0. */
const elements = async (x: AnyTensor): Promise<number[]> => Array.from(await x.data(), (value) => value + 0)

const property = <T>(drawn: fc.Arbitrary<T>, holds: (value: T) => Promise<void>) =>
  fc.assert(fc.asyncProperty(drawn, holds), { numRuns: 100 })

/** The sum of products, index by index. */
const naive = ({ spec, shapes }: EinsumUse, operands: readonly (readonly number[])[]): { shape: number[]; data: number[] } => {
  const { inputs, output } = orThrow(parseEinsum(spec))
  const rank = Math.max(0, ...inputs.map((term, i) => (term.includes('...') ? (shapes[i]?.length ?? 0) - term.length + 1 : 0)))
  const spelled = (term: readonly string[], own: number) =>
    term.flatMap((index) => (index === '...' ? Array.from({ length: own }, (_, i) => `${rank - own + i}`) : [index]))
  const terms = inputs.map((term, i) => spelled(term, (shapes[i]?.length ?? 0) - term.length + 1))
  const names = [...new Set(terms.flat())]
  const sizes = names.map((name) => {
    const met = terms.flatMap((term, i) => term.flatMap((one, axis) => (one === name ? [shapes[i]?.[axis] ?? 1] : [])))
    return met.find((n) => n !== 1) ?? 1
  })
  const result = spelled(output, rank)
  // A leading axis of `...` that no operand has is none of the result's.
  const shape = result.map((name) => sizes[names.indexOf(name)] ?? 1)
  const data = new Array<number>(sizeOf(shape)).fill(0)
  for (const at of indices(sizes)) {
    const of = (term: readonly string[]) => term.map((name) => at[names.indexOf(name)] ?? 0)
    const product = terms.reduce((total, term, i) => total * (operands[i]?.[positionOf(shapes[i] ?? [], of(term))] ?? Number.NaN), 1)
    const place = positionOf(shape, of(result))
    data[place] = (data[place] ?? 0) + product
  }
  return { shape, data }
}

const fitting = einsumUses.filter(({ spec, shapes }) => isRight(einsumShape(spec, shapes)))

describe('einsum', () => {
  test('is the sum of products over all that the result leaves out', () =>
    property(fitting, async (use) => {
      const operands = use.shapes.map((shape, i) => tensorOf(shape, i))
      const result: AnyTensor = einsum(use.spec, ...operands)
      const { shape, data } = naive(
        use,
        use.shapes.map((s, i) => numbers(s, i)),
      )
      expect(result.shape).toEqual(shape)
      expect(await elements(result)).toEqual(data.map((value) => value + 0))
    }))

  test('moves with each element as its gradient says', () =>
    property(
      fitting.filter(({ shapes }) => shapes.every((shape) => sizeOf(shape) < 10)),
      async (use) => {
        const { spec, shapes } = use
        const weights = numbers(orThrow(einsumShape(spec, shapes)), 5)
        const values = shapes.map((shape, i) => numbers(shape, i))
        const loss = (...operands: AnyTensor[]): Tensor<[]> => {
          const result: AnyTensor = einsum(spec, ...operands)
          return sum(mul(result, tensor(weights, { shape: result.type.shape }))) as Tensor<[]> // a sum over all axes, and all are f32
        }
        const lossOf = (moved: readonly (readonly number[])[]) =>
          naive(use, moved).data.reduce((total, value, i) => total + value * (weights[i] ?? Number.NaN), 0)
        for (const [i, shape] of shapes.entries()) {
          const inOne = (x: AnyTensor) => loss(...shapes.map((s, j) => (j === i ? x : tensor(values[j] ?? [], { shape: s }))))
          const gradient: AnyTensor = grad(inOne)(tensor(values[i] ?? [], { shape }))
          // It is linear in every operand, so differences are exact.
          const differences = (values[i] ?? []).map(
            (_, at) =>
              lossOf(values.map((one, j) => (j === i ? one.map((value, k) => (k === at ? value + 1 : value)) : one))) - lossOf(values),
          )
          expect(await elements(gradient)).toEqual(differences)
        }
      },
    ))

  test('is matmul, trace, transpose and outer product', async () => {
    const [a, b, square] = [tensorOf([2, 3]), tensorOf([3, 4]), tensorOf([3, 3])]
    expect(await elements(einsum('ij,jk', a, b))).toEqual(await elements(matmul(a, b)))
    expect(await elements(einsum('ii', square))).toEqual([numbers([3, 3]).reduce((total, x, i) => total + (i % 4 === 0 ? x : 0), 0)])
    expect(await elements(einsum('i,j', tensor([1, 2]), tensor([3, 4])))).toEqual([3, 4, 6, 8])
  })
})

describe('products', () => {
  const size = fc.constantFrom(0, 1, 2, 3)

  test('dot pairs the last axis with the last but one', () =>
    property(fc.tuple(fc.array(size, { maxLength: 2 }), size, fc.array(size, { maxLength: 2 })), async ([rows, k, [n, ...batch]]) => {
      const [left, right] = [tensorOf([...rows, k], 1), tensorOf(n === undefined ? [k] : [...batch, k, n], 2)]
      const letters = ['ab', 'cd', 'e'].map((all, i) => all.slice(0, [rows.length, batch.length, n === undefined ? 0 : 1][i]))
      const [of, between, last] = letters
      const expected: AnyTensor = einsum(`${of}k,${between}k${last}->${of}${between}${last}`, left, right)
      const actual: AnyTensor = dot(left, right)
      expect(actual.shape).toEqual(expected.shape)
      expect(await elements(actual)).toEqual(await elements(expected))
    }))

  test('tensordot sums over the pairs', () =>
    property(fc.tuple(size, size, size, size), async ([m, n, k, l]) => {
      const [a, b] = [tensorOf([m, k, l], 1), tensorOf([k, l, n], 2)]
      const expected = await elements(einsum('mkl,kln->mn', a, b))
      expect(await elements(tensordot(a, b, 2))).toEqual(expected)
      expect(
        await elements(
          tensordot(a, b, [
            [-1, 1],
            [1, 0],
          ] as const),
        ),
      ).toEqual(expected)
      expect(await elements(tensordot(a, b, 0))).toEqual(await elements(einsum('abc,def', a, b)))
    }))

  test('outer has a row for each element of the first', async () => {
    expect(await outer(tensor([1, 2]), tensor([3, 4, 5])).toArray()).toEqual([
      [3, 4, 5],
      [6, 8, 10],
    ])
  })
})

/** For each place of the result what stands there, or comes together there, axis by axis. */
const gathered = (plan: EinopsPlan, data: readonly number[]): number[][] => {
  const axes = [...new Set([...plan.from, ...plan.to])]
  const sizes = (of: readonly string[]) => of.map((axis) => plan.sizes.get(axis) ?? 1)
  const result = Array.from({ length: sizeOf(plan.result) }, (): number[] => [])
  for (const at of indices(sizes(axes))) {
    const place = (of: readonly string[]) =>
      positionOf(
        sizes(of),
        of.map((axis) => at[axes.indexOf(axis)] ?? 0),
      )
    result[place(plan.to)]?.push(data[place(plan.from)] ?? Number.NaN)
  }
  return result
}

const reducers: { readonly [How in Reducer]: (values: readonly number[]) => number } = {
  sum: (values) => values.reduce((a, b) => a + b, 0),
  mean: (values) => values.reduce((a, b) => a + b, 0) / values.length,
  max: (values) => Math.max(...values),
  min: (values) => Math.min(...values),
  prod: (values) => values.reduce((a, b) => a * b, 1),
}

describe('einops', () => {
  test.each(['rearrange', 'repeat'] as const)('%s puts every element where the pattern says', (op) =>
    property(
      einopsUses(op).filter(({ shape, pattern, sizes }) => isRight(planEinops(op, shape, pattern, sizes))),
      async ({ shape, pattern, sizes }) => {
        const plan = orThrow(planEinops(op, shape, pattern, sizes))
        const run: (x: AnyTensor, pattern: string, sizes: Readonly<Record<string, number>>) => AnyTensor = { rearrange, repeat }[op]
        const result = run(tensorOf(shape), pattern, sizes)
        expect(show(result.type.shape)).toBe(show(plan.result))
        expect(await elements(result)).toEqual(gathered(plan, numbers(shape)).flat())
      },
    ),
  )

  test.each(['sum', 'mean', 'max', 'min', 'prod'] as const)('reduce takes the %s of what comes together', (how) =>
    property(
      einopsUses('reduce').filter(({ shape, pattern, sizes }) => isRight(planReduce(how, shape, pattern, sizes))),
      async ({ shape, pattern, sizes }) => {
        const plan = orThrow(planReduce(how, shape, pattern, sizes))
        const result: AnyTensor = reduce(tensorOf(shape), pattern, how, sizes)
        expect(show(result.type.shape)).toBe(show(plan.result))
        const expected = gathered(plan, numbers(shape)).map((values) => Math.fround(reducers[how](values)) + 0)
        expect(await elements(result)).toEqual(expected)
      },
    ),
  )

  test('reads as einops does', async () => {
    const x = tensor([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ])
    expect(await rearrange(x, 'a (b c) -> (b a) c', { c: 2 }).toArray()).toEqual([
      [1, 2],
      [5, 6],
      [3, 4],
      [7, 8],
    ])
    expect(await reduce(x, 'a (b 2) -> b a', 'max').toArray()).toEqual([
      [2, 6],
      [4, 8],
    ])
    expect(await repeat(tensor([1, 2]), 'a -> (a n)', { n: 2 }).toArray()).toEqual([1, 1, 2, 2])
    expect(await repeat(tensor([1, 2]), 'a -> (n a)', { n: 2 }).toArray()).toEqual([1, 2, 1, 2])
  })
})
