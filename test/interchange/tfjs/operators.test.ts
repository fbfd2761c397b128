import { beforeAll, describe, expect, it } from 'vitest'
import { type AnyTensor, acquire } from '../../../src/index.js'
import { fromTfjs } from '../../../src/interchange/tfjs/from-tfjs.js'
import { plain } from '../../../src/interchange/tfjs/layers/plain.js'
import { wrappers } from '../../../src/interchange/tfjs/layers/wrappers.js'
import { operators } from '../../../src/interchange/tfjs/operators/table.js'
import { bytesOf, dtypeOf, type Fixture, graphs, inputsOf, layers } from './fixtures.js'

const within = 1e-5

const agrees = async (results: { readonly [name: string]: AnyTensor }, { outputs }: Fixture): Promise<void> => {
  expect(Object.keys(results).length).toBe(Object.keys(outputs).length)
  const all = Object.values(results)
  for (const [i, [name, stored]] of Object.entries(outputs).entries()) {
    const result = Array.isArray(outputs) ? all[i] : results[name]
    if (!result) throw new Error(`${name} is missing; there are ${Object.keys(results)}`)
    expect({ shape: [...result.shape], dtype: result.dtype }).toEqual({ shape: stored.shape, dtype: dtypeOf(stored) })
    const got = Array.from(await result.data(), Number)
    stored.data.forEach((want: number, at: number) => {
      const x = got[at] ?? Number.NaN
      if (!(Math.abs(x - want) <= within * Math.max(1, Math.abs(want))))
        throw new Error(`${name}[${at}] is ${x}; TensorFlow.js has ${want}`)
    })
  }
}

describe('an operator gives what TensorFlow.js gives', () => {
  beforeAll(async () => {
    await acquire({ backend: 'reference' })
  })

  for (const fixture of graphs)
    it(fixture.name, async () => {
      const { apply, parameters } = fromTfjs(fixture.model, bytesOf(fixture.weights))
      await agrees(apply(parameters, inputsOf(fixture)), fixture)
    })
})

describe('a layer gives what TensorFlow.js gives', () => {
  beforeAll(async () => {
    await acquire({ backend: 'reference' })
  })

  for (const fixture of layers)
    it(fixture.name, async () => {
      const { apply, parameters } = fromTfjs(JSON.stringify(fixture.model), [bytesOf(fixture.weights)])
      await agrees(apply(parameters, inputsOf(fixture)), fixture)
    })
})

it('nothing can be imported that is not compared, but for what is another name', () => {
  const text = JSON.stringify([graphs, layers])
  const rest = (table: object) =>
    Object.keys(table).filter((name) => !text.includes(`"op":"${name}"`) && !text.includes(`"class_name":"${name}"`))
  expect(rest(operators)).toEqual(['PlaceholderWithDefault'])
  expect(rest({ ...plain, ...wrappers })).toEqual([])
})
