import { beforeAll, describe, expect, it } from 'vitest'
import { type AnyTensor, acquire } from '../../../src/index.js'
import { fromOnnx } from '../../../src/interchange/onnx/read/from-onnx.js'
import { toOnnx } from '../../../src/interchange/onnx/write/export.js'
import { bytesOf, elementsOf, type Fixture, fixtures, tensorOf } from './fixtures.js'

const within = 1e-5

const inputsOf = ({ inputs }: Fixture) => Object.fromEntries(Object.entries(inputs).map(([name, stored]) => [name, tensorOf(stored)]))

const agrees = async (results: { readonly [name: string]: AnyTensor }, { outputs }: Fixture, prefix = ''): Promise<void> => {
  expect(Object.keys(results).sort()).toEqual(
    Object.keys(outputs)
      .map((name) => prefix + name)
      .sort(),
  )
  for (const [name, stored] of Object.entries(outputs)) {
    const result = results[prefix + name]
    if (!result) throw new Error(`${name} is missing`)
    expect({ shape: [...result.shape], dtype: result.dtype }).toEqual({ shape: stored.shape, dtype: stored.dtype })
    const got = Array.from(await result.data())
    elementsOf(stored).forEach((want, i) => {
      const x = got[i] ?? Number.NaN
      if (!(Math.abs(x - want) <= within * Math.max(1, Math.abs(want))) && !Object.is(x, want) && !(x === 0 && want === 0))
        throw new Error(`${name}[${i}] is ${x}; onnxruntime has ${want}`)
    })
  }
}

describe('an operator gives what onnxruntime gives', () => {
  beforeAll(async () => {
    await acquire({ backend: 'reference' })
  })

  for (const fixture of fixtures)
    it(fixture.name, async () => {
      const { apply, parameters } = fromOnnx(bytesOf(fixture.model))
      await agrees(apply(parameters, inputsOf(fixture)), fixture)
    })
})

/** Bits are written as whole numbers of 64, which become 32 here. */
const beyond = /^(Bitwise|BitShift|Cast-17 u?int8)/

describe('a file that was read is written, and read again', () => {
  beforeAll(async () => {
    await acquire({ backend: 'reference' })
  })

  for (const fixture of fixtures.filter(({ name }) => !beyond.test(name)))
    it(fixture.name, async () => {
      const { apply, parameters } = fromOnnx(bytesOf(fixture.model))
      const written = await toOnnx((inputs: ReturnType<typeof inputsOf>) => apply(parameters, inputs))(inputsOf(fixture))
      const again = fromOnnx(written)
      await agrees(
        again.apply(again.parameters, Object.fromEntries(Object.entries(inputsOf(fixture)).map(([name, x]) => [`arg0.${name}`, x]))),
        fixture,
        'result.',
      )
    })
})
