import { inspect as shown } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { dense, dropout, parallel, relu, sequential } from '../../dsl/index.js'
import { acquire, add, inspect, type Tensor, tensor } from '../../src/index.js'
import { backends, compiling } from '../support/targets.js'

afterAll(() => acquire({ backend: 'reference' }))

describe('console.log shows', () => {
  it.each(backends)('a device on %s as its name and its memory, in a line', async (backend) => {
    const device = await acquire({ backend })
    const x = add(tensor(new Float32Array(1_000_000)), 1)
    await x.data()
    const text = shown(device)
    expect(text).toBe(String(device))
    expect(text.startsWith(`Device ${backend} (${device.name}): `)).toBe(true)
    expect(text).toMatch(/: [\d.]+ MB in \d+ buffers, [\d.]+ MB at most$/)
    expect(JSON.parse(JSON.stringify(device))).toEqual({ backend, name: device.name, memory: device.memory() })
  })

  it.each(compiling)('a device on %s that is gone as gone', async (backend) => {
    const device = await acquire({ backend })
    device.destroy()
    expect(String(device)).toMatch(/, gone$/)
  })

  it('a model as its shapes and layers', () => {
    const model = sequential([3], dense(4), relu, dropout(0.1), dense(2))
    expect(shown(model)).toBe('Model [3] -> [2]: dense(4), relu, dropout(0.1), dense(2)')
    expect(`${model}`).toBe(shown(model))
    expect(shown({ two: sequential([[1], [2]], parallel(dense(3), dense(4))) })).toContain('Model [1] and [2] -> [3] and [4]: parallel')
  })

  it('an inspection as the text it is', () => {
    const inspection = inspect((x: Tensor<[2]>) => add(x, 1))(tensor([1, 2]))
    expect(shown(inspection)).toBe(String(inspection))
    expect(shown(inspection)).toMatch(/^program\(a f32\[2\]\) \{\n/)
  })
})
