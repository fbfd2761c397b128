import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import '../../node/remembered.js'
import { acquireWebGpu } from '../../src/backends/webgpu/adapter.js'
import { subgroupsOf, type WebGpuBackend, webGpuBackend } from '../../src/backends/webgpu/webgpu.js'
import { compile } from '../../src/compile/compile.js'
import { threadSchedules } from '../../src/compile/schedule/build.js'
import { candidates, nameOf } from '../../src/compile/schedule/candidates.js'
import type { Tiling } from '../../src/compile/schedule/schedule.js'
import {
  acquire,
  add,
  conv,
  inspect,
  jit,
  key,
  matmul,
  normal,
  relu,
  type Tensor,
  type Tuning,
  tensor,
  tune,
  tuning,
} from '../../src/index.js'
import { dot } from '../../src/primitives/dot.js'
import { trace } from '../../src/program/trace.js'
import { BackendDevice } from '../../src/runtime/device.js'
import { setCurrentDevice } from '../../src/tensor/device.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { compilesSlowly } from '../support/programs.js'

// Mesa's driver for processors takes 10 to 20 s for a convolution that is laid out for a GPU.
const slowly = await compilesSlowly()
const subgroups = await (async () => {
  const { device } = await acquireWebGpu()
  return subgroupsOf(device, device.adapterInfo)
})()
const subgroup = typeof subgroups === 'number' ? subgroups : undefined

let gpu: GPUDevice
beforeAll(async () => {
  const backend = await acquireWebGpu()
  gpu = backend.device
})
afterAll(async () => {
  await acquire({ backend: 'reference' })
})

/* What is measured is kept in a folder of each test. */
let folder = ''
const before = process.env.XDG_CACHE_HOME
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'typegrad-'))
  process.env.XDG_CACHE_HOME = folder
  return async () => {
    if (before === undefined) delete process.env.XDG_CACHE_HOME
    else process.env.XDG_CACHE_HOME = before
    await rm(folder, { recursive: true })
  }
})

/** A backend of its own, with choices of its own, in use from now on. */
const fresh = (layout: 'gpu' | 'cpu'): { readonly on: WebGpuBackend; readonly device: BackendDevice } => {
  const on = webGpuBackend(gpu, gpu.adapterInfo, threadSchedules(layout, undefined, { subgroups }))
  const device = new BackendDevice(on)
  setCurrentDevice(device)
  return { on, device }
}

/** It with choices that are given. */
const knowing = async (layout: 'gpu' | 'cpu', choices: Readonly<Record<string, string>>): Promise<void> => {
  const { device } = fresh(layout)
  await tune({ adapter: device.name, choices })
}

const kind = 'dot 1x100x72 over 96 of f32 and f32'
const model = (a: Tensor<[100, 96]>, b: Tensor<[96, 72]>) => relu(add(matmul(a, b), 0.5))

