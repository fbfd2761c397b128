import { beforeAll, describe, expect, it } from 'vitest'
import * as dsl from '../../../dsl/index.js'
import { type AnyTensor, acquire, atan2, hypot, key, logAddExp, reshape, type Tensor, tensor } from '../../../src/index.js'
import { fromOnnx } from '../../../src/interchange/onnx/read/from-onnx.js'
import { toOnnx } from '../../../src/interchange/onnx/write/export.js'
import { close } from '../../dsl/close.js'
import { layers } from './cases.js'
import { examples, predicted } from './examples.js'

beforeAll(() => acquire({ backend: 'reference' }))

describe('what is written as ONNX and read again', () => {
  it('is the same at the ends of what floats can say', async () => {
    const f = (x: Tensor<[6]>) => {
      const [a, b] = [reshape(x, [6, 1]), reshape(x, [1, 6])]
      return [atan2(a, b), hypot(a, b), logAddExp(a, b)] as const
    }
    const ends = tensor([0, -0, 1, -1, Infinity, -Infinity])
    const { parameters, apply } = fromOnnx(await toOnnx(f)(ends))
    const got = Object.values(apply(parameters, [ends])) as readonly AnyTensor[]
    for (const [i, want] of f(ends).entries()) await close(got[i] as never, await want.data())
  })

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
