import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type AnyTensor,
  acquire,
  add,
  allClose,
  div,
  grad,
  inspect,
  mean,
  mul,
  rsqrt,
  sub,
  sum,
  type Tensor,
  tensor,
  variance,
} from '../../src/index.js'

beforeAll(() => acquire({ backend: 'reference' }))

/* A factor that is the same in all terms of a gradient's sum stands outside of it. */

const sumsIn = (program: string): readonly string[] => program.split('\n').filter((line) => / = sum\(/.test(line))

const numbers = (count: number) => fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: count, maxLength: count })

describe('gradients of what is repeated', () => {
  it('share one sum: those of an offset, and of a mean that is taken away before a factor', () => {
    const loss = (shift: Tensor<[3]>, offset: Tensor<[3]>, x: Tensor<[8, 3]>, factor: Tensor<[3]>) => {
      const y = add(mul(sub(x, shift), factor), offset)
      return sum(mul(y, y))
    }
    const three = tensor([1, 2, 3])
    const both = (shift: Tensor<[3]>, offset: Tensor<[3]>, x: Tensor<[8, 3]>, factor: Tensor<[3]>) => {
      const flow = (own: { shift: Tensor<[3]>; offset: Tensor<[3]> }) => loss(own.shift, own.offset, x, factor)
      return grad(flow)({ shift, offset })
    }
    const x = tensor(Array.from({ length: 8 }, (_, i) => [i, -i, 1])) as Tensor<[8, 3]>
    expect(sumsIn(inspect(both)(three, three, x, three).program)).toHaveLength(1)
  })

  it('are what differences of the loss say: of a product, a quotient and a batch norm', async () => {
    const losses: readonly ((m: Tensor<[3]>, x: Tensor<[4, 3]>, w: Tensor<[4, 3]>) => AnyTensor)[] = [
      (m, x, w) => sum(mul(w, mul(sub(x, m), add(mul(m, m), 1)))),
      (m, x, w) => sum(mul(w, div(sub(m, x), add(mul(m, m), 1)))),
      (m, x, w) => {
        const y = mul(x, m)
        const rows = { axis: 0 } as const
        return sum(mul(w, mul(sub(y, mean(y, rows)), rsqrt(add(variance(y, rows), 0.5)))))
      },
    ]
    await fc.assert(
      fc.asyncProperty(numbers(3), numbers(12), numbers(12), fc.nat(losses.length - 1), async (m, x, w, which) => {
        const loss = losses[which] as (typeof losses)[number]
        const rows = (values: number[]) => tensor(Array.from({ length: 4 }, (_, i) => values.slice(3 * i, 3 * i + 3))) as Tensor<[4, 3]>
        const at = async (values: number[]) => Number(await (loss(tensor(values) as Tensor<[3]>, rows(x), rows(w)) as Tensor<[]>).data())
        const step = 1e-3
        const slopes = await Promise.all(
          m.map(async (_, i) => {
            const moved = (by: number) => m.map((value, j) => (i === j ? value + by : value))
            return ((await at(moved(step))) - (await at(moved(-step)))) / (2 * step)
          }),
        )
        const found = grad((own: Tensor<[3]>) => loss(own, rows(x), rows(w)) as Tensor<[]>)(tensor(m) as Tensor<[3]>)
        expect(await allClose(found, tensor(slopes) as Tensor<[3]>, { rtol: 2e-2, atol: 2e-2 })).toBe(true)
      }),
      { numRuns: 30 },
    )
  })
})