describe.each(['gpu', 'cpu'] as const)('laid out for a %s', (layout) => {
  const names = candidates(layout, subgroup).map(nameOf)

  it('what runs often is measured, and the best is used from then on', async () => {
    const { on } = fresh(layout)
    await tune('full')
    const run = jit(model)
    const [a, b] = [normal(key(0), [100, 96]), normal(key(1), [96, 72])]
    const before = await run(a, b).data()
    expect((await tuning()).choices).toEqual({})
    await run(a, b).data()
    await run(a, b).data()
    const { adapter, choices, milliseconds } = await tuning()
    expect(adapter).toBe(on.name)
    expect(Object.keys(choices)).toEqual([kind])
    expect(names).toContain(choices[kind])
    const measured = milliseconds?.[kind] ?? {}
    expect(Object.keys(measured).length).toBeGreaterThan(1)
    expect(Object.keys(measured).length).toBeLessThanOrEqual(8)
    expect(Math.min(...Object.values(measured))).toBe(measured[choices[kind] as string])
    const after = await run(a, b).data()
    for (const [i, x] of after.entries()) expect(Math.abs(x - (before[i] as number))).toBeLessThan(1e-4)
    // It stays chosen, for other programs too, and inspect says so.
    expect(inspect(model)(a, b).kernels).toContain(`${choices[kind]}, as measured`)
    await run(a, b).data()
    expect((await tuning()).choices).toEqual(choices)
  }, 300_000)

  it.each(names.map((name) => [name]))(
    '%s, given, makes what it should, with the same bits each time',
    async (name) => {
      fresh(layout)
      const [a, b] = [await normal(key(0), [100, 96]).data(), await normal(key(1), [96, 72]).data()]
      const bits = async (known: Readonly<Record<string, string>>) => {
        await knowing(layout, known)
        return jit(model)(tensor(a, { shape: [100, 96] }) as Tensor<[100, 96]>, tensor(b, { shape: [96, 72] }) as Tensor<[96, 72]>).data()
      }
      const [plain, first, second] = [await bits({}), await bits({ [kind]: name }), await bits({ [kind]: name })]
      expect(second).toEqual(first)
      for (const [i, x] of first.entries()) expect(Math.abs(x - (plain[i] as number))).toBeLessThan(1e-4)
    },
    300_000,
  )

  it.skipIf(slowly && layout === 'gpu').each(candidates(layout, subgroup).map((one) => [nameOf(one), one] as const))(
    '%s, for products of odd sizes and convolutions',
    async (_, one) => {
      const results = async (tilings: readonly Tiling[] | undefined) => {
        const on = webGpuBackend(gpu, gpu.adapterInfo, threadSchedules(layout, tilings))
        setCurrentDevice(new BackendDevice(on))
        const [x, k] = [normal(key(0), [2, 9, 8, 20]), normal(key(1), [3, 3, 20, 70])]
        const [a, b] = [normal(key(2), [130, 75]), normal(key(3), [75, 131])]
        const [convolved, product] = [conv(x, k, { padding: 'same' }), matmul(a, b)] as const
        return [await convolved.data(), await product.data()]
      }
      const [want, got] = [await results(undefined), await results([one])]
      got.forEach((values, i) => {
        const meant = want[i] as Float32Array
        const largest = meant.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
        for (const [j, x] of values.entries()) expect(Math.abs(x - (meant[j] as number)) / largest).toBeLessThan(1e-5)
      })
    },
    300_000,
  )

  it.skipIf(slowly && layout === 'gpu')(
    'a step of many products goes on with the right numbers while it is measured',
    async () => {
      fresh(layout)
      await tune('quick')
      const deep = jit((x: Tensor<[2, 12, 12, 40]>, k: Tensor<[3, 3, 40, 40]>, w: Tensor<[40, 40]>) =>
        matmul(relu(conv(relu(conv(x, k, { padding: 'same' })), k, { padding: 'same' })), w),
      )
      const args = [normal(key(0), [2, 12, 12, 40]), normal(key(1), [3, 3, 40, 40]), normal(key(2), [40, 40])] as const
      const want = await deep(...args).data()
      const largest = want.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
      for (let i = 0; i < 12; i++) {
        const got = await deep(...args).data()
        for (const [j, x] of got.entries()) expect(Math.abs(x - (want[j] as number)) / largest).toBeLessThan(1e-5)
      }
      const { choices } = await tuning()
      expect(Object.keys(choices).length).toBe(2)
      const got = await deep(...args).data()
      for (const [j, x] of got.entries()) expect(Math.abs(x - (want[j] as number)) / largest).toBeLessThan(1e-5)
    },
    240_000,
  )
})

it('is off unless it is asked for', async () => {
  fresh('gpu')
  const run = jit(model)
  for (let i = 0; i < 5; i++) await run(normal(key(0), [100, 96]), normal(key(1), [96, 72])).data()
  expect((await tuning()).choices).toEqual({})
})

