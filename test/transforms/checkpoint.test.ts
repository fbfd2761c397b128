import { beforeAll, describe, expect, it } from 'vitest'
import {
  acquire,
  checkpoint,
  exp,
  grad,
  inspect,
  jvp,
  type Keep,
  key,
  linearTranspose,
  matmul,
  mul,
  normal,
  sin,
  sum,
  type Tensor,
  tensor,
  transpose,
  vmap,
  zeros,
} from '../../src/index.js'

beforeAll(async () => {
  await acquire({ backend: 'reference' })
})

const w = normal(key(0), [8, 8])
const x = normal(key(1), [4, 8])

const keeps: readonly Keep[] = ['nothing', 'contractions', 'everything']
const block = (keep: Keep | undefined) => {
  const f = (h: Tensor<[4, 8]>, m: Tensor<[8, 8]>): Tensor<[4, 8]> => sin(matmul(exp(sin(matmul(h, m))), m))
  return keep === undefined ? f : checkpoint(f, { keep })
}
const loss = (keep: Keep | undefined) => (h: Tensor<[4, 8]>, m: Tensor<[8, 8]>) => sum(block(keep)(block(keep)(h, m), m))

describe.each(keeps)('a checkpoint that keeps %s', (keep) => {
  const close = async (found: Tensor<readonly (number | string)[]>, expected: Tensor<readonly (number | string)[]>) => {
    const meant = await expected.data()
    ;(await found.data()).forEach((n, i) => {
      expect(n).toBeCloseTo(meant[i] ?? Number.NaN, 5)
    })
  }

  it('changes no value and no derivative', async () => {
    await close(loss(keep)(x, w), loss(undefined)(x, w))
    for (const argnums of [0, 1] as const) await close(grad(loss(keep), { argnums })(x, w), grad(loss(undefined), { argnums })(x, w))
    await close(jvp(loss(keep), [x, w], [x, w])[1], jvp(loss(undefined), [x, w], [x, w])[1])
    const twice = (k: Keep | undefined) => grad((m: Tensor<[8, 8]>) => sum(mul(grad(loss(k), { argnums: 1 })(x, m), w)))(w)
    await close(twice(keep), twice(undefined))
    const many = normal(key(2), [3, 4, 8])
    const mapped = (k: Keep | undefined) => vmap(grad(loss(k)), { in: [0, null] })(many, w)
    await close(mapped(keep), mapped(undefined))
  })
})

it('the more is kept, the less is computed again', () => {
  const of = (keep: Keep) => {
    const { program, counts } = inspect(grad(loss(keep)))(x, w)
    return { products: program.split('= dot(').length - 1, equations: counts.equations }
  }
  const [nothing, some, all] = [of('nothing'), of('contractions'), of('everything')]
  expect(nothing.products).toBeGreaterThan(some.products)
  expect(some.products).toBe(all.products)
  expect(some.equations).toBeGreaterThan(all.equations)
})

describe('linearTranspose', () => {
  it('is the adjoint of a linear function', async () => {
    const f = (a: Tensor<[3]>, b: Tensor<[2]>) => [mul(a, 3), b] as const
    const [da, db] = linearTranspose(f, zeros([3]), zeros([2]))([tensor([1, 2, 3]), tensor([4, 5])])
    expect([...(await da.data())]).toEqual([3, 6, 9])
    expect([...(await db.data())]).toEqual([4, 5])
    const m = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ])
    const u = tensor([1, -1])
    const [back] = linearTranspose((a: Tensor<[3]>) => matmul(m, a), zeros([3]))(u)
    expect(await back.data()).toEqual(await matmul(transpose(m), u).data())
  })

  it('refuses a function that is not', () => {
    expect(() => linearTranspose((a: Tensor<[3]>) => sin(a), zeros([3]))).toThrow(/linearTranspose: the function is not linear/)
    expect(() => linearTranspose((a: Tensor<[3]>) => mul(a, a), zeros([3]))).toThrow(/linearTranspose: the function is not linear/)
  })
})
