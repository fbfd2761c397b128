import { describe, expect, it } from 'vitest'
import {
  acquire,
  add,
  bernoulli,
  div,
  grad,
  inspect,
  key,
  matmul,
  mean,
  mul,
  relu,
  softmax,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  transpose,
  where,
  zeros,
} from '../../src/index.js'
import type { Inspection } from '../../src/runtime/inspect.js'

interface Two {
  readonly w: Tensor<[64, 10]>
  readonly b: Tensor<[10]>
}
const two = (): Two => ({ w: zeros([64, 10]), b: zeros([10]) })

/** Small functions whose way to the device is pinned: what these texts say changes only on purpose. */
const functions = () => ({
  dense: inspect((x: Tensor<[32, 64]>, { w, b }: Two) => relu(add(matmul(x, w), b)))(zeros([32, 64]), two()),
  'product-by-tiles': inspect((x: Tensor<[64, 50]>, w: Tensor<[50, 70]>) => relu(matmul(x, w)))(zeros([64, 50]), zeros([50, 70])),
  softmax: inspect((x: Tensor<[32, 10]>) => softmax(x))(zeros([32, 10])),
  'sum-of-a-transpose': inspect((x: Tensor<[32, 10]>) => sum(transpose(x), { axis: 1 }))(zeros([32, 10])),
  'gradient-of-least-squares': inspect(
    grad((w: Tensor<[64, 10]>, x: Tensor<[32, 64]>, y: Tensor<[32, 10]>) => mean(square(sub(matmul(x, w), y)))),
  )(zeros([64, 10]), zeros([32, 64]), zeros([32, 10])),
  'update-of-two-parameters': inspect(
    (p: Two, g: Two, v: Two) => {
      const update = (x: Tensor<[10]>, dx: Tensor<[10]>, vx: Tensor<[10]>) => sub(x, div(mul(dx, 0.01), add(sqrt(vx), 1e-8)))
      return { b: update(p.b, g.b, v.b), w: sub(p.w, div(mul(g.w, 0.01), add(sqrt(v.w), 1e-8))) }
    },
    { donate: [0] },
  )(two(), two(), two()),
  dropout: inspect((x: Tensor<[32, 64]>) => where(bernoulli(key(0), 0.8, [32, 64]), mul(x, 1.25), 0))(zeros([32, 64])),
})

const text = ({ program, kernels, plan, code }: Inspection): string => [program, kernels, plan, code].join('\n\n')

describe('the way to the device', () => {
  it.each(Object.entries(functions()))('%s', async (name, inspection) => {
    await expect(text(inspection)).toMatchFileSnapshot(`${name}.txt`)
  })
})

describe('the way to all cores', () => {
  it.each(['dense', 'softmax', 'sum-of-a-transpose', 'dropout'] as const)('%s', async (name) => {
    await acquire({ backend: 'cpu' })
    await expect(text(functions()[name])).toMatchFileSnapshot(`cpu-${name}.txt`)
  })
})