describe('what was measured', () => {
  it('is kept in a file, and read by the next process', async () => {
    fresh('gpu')
    await tune('quick')
    const run = jit(model)
    for (let i = 0; i < 4; i++) await run(normal(key(0), [100, 96]), normal(key(1), [96, 72])).data()
    const found = await tuning()
    expect(Object.keys(found.choices)).toEqual([kind])
    const [file = ''] = await readdir(join(folder, 'typegrad'))
    const { milliseconds, ...plain } = found
    expect(JSON.parse(await readFile(join(folder, 'typegrad', file), 'utf8'))).toEqual(plain)
    expect(Object.keys(milliseconds?.[kind] ?? {}).length).toBeGreaterThan(0)
    fresh('gpu')
    await tune('quick')
    expect(await tuning()).toEqual({ ...plain, milliseconds: {} })
    // A file that holds something else is measured anew.
    await writeFile(join(folder, 'typegrad', file), '{"adapter": 3')
    fresh('gpu')
    await tune('quick')
    expect((await tuning()).choices).toEqual({})
  })

  it('is used all the same where it can not be kept, which is said once', async () => {
    process.env.XDG_CACHE_HOME = join(folder, 'file')
    await writeFile(join(folder, 'file'), '')
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    fresh('cpu')
    await expect(tune('quick')).rejects.toThrow('ENOTDIR')
    process.env.XDG_CACHE_HOME = join(folder, 'other')
    await tune('quick')
    process.env.XDG_CACHE_HOME = join(folder, 'file')
    const run = jit(model)
    for (let i = 0; i < 4; i++) await run(normal(key(0), [100, 96]), normal(key(1), [96, 72])).data()
    expect(Object.keys((await tuning()).choices)).toEqual([kind])
    expect(warn).toHaveBeenCalledOnce()
    expect(warn.mock.calls[0]?.[0]).toContain('typegrad: what was measured of kernels could not be kept: ')
    warn.mockRestore()
  })

  it('is told where measuring fails, and ends nothing: the program runs, and what comes next is measured', async () => {
    const { on } = fresh('cpu')
    await tune('full')
    vi.spyOn(gpu, 'createQuerySet').mockImplementationOnce(() => {
      throw new Error('no clock')
    })
    const run = jit(model)
    for (let i = 0; i < 4; i++) await run(normal(key(0), [100, 96]), normal(key(1), [96, 72])).data()
    await expect(tuning()).rejects.toThrow('no clock')
    const other = jit((a: Tensor<[64, 80]>, b: Tensor<[80, 64]>) => matmul(a, b))
    for (let i = 0; i < 4; i++) await other(normal(key(0), [64, 80]), normal(key(1), [80, 64])).data()
    await expect(tuning()).rejects.toThrow('no clock')
    expect([...(on.tuning.tuner?.choices.keys() ?? [])]).toEqual(['dot 1x64x64 over 80 of f32 and f32'])
  })

  it('is taken back as it is, of the same adapter alone', async () => {
    const { device } = fresh('gpu')
    const given: Tuning = { adapter: device.name, choices: { [kind]: 'registers 4' } }
    await tune({ adapter: device.name, choices: { other: 'registers 4' } })
    await tune(given)
    expect(await tuning()).toEqual({ ...given, milliseconds: {} })
    await expect(tune({ ...given, adapter: 'another' })).rejects.toThrow(
      `tune: it was measured on another, and this is ${device.name}; measure here, with tune('quick')`,
    )
  })

  it('has to be what it was', async () => {
    fresh('gpu')
    await expect(tune('fast' as never)).rejects.toThrow(
      "tune: the first argument is 'off', 'quick', 'full' or what tuning() gave; got 'fast'",
    )
    await expect(tune({ adapter: 'x', choices: { a: 3 } } as never)).rejects.toThrow('tune: the first argument is')
    await expect(tune('quick', 3 as never)).rejects.toThrow('tune: the device is what acquire gave; got 3')
    const device = await acquire({ backend: 'cpu' })
    await tune('quick')
    expect(await tuning(device)).toEqual({ adapter: device.name, choices: {}, milliseconds: {} })
    setCurrentDevice(undefined)
    await expect(tune('off')).rejects.toThrow('tune: no device was acquired; call acquire() before')
  })
})

it('every candidate keeps to the memory and the threads of a workgroup that every adapter has', () => {
  for (const one of candidates('gpu')) {
    const { nests } = compile(
      trace(
        ([a, b]) => [dot(a as AnyTensor, b as AnyTensor, { contract: [[1], [1]], batch: [[], []] })],
        [
          { shape: [256, 512], dtype: 'f32' },
          { shape: [256, 512], dtype: 'f32' },
        ],
      ),
      { bindings: 8, schedules: threadSchedules('gpu', [one]) },
    )
    for (const { outer, shared } of nests) {
      const words = shared.reduce((total, { size, inFours }) => total + size * (inFours ? 4 : 1), 0)
      expect([nameOf(one), words <= 4096]).toEqual([nameOf(one), true])
      const threads = outer.filter(({ role }) => role === 'thread').map(({ extent }) => extent)
      expect(shared.length === 0 || threads.every((count) => count <= 256)).toBe(true)
    }
  }
})
