import { beforeAll, describe, expect, it } from 'vitest'
import {
  type AnyTensor,
  abs,
  acquire,
  add,
  cholesky,
  det,
  div,
  eigh,
  expm,
  eye,
  grad,
  inverse,
  jit,
  key,
  logdet,
  lstsq,
  matmul,
  matrixPower,
  max,
  mul,
  normal,
  qr,
  solve,
  sub,
  sum,
  svd,
  swapAxes,
  type Tensor,
  tensor,
  transpose,
  triangularSolve,
  vmap,
} from '../../src/index.js'

const values = async (x: AnyTensor): Promise<number[]> => Array.from(await x.data(), (one) => one + 0)
const largest = async (x: AnyTensor): Promise<number> => Math.max(...(await values(abs(x as Tensor<[]>)))) // of any shape

describe.each(['reference', 'cpu'] as const)('on %s', (backend) => {
  beforeAll(() => acquire({ backend }))
  const [nan, infinity] = [Number.NaN, Number.POSITIVE_INFINITY]

  it('what is singular has no inverse, and determinant 0', async () => {
    const singular = tensor([
      [1, 2],
      [2, 4],
    ])
    const four = [nan, nan, nan, nan]
    expect(await values(inverse(singular))).toEqual(four)
    expect(await values(solve(singular, tensor([1, 1])))).toEqual([nan, nan])
    expect(await values(det(singular))).toEqual([0])
    const [sign, log] = logdet(singular)
    expect([...(await values(sign)), ...(await values(log))]).toEqual([0, -infinity])
    expect(await values(det(tensor([[0, 0], [0, 0]])))).toEqual([0]) // biome-ignore format: a matrix
    // One of a batch does not spoil the others.
    const both = inverse(tensor([[[1, 2], [2, 4]], [[2, 0], [0, 4]]])) // biome-ignore format: matrices
    expect(await values(both)).toEqual([...four, 0.5, 0, 0, 0.25])
  })

  it('what is not positive definite has no factor of Cholesky', async () => {
    const nans = Array(4).fill(nan)
    expect(await values(cholesky(tensor([[1, 2], [2, 1]])))).toEqual(nans) // biome-ignore format: a matrix
    expect(await values(cholesky(tensor([[-1, 0], [0, 1]])))).toEqual(nans) // biome-ignore format: a matrix
    expect(await values(cholesky(tensor([[0, 0], [0, 1]])))).toEqual(nans) // biome-ignore format: a matrix
  })

  it('pivots are found where the diagonal is 0', async () => {
    const turn = tensor([[0, 1, 0], [0, 0, 1], [1, 0, 0]]) // biome-ignore format: a matrix
    expect(await values(inverse(turn))).toEqual(await values(transpose(turn)))
    expect(await values(det(turn))).toEqual([1])
    expect(await values(det(tensor([[0, 1], [1, 0]])))).toEqual([-1]) // biome-ignore format: a matrix
  })

  it('singular vectors are orthonormal where the rank is not full', async () => {
    const flat = tensor([[1, 1, 2], [1, 1, 2], [2, 2, 4], [0, 0, 0]]) // biome-ignore format: a matrix
    const [u, s, vt] = svd(flat)
    expect(await largest(sub(matmul(transpose(u), u), eye(3)))).toBeLessThan(1e-5)
    expect(await largest(sub(matmul(vt, transpose(vt)), eye(3)))).toBeLessThan(1e-5)
    expect(await largest(sub(matmul(mul(u, s), vt), flat))).toBeLessThan(1e-5)
    expect((await values(s))[0]).toBeCloseTo(6, 5)
    const [, none] = svd(tensor([[0, 0], [0, 0]])) // biome-ignore format: a matrix
    expect(await values(none)).toEqual([0, 0])
  })

  it('least squares of a rank that is not full give the shortest solution', async () => {
    const x = await values(lstsq(tensor([[1, 1], [1, 1]]), tensor([1, 3]))) // biome-ignore format: a matrix
    for (const one of x) expect(one).toBeCloseTo(1, 5)
  })

  it('factors are found of matrices whose squares are no numbers of f32', async () => {
    const a = tensor([[1, 2], [3, 4], [0, 1]]) // biome-ignore format: a matrix
    const weights = tensor([[1, 2], [3, 5], [4, 4]]) // biome-ignore format: a matrix
    const moved = (x: Tensor<[3, 2]>) => add(sum(mul(qr(x)[0], weights)), sum(mul(svd(x)[0], weights)))
    const slope = await values(grad(moved)(a))
    for (const unit of [1e-25, 1e25]) {
      const x = mul(a, unit)
      const [q, r] = qr(x)
      expect(await largest(sub(q, qr(a)[0]))).toBeLessThan(1e-5)
      expect(await largest(sub(div(r, unit), qr(a)[1]))).toBeLessThan(1e-5)
      const [u, s, vt] = svd(x)
      expect(await largest(sub(matmul(mul(u, div(s, unit)), vt), a))).toBeLessThan(1e-5)
      for (const [i, one] of (await values(lstsq(x, mul(tensor([1, 2, 3]), unit)))).entries())
        expect(one).toBeCloseTo([-2.5, 16 / 7][i] ?? nan, 4)
      for (const [i, one] of (await values(mul(grad(moved)(x), unit))).entries()) expect(one).toBeCloseTo(slope[i] ?? nan, 4)
    }
  })

  it('powers and exponentials', async () => {
    const step = tensor([[1, 1], [0, 1]]) // biome-ignore format: a matrix
    expect(await values(matrixPower(step, 0))).toEqual([1, 0, 0, 1])
    expect(await values(matrixPower(step, -3))).toEqual([1, -3, 0, 1])
    expect(await values(expm(tensor([[0]])))).toEqual([1])
    expect(((await values(expm(tensor([[20]]))))[0] ?? nan) / Math.exp(20)).toBeCloseTo(1, 4)
    expect(await values(expm(tensor([[1e6]])))).toEqual([nan])
    expect(() => matrixPower(step, 0.5)).toThrow('matrixPower: n is a whole number; got 0.5')
  })

  it('the other triangle is not looked at', async () => {
    const a = tensor([[2, nan], [1, 1]]) // biome-ignore format: a matrix
    expect(await values(triangularSolve(a, tensor([2, 3]), { lower: true }))).toEqual([1, 2])
    // @ts-expect-error it is true or false
    expect(() => triangularSolve(a, tensor([2, 3]), { lower: 'no' })).toThrow("triangularSolve: lower is true or false; got 'no'")
    expect(await values(triangularSolve(tensor([[7, 2], [nan, 7]]), tensor([3, 1]), { unitDiagonal: true }))).toEqual([1, 1]) // biome-ignore format: a matrix
  })

  it('is compiled in batches and mapped alike', async () => {
    const a = normal(key(0), [3, 4, 4])
    const one = (x: Tensor<[4, 4]>) => [inverse(x), ...qr(x), ...svd(x)] as const
    const [mapped, whole] = [jit(vmap(one))(a), [inverse(a), ...qr(a), ...svd(a)] as const]
    for (const [i, x] of whole.entries()) {
      const [one, other] = [await values(x), await values(mapped[i] ?? x)]
      expect(Math.max(...one.map((value, j) => Math.abs(value - (other[j] ?? nan))))).toBeLessThan(1e-3)
    }
  })
})

describe('matrices of some hundreds, on cpu', () => {
  beforeAll(() => acquire({ backend: 'cpu' }))
  const n = 200
  const off = async (x: AnyTensor) => largest(x)

  it('are solved, inverted and taken apart', { timeout: 120_000 }, async () => {
    const a = normal(key(1), [n, n])
    const b = normal(key(2), [n, 3])
    expect(await off(sub(matmul(a, solve(a, b)), b))).toBeLessThan(2e-2)
    const [q, r] = qr(a)
    expect(await off(sub(matmul(q, r), a))).toBeLessThan(1e-4)
    const [u, s, vt] = svd(a)
    expect(await off(sub(matmul(mul(u, s), vt), a))).toBeLessThan(1e-3)
    expect(await off(sub(matmul(transpose(u), u), eye(n)))).toBeLessThan(1e-4)
    const square = matmul(a, swapAxes(a, 0, 1))
    const [w, v] = eigh(square)
    const scale = await largest(max(w))
    expect(await off(sub(matmul(mul(v, w), transpose(v)), square))).toBeLessThan(1e-4 * scale)
    const factor = cholesky(square)
    expect(await off(sub(matmul(factor, transpose(factor)), square))).toBeLessThan(1e-4 * scale)
  })
})
