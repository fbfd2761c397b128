import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as t from '../../src/index.js'
import { type AnyTensor, acquire, tensor } from '../../src/index.js'
import { targets, use } from '../support/targets.js'

afterAll(() => acquire({ backend: 'reference' }))

const { POSITIVE_INFINITY: infinity, NaN: nan } = Number
const numbers = async (x: AnyTensor): Promise<number[]> => [...(await x.data())].map(Number)

describe.each(['reference', ...targets] as const)('what is masked counts as 0, also beside infinity and NaN: %s', (target) => {
  beforeAll(() => use(target))

  it('the gaps of convTranspose', async () => {
    const x = tensor([[[1], [2]]])
    const kernel = tensor([[[3]], [[infinity]]])
    expect(await numbers(t.convTranspose(x, kernel, { stride: 3 }))).toEqual([3, infinity, 0, 6, infinity])
    expect(await numbers(t.convTranspose(x, tensor([[[3]], [[nan]]]), { stride: 3 }))).toEqual([3, nan, 0, 6, nan])
    // Many channels, in tiles: those with an infinite weight, and those without.
    const wide = t.concat([t.full([2, 1, 20], 1), t.full([2, 2, 20], infinity)], 1)
    const got = await numbers(t.slice(t.convTranspose(t.full([1, 9, 20], 1), wide, { stride: 3 }), 0, [0, 3]))
    expect(got).toEqual([20, infinity, infinity, 20, infinity, infinity, 0, 0, 0])
  })

  it('the padding of conv', async () => {
    const x = tensor([[[1], [2], [3]]])
    const kernel = tensor([[[infinity]], [[1]], [[1]]])
    expect(await numbers(t.conv(x, kernel, { padding: 1 }))).toEqual([3, infinity, infinity])
    expect(await numbers(t.conv(x, tensor([[[nan]], [[1]], [[1]]]), { padding: 1 }))).toEqual([3, nan, nan])
    expect(await numbers(t.conv(x, tensor([[[1]], [[infinity]]]), { padding: [[1, 1]] }))).toEqual([infinity, infinity, infinity, 3])
  })

  it('the gradients of conv', async () => {
    // Strides leave gaps in the gradient of the array, and places that the kernel never meets.
    const ofArray = t.grad((x: t.Tensor<[1, 5, 1]>) => t.sum(t.conv(x, tensor([[[infinity]], [[1]]]), { stride: 3 })))
    expect(await numbers(ofArray(t.ones([1, 5, 1])))).toEqual([infinity, 1, 0, infinity, 1])
    const images = tensor([[[1], [infinity], [2]]])
    const ofKernel = t.grad((k: t.Tensor<[2, 1, 1]>) => t.sum(t.conv(images, k, { padding: [[1, 0]], stride: 2 })))
    expect(await numbers(ofKernel(t.ones([2, 1, 1])))).toEqual([infinity, 3])
    const dilated = t.grad((k: t.Tensor<[2, 1, 1]>) => t.sum(t.conv(images, k, { dilation: 2 })))
    expect(await numbers(dilated(t.ones([2, 1, 1])))).toEqual([1, 2])
  })

  it('a long fold to few', async () => {
    const x = t.ones([1, 3, 5000])
    const kernel = t.concat([t.full([1, 5000, 1], infinity), t.ones([1, 5000, 1])], 0)
    expect(await numbers(t.conv(x, kernel, { padding: [[1, 0]] }))).toEqual([5000, infinity, infinity])
  })

  it('padding and gaps of arrays, and the borders of pools', async () => {
    const x = tensor([[[infinity], [1]]])
    expect(await numbers(t.pad(tensor([infinity]), [[1, 1]]))).toEqual([0, infinity, 0])
    expect(await numbers(t.maxPool(x, 2, { stride: 1, padding: 1 }))).toEqual([infinity, infinity, 1])
    expect(await numbers(t.avgPool(x, 2, { stride: 1, padding: 1 }))).toEqual([infinity, infinity, 1])
    expect(await numbers(t.maxPool(t.neg(x), 2, { stride: 1, padding: 1 }))).toEqual([-infinity, -1, -1])
  })

  it('what is not looked up, dropped or chosen', async () => {
    const table = tensor([
      [infinity, nan],
      [1, 2],
    ])
    const at = tensor([1, 1], { dtype: 'i32' })
    expect(await numbers(t.gather(table, at))).toEqual([1, 2, 1, 2])
    const [, pull] = t.vjp((x: t.Tensor<[2, 2]>) => t.gather(x, at), table)
    expect(
      await numbers(
        pull(
          tensor([
            [infinity, 1],
            [2, nan],
          ]),
        )[0],
      ),
    ).toEqual([0, 0, infinity, nan])
    const kept = tensor([true, false])
    const [dropped, back] = t.vjp((x: t.Tensor<[2]>) => t.where(kept, t.mul(x, 2), 0), tensor([1, infinity]))
    expect(await numbers(dropped)).toEqual([2, 0])
    expect(await numbers(back(tensor([1, infinity]))[0])).toEqual([2, 0])
  })

  it.each<[string, (x: t.Tensor<[3]>) => t.Tensor<[]>]>([
    ['max', (x) => t.max(x)],
    ['maximum', (x) => t.sum(t.maximum(x, 2.5))],
    ['sort', (x) => t.sum(t.slice(t.sort(x), [2, 3]))],
  ])('the cotangent of what %s did not choose', async (_, f) => {
    const [, pull] = t.vjp(f, tensor([1, 3, 2]))
    expect(await numbers(pull(tensor(infinity))[0])).toEqual([0, infinity, 0])
    const [, tangent] = t.jvp(f, [tensor([1, 3, 2])], [tensor([infinity, 4, nan])])
    expect(await numbers(tangent)).toEqual([4])
  })
})
