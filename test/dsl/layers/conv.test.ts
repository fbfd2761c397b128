import { isRight, right } from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Layer } from '../../../dsl/index.js'
import * as dsl from '../../../dsl/index.js'
import {
  type AnyTensor,
  acquire,
  avgPool,
  conv,
  convTranspose,
  InvalidArgument,
  key,
  max,
  maxPool,
  mean,
  normal,
  slice,
  tree,
} from '../../../src/index.js'
import { close } from '../close.js'
import { single } from '../single.js'

beforeAll(() => acquire({ backend: 'reference' }))

const inputs: Readonly<Record<number, readonly number[]>> = { 1: [9, 4], 2: [7, 6, 4], 3: [5, 4, 6, 4] }
const { 1: sounds = [], 2: images = [], 3: volumes = [] } = inputs

/** Layers, an example that each takes, the kernel that it has then, and additions and multiplications by hand. */
const layers: readonly (readonly [Layer, readonly number[], kernel: readonly number[] | undefined, flops: number])[] = [
  [dsl.conv1d(3, 5), sounds, [5, 4, 3], 2 * (5 * 3) * (5 * 4)],
  [dsl.conv2d(3, 3), images, [3, 3, 4, 3], 2 * (5 * 4 * 3) * (3 * 3 * 4)],
  [dsl.conv2d(6, [2, 3], { stride: 2, padding: 'same', groups: 2 }), images, [2, 3, 2, 6], 2 * (4 * 3 * 6) * (2 * 3 * 2)],
  [
    dsl.conv2d(3, 3, {
      dilation: [2, 1],
      padding: [
        [2, 1],
        [0, 0],
      ],
    }),
    images,
    [3, 3, 4, 3],
    2 * (6 * 4 * 3) * (3 * 3 * 4),
  ],
  [dsl.conv3d(2, 2), volumes, [2, 2, 2, 4, 2], 2 * (4 * 3 * 5 * 2) * (8 * 4)],
  [dsl.depthwiseConv2d(3, { multiplier: 2, padding: 1 }), images, [3, 3, 1, 8], 2 * (7 * 6 * 8) * 9],
  [dsl.convTranspose2d(3, 3, { stride: 2, padding: 'same' }), images, [3, 3, 3, 4], 2 * (7 * 6 * 4) * (9 * 3)],
  [dsl.convTranspose2d(3, [3, 2]), images, [3, 2, 3, 4], 2 * (7 * 6 * 4) * (6 * 3)],
  [dsl.convTranspose2d(3, 3, { stride: 2, padding: 1, outputPadding: [1, 0] }), images, [3, 3, 3, 4], 2 * (7 * 6 * 4) * (9 * 3)],
  [dsl.convTranspose1d(3, 2, { stride: 4, outputPadding: 3 }), sounds, [2, 3, 4], 2 * (9 * 4) * (2 * 3)],
  [dsl.convTranspose3d(2, 2, { stride: 2 }), volumes, [2, 2, 2, 2, 4], 2 * (5 * 4 * 6 * 4) * (8 * 2)],
  [dsl.depthwiseConv1d(3, { multiplier: 3 }), sounds, [3, 1, 12], 2 * (7 * 12) * 3],
  [dsl.separableConv1d(5, 3, { padding: 'same' }), sounds, [3, 1, 4], 2 * 9 * (4 * 3 + 4 * 5)],
  [dsl.separableConv2d(5, 3, { multiplier: 2, stride: 2 }), images, [3, 3, 1, 8], 2 * (3 * 2) * (8 * 9 + 8 * 5)],
  [dsl.patchEmbedding([7, 2], 5), images, [7, 2, 4, 5], 2 * (7 * 6 * 4) * 5],
  [dsl.maxPool1d(2, { ceilMode: true }), sounds, undefined, 5 * 4 * 2],
  [dsl.maxPool3d(2), volumes, undefined, 2 * 2 * 3 * 4 * 8],
  [dsl.avgPool1d(4, { stride: 2, padding: 1, countPadding: true }), sounds, undefined, 4 * 4 * 4],
  [dsl.avgPool2d(3, { ceilMode: true, padding: 1 }), images, undefined, 3 * 3 * 4 * 9],
  [dsl.avgPool3d([1, 4, 2], { ceilMode: true }), volumes, undefined, 5 * 1 * 3 * 4 * 8],
  [dsl.adaptiveAvgPool2d([3, 2]), images, undefined, 7 * 6 * 4],
  [dsl.upsample2d(2), images, undefined, 0],
  [dsl.upsample2d([1, 3], { method: 'linear' }), images, undefined, 0],
  [dsl.resize(4, { method: 'linear' }), sounds, undefined, 0],
  [dsl.resize([14, 4]), images, undefined, 0],
  [dsl.resize([2, 4, 9], { method: 'linear' }), volumes, undefined, 0],
  [dsl.pixelShuffle(2), images, undefined, 0],
  [dsl.pixelUnshuffle(3), [6, 9, 2], undefined, 0],
  [dsl.pad2d([[1, 0], 2]), images, undefined, 0], // biome-ignore format: a list
  [dsl.pad2d(9, { mode: 'reflect' }), images, undefined, 0],
  [dsl.maxPool2d(2), images, undefined, 3 * 3 * 4 * 4],
  [dsl.maxPool2d([3, 2], { stride: 1, padding: 1 }), images, undefined, 7 * 7 * 4 * 6],
  [dsl.avgPool2d(3, { stride: 2, padding: 'same' }), images, undefined, 4 * 3 * 4 * 9],
  [dsl.globalAvgPool, images, undefined, 7 * 6 * 4],
  [dsl.globalMaxPool, volumes, undefined, 5 * 4 * 6 * 4],
]

