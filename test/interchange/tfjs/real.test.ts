import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { modelAt } from '../../../scripts/tfjs/models.mjs'
import { type AnyTensor, acquire, jit, tensor } from '../../../src/index.js'
import { fromTfjs, fromTfjsWeights } from '../../../src/interchange/tfjs/from-tfjs.js'

interface Given {
  readonly shape: number[]
  readonly scale: number
  readonly offset?: number
}

/** What TensorFlow.js makes of models in packages: written by scripts/tfjs/real.mjs. */
interface Real {
  readonly models: readonly {
    readonly name: string
    readonly file: string
    readonly inputs: { readonly [name: string]: Given }
    /** Every so manieth element. */
    readonly outputs: readonly {
      readonly name: string
      readonly shape: readonly number[]
      readonly step: number
      readonly base64: string
    }[]
  }[]
  readonly manifests: readonly {
    readonly file: string
    /** The sum of the elements, each times the cosine of its place. */
    readonly tensors: { readonly [name: string]: { readonly shape: readonly number[]; readonly sum: number } }
  }[]
}

const real: Real = JSON.parse(readFileSync(new URL('../../fixtures/tfjs/real.json', import.meta.url), 'utf8'))
const within = 2e-5

const modules = process.env.TYPEGRAD_TFJS_MODULES
const isThere = (file: string): boolean => modules !== undefined && existsSync(`${modules}/${file}`)

const inputOf = ({ shape, scale, offset = 0 }: Given): AnyTensor => {
  const count = shape.reduce((product, size) => product * size, 1)
  return tensor(
    Float32Array.from({ length: count }, (_, i) => offset + scale * Math.sin(0.7 * i + 0.01 * i * i)),
    { shape },
  )
}

const reason = 'left out without its package: TYPEGRAD_TFJS_MODULES names a folder that has it'

describe(`a real model gives what TensorFlow.js gives (${reason})`, () => {
  beforeAll(async () => {
    await acquire({ backend: 'cpu' })
  })

  for (const { name, file, inputs, outputs } of real.models)
    it.skipIf(!isThere(file))(name, async () => {
      const { model, shards } = modelAt(modules ?? '', file)
      const { apply, parameters } = fromTfjs(model, shards)
      const given = Object.fromEntries(Object.entries(inputs).map(([key, told]) => [key, inputOf(told)]))
      const results = jit(apply)(parameters, given)
      for (const { name, shape, step, base64 } of outputs) {
        const result = results[name]
        if (!result) throw new Error(`${name} is missing; there are ${Object.keys(results)}`)
        expect(result.shape).toEqual(shape)
        const got = await result.data()
        const want = new Float32Array(new Uint8Array(Buffer.from(base64, 'base64')).buffer)
        const off = Array.from(want, (x, i) => Math.abs((got[i * step] ?? Number.NaN) - x) / Math.max(1, Math.abs(x)))
        expect(Math.max(...off)).toBeLessThan(within)
      }
    })
})

describe(`the weights of a real manifest are those that TensorFlow.js reads (${reason})`, () => {
  for (const { file, tensors } of real.manifests)
    it.skipIf(!isThere(file))(file, async () => {
      const { model, shards } = modelAt(modules ?? '', file)
      const tree = fromTfjsWeights(model, shards)
      expect(Object.keys(tree)).toEqual(Object.keys(tensors))
      for (const [name, { shape, sum }] of Object.entries(tensors)) {
        const data = Array.from((await tree[name]?.data()) ?? [])
        expect(tree[name]?.shape).toEqual(shape)
        expect(data.reduce((total, value, i) => total + value * Math.cos(i), 0)).toBeCloseTo(sum, 6)
      }
    })
})
