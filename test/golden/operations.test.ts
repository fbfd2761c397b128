import { describe, expect, it } from 'vitest'
import {
  avgPool,
  bitwiseAnd,
  bitwiseNot,
  bitwiseXor,
  cholesky,
  conv,
  convTranspose,
  cummax,
  cumsum,
  digamma,
  eigh,
  erfinv,
  fft,
  gamma,
  grad,
  i0,
  i1,
  inspect,
  type Key,
  key,
  lgamma,
  maxPool,
  poisson,
  qr,
  rfft,
  scaledDotProductAttention,
  scatter,
  scatterMax,
  searchsorted,
  shiftRight,
  sort,
  sum,
  svd,
  type Tensor,
  topK,
  zeros,
} from '../../src/index.js'

type Vector = Tensor<[8]>
type Matrix = Tensor<[4, 4]>
type Places = Tensor<[2], 'i32'>

const matrix = zeros([4, 4])
const vector = zeros([8])
const words = zeros([8], { dtype: 'u32' })
const places = zeros([2], { dtype: 'i32' })
const rows = zeros([2, 3])

/** One use of each family that has one rule: what becomes of it for the least that WebGPU promises. */
const functions = {
  scatter: inspect((x: Tensor<[4, 3]>, i: Places, y: Tensor<[2, 3]>) => scatter(x, i, y, 0))(zeros([4, 3]), places, rows),
  'scatter-max': inspect((x: Tensor<[4, 3]>, i: Places, y: Tensor<[2, 3]>) => scatterMax(x, i, y, 0))(zeros([4, 3]), places, rows),
  cumsum: inspect((x: Matrix) => cumsum(x, { axis: 1 }))(matrix),
  cummax: inspect((x: Matrix) => cummax(x, { axis: 1 }))(matrix),
  'gradient-of-cummax': inspect(grad((x: Vector) => sum(cummax(x, { axis: 0 }))))(vector),
  sort: inspect((x: Vector) => sort(x, { axis: 0 }))(vector),
  'top-k': inspect((x: Vector) => topK(x, 2, { axis: 0 }))(vector),
  searchsorted: inspect((sorted: Vector, x: Tensor<[3]>) => searchsorted(sorted, x))(vector, zeros([3])),
  bitwise: inspect((x: Tensor<[8], 'u32'>, y: Tensor<[8], 'u32'>) => bitwiseXor(bitwiseAnd(x, bitwiseNot(y)), shiftRight(x, y)))(
    words,
    words,
  ),
  lgamma: inspect((x: Vector) => lgamma(x))(vector),
  digamma: inspect((x: Vector) => digamma(x))(vector),
  i0: inspect((x: Vector) => i0(x))(vector),
  'gradient-of-i1': inspect(grad((x: Vector) => sum(i1(x))))(vector),
  erfinv: inspect((x: Vector) => erfinv(x))(vector),
  fft: inspect((re: Vector, im: Vector) => fft([re, im]))(vector, vector),
  'rfft-of-12': inspect((x: Tensor<[12]>) => rfft(x))(zeros([12])),
  poisson: inspect((k: Key, rate: Tensor<[4]>) => poisson(k, rate, [4]))(key(0), zeros([4])),
  'conv-1d': inspect((x: Tensor<[2, 8, 3]>, w: Tensor<[3, 3, 4]>) => conv(x, w))(zeros([2, 8, 3]), zeros([3, 3, 4])),
  'conv-2d-strided': inspect((x: Tensor<[2, 6, 6, 3]>, w: Tensor<[3, 3, 3, 4]>) => conv(x, w, { stride: 2, padding: 1 }))(
    zeros([2, 6, 6, 3]),
    zeros([3, 3, 3, 4]),
  ),
  'conv-3d': inspect((x: Tensor<[1, 4, 4, 4, 2]>, w: Tensor<[2, 2, 2, 2, 2]>) => conv(x, w))(
    zeros([1, 4, 4, 4, 2]),
    zeros([2, 2, 2, 2, 2]),
  ),
  'conv-transpose-1d': inspect((x: Tensor<[1, 4, 2]>, w: Tensor<[2, 3, 2]>) => convTranspose(x, w, { stride: 2 }))(
    zeros([1, 4, 2]),
    zeros([2, 3, 2]),
  ),
  'max-pool-1d': inspect((x: Tensor<[2, 8, 3]>) => maxPool(x, 2))(zeros([2, 8, 3])),
  'gradient-of-max-pool-2d': inspect(grad((x: Tensor<[1, 4, 4, 2]>) => sum(maxPool(x, 2))))(zeros([1, 4, 4, 2])),
  'avg-pool-3d': inspect((x: Tensor<[1, 4, 4, 4, 2]>) => avgPool(x, 2))(zeros([1, 4, 4, 4, 2])),
  attention: inspect((q: Tensor<[2, 4, 8]>, k: Tensor<[2, 4, 8]>, v: Tensor<[2, 4, 8]>) =>
    scaledDotProductAttention(q, k, v, { causal: true }),
  )(zeros([2, 4, 8]), zeros([2, 4, 8]), zeros([2, 4, 8])),
  'gradient-of-attention': inspect(
    grad((q: Tensor<[5, 3]>, k: Tensor<[12, 3]>, v: Tensor<[12, 2]>) => sum(scaledDotProductAttention(q, k, v)), { argnums: [0, 1, 2] }),
  )(zeros([5, 3]), zeros([12, 3]), zeros([12, 2])),
}

/** Long ones: their programs and what their kernels are, without the code. */
const outlines = {
  cholesky: inspect((x: Matrix) => cholesky(x))(matrix),
  qr: inspect((x: Matrix) => qr(x))(matrix),
  svd: inspect((x: Matrix) => svd(x))(matrix),
  eigh: inspect((x: Matrix) => eigh(x))(matrix),
  gamma: inspect((k: Key, shape: Tensor<[4]>) => gamma(k, shape, [4]))(key(0), zeros([4])),
}

describe('operations, on their way to the device', () => {
  it.each(Object.entries(functions))('%s', async (name, inspection) => {
    await expect(String(inspection)).toMatchFileSnapshot(`operations/${name}.txt`)
  })
  it.each(Object.entries(outlines))('%s, in outline', async (name, { program, kernels, plan }) => {
    await expect([program, kernels, plan].join('\n\n')).toMatchFileSnapshot(`operations/${name}.txt`)
  })
})
