import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as t from '../../src/index.js'
import { type AnyTensor, acquire, zeros } from '../../src/index.js'
import { backends } from '../support/targets.js'

afterAll(() => acquire({ backend: 'reference' }))

const shown = async (x: AnyTensor) => ({ shape: x.shape, data: [...(await x.data())].map(Number) })
const nothing = (shape: readonly number[]) => ({ shape, data: [] })

describe.each(backends)('what is empty, on %s', (backend) => {
  beforeAll(() => acquire({ backend }))

  it.each<[string, () => AnyTensor, readonly number[]]>([
    ['avgPool', () => t.vmap((x: t.Tensor<[1, 4, 3]>) => t.avgPool(x, 2))(zeros([0, 1, 4, 3])), [0, 1, 2, 3]],
    ['maxPool', () => t.vmap((x: t.Tensor<[1, 4, 3]>) => t.maxPool(x, 2))(zeros([0, 1, 4, 3])), [0, 1, 2, 3]],
    ['jacrev', () => t.jacrev((x: t.Tensor<[0, 4, 3]>) => t.avgPool(x, 2))(zeros([0, 4, 3])), [0, 2, 3, 0, 4, 3]],
    ['jacfwd', () => t.jacfwd((x: t.Tensor<[0, 4, 3]>) => t.maxPool(x, 2))(zeros([0, 4, 3])), [0, 2, 3, 0, 4, 3]],
    [
      'conv',
      () => t.vmap((x: t.Tensor<[2, 4, 3]>, k: t.Tensor<[2, 3, 5]>) => t.conv(x, k))(zeros([0, 2, 4, 3]), zeros([0, 2, 3, 5])),
      [0, 2, 3, 5],
    ],
    [
      'conv in groups',
      () =>
        t.vmap((x: t.Tensor<[2, 4, 4]>, k: t.Tensor<[2, 2, 6]>) => t.conv(x, k, { groups: 2 }))(zeros([0, 2, 4, 4]), zeros([0, 2, 2, 6])),
      [0, 2, 3, 6],
    ],
    [
      'convTranspose',
      () => t.vmap((x: t.Tensor<[2, 4, 3]>, k: t.Tensor<[2, 5, 3]>) => t.convTranspose(x, k))(zeros([0, 2, 4, 3]), zeros([0, 2, 5, 3])),
      [0, 2, 5, 5],
    ],
    [
      'the gradient of conv',
      () =>
        t.vmap(t.grad((k: t.Tensor<[2, 3, 5]>, x: t.Tensor<[2, 4, 3]>) => t.sum(t.square(t.conv(x, k)))))(
          zeros([0, 2, 3, 5]),
          zeros([0, 2, 4, 3]),
        ),
      [0, 2, 3, 5],
    ],
  ])('%s mapped over an axis of size 0 gives nothing', async (_, f, shape) => {
    expect(await shown(f())).toEqual(nothing(shape))
  })

  it('is 0 summed, 1 multiplied, and has no mean', async () => {
    const x = zeros([2, 0])
    expect((await shown(t.sum(x, { axis: 1 }))).data).toEqual([0, 0])
    expect((await shown(t.prod(x, { axis: 1 }))).data).toEqual([1, 1])
    expect((await shown(t.norm(x, { axis: 1 }))).data).toEqual([0, 0])
    expect((await shown(t.mean(x, { axis: 1 }))).data).toEqual([Number.NaN, Number.NaN])
    expect((await shown(t.variance(x, { axis: 1 }))).data).toEqual([Number.NaN, Number.NaN])
    expect((await shown(t.matmul(x, zeros([0, 3])))).data).toEqual([0, 0, 0, 0, 0, 0])
    expect((await shown(t.conv(zeros([1, 2, 0]), zeros([2, 0, 3])))).data).toEqual([0, 0, 0])
  })

  it('has nothing to choose from', () => {
    const choices: readonly (readonly [string, (x: AnyTensor) => AnyTensor])[] = [
      ['max', t.max],
      ['min', t.min],
      ['logSumExp', t.logSumExp],
    ]
    for (const [op, choose] of choices)
      expect(() => choose(zeros([0]))).toThrow(`${op}: [0] is empty along the axes reduced; there is nothing to choose from`)
  })

  it('is sorted, cumulated, joined and weighed to what is empty', async () => {
    const x = zeros([2, 0])
    for (const y of [t.sort(x), t.cumsum(x, { axis: 1 }), t.softmax(x), t.logSoftmax(x), t.concat([x, x], 1), t.exp(x)])
      expect(await shown(y)).toEqual(nothing([2, 0]))
    expect(await shown(t.argsort(x))).toEqual(nothing([2, 0]))
  })

  it('leaves a mean of no losses NaN, and the gradient of a sum of none 0', async () => {
    const loss = (w: t.Tensor<[3]>) => t.mean(t.matmul(zeros([0, 3]), w))
    expect((await shown(loss(zeros([3])))).data).toEqual([Number.NaN])
    expect((await shown(t.grad((w: t.Tensor<[3]>) => t.sum(t.matmul(zeros([0, 3]), w)))(zeros([3])))).data).toEqual([0, 0, 0])
  })
})
