import { inspect as shown } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import wabt from 'wabt'
import { dense, dropout, parallel, relu, sequential } from '../../dsl/index.js'
import { acquire, add, inspect, matmul, type Tensor, tensor, zeros } from '../../src/index.js'
import { backends, compiling } from '../support/targets.js'

const { readWasm } = await wabt()

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

  it('what each memory of a kernel is', async () => {
    const inspected = () => inspect((x: Tensor<[2]>) => add(x, 1))(tensor([1, 2])).code
    await acquire({ backend: 'reference' })
    expect(inspected()).toContain('// x0 is input 0: f32[2]\n// x1 is output 0: f32[2]\n@group(0) @binding(0)')
    await acquire({ backend: 'cpu' })
    expect(inspected()).toContain('// kernel 0\n// x0 is input 0: f32[2]\n')
  })
})

describe('an inspection', () => {
  it('has the WebAssembly of the cpu backend, its functions by name', async () => {
    const inspected = () => inspect((x: Tensor<[8, 16]>, y: Tensor<[16, 4]>) => matmul(x, y))(zeros([8, 16]), zeros([16, 4]))
    await acquire({ backend: 'cpu' })
    const { wasm = new Uint8Array() } = inspected()
    const read = readWasm(wasm, { simd: true, threads: true, bulk_memory: true, relaxed_simd: true, readDebugNames: true })
    read.applyNames()
    const names = [...read.toText({}).matchAll(/^ {2}\(func \$(\w+)/gm)].map(([, name]) => name)
    read.destroy()
    expect(names).toEqual(['barrier', 'nextTask', 'program', 'kernel0', 'run'])
    await acquire({ backend: 'reference' })
    expect(inspected().wasm).toBeUndefined()
  })
})
