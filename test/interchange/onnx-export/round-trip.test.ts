import { beforeAll, describe, expect, it } from 'vitest'
import * as dsl from '../../../dsl/index.js'
import { type AnyTensor, acquire, key } from '../../../src/index.js'
import { fromOnnx } from '../../../src/interchange/onnx/read/from-onnx.js'
import { toOnnx } from '../../../src/interchange/onnx/write/export.js'
import { close } from '../../dsl/close.js'
import { layers } from './cases.js'
import { examples, predicted } from './examples.js'

beforeAll(() => acquire({ backend: 'reference' }))

describe('what is written as ONNX and read again', () => {
  it.each(Object.entries(layers))('%s', async (_, make) => {
    const model = make()
    const variables = dsl.init(model as never, key(1)) as { readonly params: unknown; readonly state: unknown }
    const { parameters, apply, inputs } = fromOnnx(await toOnnx(model, variables))
    const x = examples(model, 3)
    const got = Object.values(apply(parameters, Object.fromEntries(inputs.map(({ name }, i) => [name, x[i]])) as never)) as AnyTensor[]
    const want = predicted(model, variables, x)
    expect(got.length).toBe(want.length)
    for (const [i, y] of want.entries()) await close(got[i] as never, await y.data())
  })
})