describe.each(layers.map((row, i) => [row[0].name, i, ...row] as const))('%s (%i)', (_, __, layer, input, kernel, flops) => {
  const run = (x: AnyTensor): AnyTensor => single(layer).forward(layer.init(key(1), input), x, { training: false, key: undefined })[0]

  it('gives the shape that its shape rule states, for a batch of any size', async () => {
    for (const batch of [0, 1, 3]) {
      const y = run(normal(key(2), [batch, ...input]))
      expect(layer.output(input)).toEqual(right(y.shape.slice(1)))
      expect((await y.data()).length).toBe(y.size)
    }
  })

  it('treats each example by itself', async () => {
    const x = normal(key(2), [2, ...input])
    const both = await run(x).data()
    await close(run(slice(x, [1, 2])), both.slice(both.length / 2))
  })

  it('has the parameters that it should, and counts its work', () => {
    const [bias, weights] = tree.leaves(layer.init(key(1), input).params)
    expect(weights?.shape).toEqual(kernel)
    const output = layer.output(input)
    expect(bias?.shape).toEqual(kernel && isRight(output) ? (output.right as readonly number[]).slice(-1) : undefined)
    expect(layer.flops(input)).toBe(flops)
  })
})

describe('what the layers compute', () => {
  const x = normal(key(4), [2, 7, 6, 4])
  const run = (layer: Layer) => {
    const { params } = layer.init(key(5), [7, 6, 4])
    const [, kernel] = tree.leaves(params)
    return { y: single(layer).forward({ params, state: {} }, x, { training: false, key: undefined })[0], kernel: kernel ?? x }
  }

  it.each([
    [dsl.conv2d(5, 3, { stride: 2, padding: 1 }), (kernel: AnyTensor) => conv(x, kernel, { stride: 2, padding: 1 })],
    [dsl.depthwiseConv2d(3), (kernel: AnyTensor) => conv(x, kernel, { groups: 4 })],
    [dsl.convTranspose2d(5, 2, { stride: 2 }), (kernel: AnyTensor) => convTranspose(x, kernel, { stride: 2 })],
    [dsl.maxPool2d(3, { stride: 2 }), () => maxPool(x, 3, { stride: 2 })],
    [dsl.avgPool2d(2), () => avgPool(x, 2)],
    [dsl.globalAvgPool, () => mean(x, { axis: [1, 2] })],
    [dsl.adaptiveAvgPool2d(1), () => mean(x, { axis: [1, 2], keepDims: true })],
    [dsl.globalMaxPool, () => max(x, { axis: [1, 2] })],
  ] as const)('is the operation of that name', async (layer, f) => {
    const { y, kernel } = run(layer)
    await close(y, await f(kernel).data())
  })

  it('starts with kernels whose outputs are of the size of their inputs after a relu', async () => {
    for (const layer of [
      dsl.conv2d(32, 3, { padding: 'same' }),
      dsl.conv2d(32, 3, { groups: 4, padding: 1 }),
      dsl.depthwiseConv2d(5, { padding: 2 }),
      dsl.convTranspose2d(32, 3, { padding: 'same' }),
    ]) {
      const input = [6, 6, 16]
      const y = single(layer).forward(layer.init(key(6), input), normal(key(7), [4, ...input]), { training: false, key: undefined })[0]
      const values = [...(await slice(y, null, [2, 4], [2, 4]).data())]
      const squares = values.reduce((total, value) => total + value * value, 0) / values.length
      expect(Math.abs(squares - 2)).toBeLessThan(0.7)
    }
  })

  it('puts space back where it was', async () => {
    for (const factor of [1, 2, 3]) {
      const image = normal(key(3), [2, 6, 12, 5])
      const through = (x: AnyTensor, layer: Layer) =>
        single(layer).forward({ params: {}, state: {} }, x, { training: false, key: undefined })[0]
      const y = through(through(image, dsl.pixelUnshuffle(factor)), dsl.pixelShuffle(factor))
      expect(await y.data()).toEqual(await image.data())
    }
  })

  it.each([
    dsl.convTranspose1d(2, 2, { kernelInit: dsl.constant(3), biasInit: dsl.constant(2) }),
    dsl.depthwiseConv1d(2, { kernelInit: dsl.constant(3), biasInit: dsl.constant(2) }),
    dsl.separableConv1d(2, 2, { kernelInit: dsl.constant(3), biasInit: dsl.constant(2) }),
    dsl.squeezeExcite(2, { kernelInit: dsl.constant(3), biasInit: dsl.constant(2) }),
    dsl.embedding(5, 2, { tableInit: dsl.constant(3) }),
  ] as readonly Layer[])('begins as it is told: $name', async (layer) => {
    const { params } = layer.init(key(1), [6, 4])
    for (const [i, leaf] of tree.leaves(params).entries())
      expect(new Set(await leaf.data())).toEqual(new Set([tree.paths(params)[i]?.endsWith('bias') ? 2 : 3]))
  })

  it.each([
    dsl.convTranspose1d(2, 2, { bias: false }),
    dsl.depthwiseConv1d(2, { bias: false }),
    dsl.separableConv1d(2, 2, { bias: false }),
    dsl.squeezeExcite(2, { bias: false }),
  ] as readonly Layer[])('has no bias if none is wanted: $name', (layer) => {
    const { params } = layer.init(key(1), [6, 4])
    expect(tree.paths(params).filter((path) => path.endsWith('bias'))).toEqual([])
    expect(tree.leaves(params).length).toBeGreaterThan(0)
  })

  it('takes units and multipliers of 1 or more', () => {
    expect(() => dsl.conv2d(0, 3)).toThrow('conv2d: the number of units is a whole number, at least 1; got 0')
    expect(() => dsl.convTranspose2d(1.5, 3)).toThrow('convTranspose2d: the number of units is a whole number, at least 1; got 1.5')
    expect(() => dsl.depthwiseConv2d(3, { multiplier: 0 })).toThrow(InvalidArgument)
    expect(() => dsl.separableConv2d(3, 3, { multiplier: 0 })).toThrow(
      'separableConv2d: the multiplier is a whole number, at least 1; got 0',
    )
    expect(() => dsl.pixelShuffle(0)).toThrow('pixelShuffle: the factor is a whole number, at least 1; got 0')
    expect(() => dsl.patchEmbedding(2, 0)).toThrow('patchEmbedding: the number of features is a whole number, at least 1; got 0')
    // @ts-expect-error it is not put anywhere
    expect(() => dsl.pad2d(1, { mode: 'wrap', value: 1 })).toThrow("pad2d: a value goes with mode 'constant', not 'wrap'")
    // @ts-expect-error PyTorch's name of it
    expect(() => dsl.resize(1, { method: 'bilinear' })).toThrow(
      "resize: method is 'nearest' or 'linear'; got 'bilinear'; did you mean 'linear'?",
    )
  })
})
