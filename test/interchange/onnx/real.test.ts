import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { type AnyTensor, acquire, jit, tensor } from '../../../src/index.js'
import { fromOnnx } from '../../../src/interchange/onnx/read/from-onnx.js'
import { bytesOf } from './fixtures.js'

type Told = number | { readonly shape: number[]; readonly scale: number }

interface Real {
  readonly name: string
  /** In a package. */
  readonly file: string
  readonly inputs: { readonly [name: string]: Told }
  /** Every so manieth element that onnxruntime gives. */
  readonly outputs: readonly { readonly name: string; readonly shape: readonly number[]; readonly step: number; readonly base64: string }[]
}

const real: readonly Real[] = JSON.parse(readFileSync(new URL('../../fixtures/onnx/real.json', import.meta.url), 'utf8'))
const within = 2e-5

const modules = process.env.TYPEGRAD_ONNX_MODULES ?? fileURLToPath(new URL('../../../node_modules', import.meta.url))

/** `scale * sin(0.7 i + 0.01 i^2)` at place i; or the number. */
const inputOf = (told: Told): AnyTensor | number => {
  if (typeof told === 'number') return told
  const count = told.shape.reduce((product, size) => product * size, 1)
  return tensor(
    Float32Array.from({ length: count }, (_, i) => told.scale * Math.sin(0.7 * i + 0.01 * i * i)),
    { shape: told.shape },
  )
}

describe('a real model gives what onnxruntime gives (models of packages that are not installed are left out: TYPEGRAD_ONNX_MODULES names a folder of others)', () => {
  beforeAll(async () => {
    await acquire({ backend: 'cpu' })
  })

  for (const { name, file, inputs, outputs } of real)
    it.skipIf(!existsSync(`${modules}/${file}`))(name, async () => {
      const { apply, parameters } = fromOnnx(readFileSync(`${modules}/${file}`))
      const results = jit(apply)(parameters, Object.fromEntries(Object.entries(inputs).map(([key, told]) => [key, inputOf(told)])))
      for (const { name, shape, step, base64 } of outputs) {
        const result = results[name]
        if (!result) throw new Error(`${name} is missing`)
        expect(result.shape).toEqual(shape)
        const got = await result.data()
        const want = new Float32Array(bytesOf(base64).buffer)
        const off = Array.from(want, (x, i) => Math.abs((got[i * step] ?? Number.NaN) - x) / Math.max(1, Math.abs(x)))
        expect(Math.max(...off)).toBeLessThan(within)
      }
    })
})
