import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  batchNorm,
  conv2d,
  dense,
  embedding,
  flaxNames,
  globalAvgPool,
  init,
  kerasNames,
  predict,
  relu,
  sequential,
  torchNames,
} from '../../../dsl/index.js'
import { load } from '../../../node/weights.js'
import { acquire, key, tensor } from '../../../src/index.js'

/* Files of weights that PyTorch, Keras and Flax wrote (scripts/fixtures/weights.py), and what their models make of an image. */

interface Fixture {
  readonly image: readonly number[]
  readonly tokens: readonly (readonly number[])[]
  readonly outputs: { readonly torch: number[][]; readonly keras: number[][]; readonly flax: number[][]; readonly torchHalf: number[][][] }
}

const at = (name: string): string => fileURLToPath(new URL(`../../fixtures/weights/${name}`, import.meta.url))
let fixture: Fixture

beforeAll(async () => {
  await acquire({ backend: 'cpu' })
  fixture = JSON.parse(await readFile(at('outputs.json'), 'utf8'))
})

const model = sequential([6, 6, 3], conv2d(4, 3), batchNorm(), relu, globalAvgPool, dense(5))

describe('weights of', () => {
  it.each([
    ['torch', torchNames({ 0: '0', 1: '1', 4: '5' }), /num_batches_tracked/],
    ['keras', kerasNames({ 0: 'net/conv', 1: 'net/norm', 4: 'net/head' }), undefined],
    ['flax', flaxNames({ 0: 'Conv_0', 1: 'BatchNorm_0', 4: 'Dense_0' }), undefined],
  ] as const)('%s give here what they give there', async (library, rename, left) => {
    if (left) await expect(load(model, at(`${library}.safetensors`), { rename })).rejects.toThrow(left)
    const variables = await load(model, at(`${library}.safetensors`), { rename, ...(left && { unused: 'ignore' }) })
    const y = predict(model, variables, tensor(Float32Array.from(fixture.image), { shape: [2, 6, 6, 3] }))
    const wanted = fixture.outputs[library]
    for (const [i, row] of (await y.toArray()).entries())
      for (const [j, value] of row.entries()) expect(value).toBeCloseTo(wanted[i]?.[j] ?? Number.NaN, 5)
  })

  it('PyTorch in halves become f32', async () => {
    const words = sequential({ shape: [3], dtype: 'i32' }, embedding(5, 3))
    const variables = await load(words, at('torch-half.safetensors'), { rename: torchNames({ 0: 'words' }) })
    const y = predict(words, variables, tensor(Int32Array.from(fixture.tokens.flat()), { shape: [2, 3] }))
    expect(await y.toArray()).toEqual(fixture.outputs.torchHalf)
  })

  it('say which layer has none', async () => {
    const longer = sequential([6, 6, 3], conv2d(4, 3), batchNorm(), relu, globalAvgPool, dense(5), dense(2))
    const rename = torchNames({ 0: '0', 1: '1', 4: '5', 5: '6' })
    await expect(load(longer, at('torch.safetensors'), { rename, unused: 'ignore' })).rejects.toThrow(
      /^load: the file has no tensor "6\.bias", f32 \[2\], of dense\(2\); it has /,
    )
    const fresh = init(longer, key(0))
    const loaded = await load(longer, at('torch.safetensors'), { rename, missing: fresh })
    expect(await loaded.params[5].kernel.toArray()).toEqual(await fresh.params[5].kernel.toArray())
  })
})
