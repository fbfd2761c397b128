import { readFileSync } from 'node:fs'
import { beforeAll, describe, it } from 'vitest'
import { acquire, type DType, InvalidArgument, tensor } from '../../../src/index.js'
import { fromOnnx } from '../../../src/interchange/onnx/read/from-onnx.js'
import { bytesOf } from './fixtures.js'

/* ONNX's own suite is another judge. It is run by hand, since it is no part of what a checkout installs: scripts/onnx/conformance.py says how. */

interface Told {
  readonly dtype: DType
  readonly shape: number[]
  readonly data: readonly (number | string)[]
}

interface Case {
  readonly name: string
  readonly opset: number
  readonly models: readonly string[]
  readonly inputs: readonly (readonly [name: string, Told])[]
  readonly outputs: readonly (readonly [name: string, Told])[]
  readonly within: number
}

const path = process.env.TYPEGRAD_ONNX_SUITE
const suite: readonly Case[] = path === undefined ? [] : JSON.parse(readFileSync(path, 'utf8'))

/** What onnxruntime does otherwise too, and what differs where a half is rounded. */
const otherwise = /^test_(resize_downsample_scales_(cubic|linear)_align_corners|dynamicquantizelinear(_expanded)?)$/

const numbers = ({ data }: Told): number[] => data.map(Number)

const isNear = (x: number, want: number, within: number): boolean =>
  Math.abs(x - want) <= 1e-5 + within * Math.abs(want) || x === want || Object.is(x, want)

/** What is refused because it is not known, or because it depends on what is given: then it is tried with constants. */
const agrees = async ({ models, inputs, outputs, within }: Case): Promise<void> => {
  for (const [which, model] of models.entries()) {
    const given = which === 0 ? inputs : inputs.slice(0, which === 1 ? 1 : 0)
    try {
      const { apply, parameters } = fromOnnx(bytesOf(model))
      const results = apply(
        parameters,
        Object.fromEntries(given.map(([name, told]) => [name, tensor(numbers(told), { shape: told.shape, dtype: told.dtype })])),
      )
      for (const [name, told] of outputs) {
        const result = results[name]
        if (result?.dtype !== told.dtype || result.shape.join() !== told.shape.join())
          throw new Error(`${name} is ${result?.dtype} [${result?.shape}], not ${told.dtype} [${told.shape}]`)
        const got = Array.from(await result.data())
        const wrong = numbers(told).findIndex(
          (want, i) => !isNear(got[i] ?? Number.NaN, want, told.dtype === 'f16' ? 2e-3 : Math.max(within, 1e-4)),
        )
        if (wrong >= 0) throw new Error(`${name}[${wrong}] is ${got[wrong]}, not ${told.data[wrong]}`)
      }
      return
    } catch (error) {
      if (!(error instanceof InvalidArgument)) throw error
    }
  }
}

describe.skipIf(suite.length === 0)('what ONNX expects, or a sentence (needs TYPEGRAD_ONNX_SUITE)', () => {
  beforeAll(async () => {
    await acquire({ backend: 'reference' })
  })

  for (const one of suite) if (one.opset <= 21 && !otherwise.test(one.name)) it(one.name, () => agrees(one))
})
