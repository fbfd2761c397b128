import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { WebGpuBackend } from '../../src/backends/webgpu/webgpu.js'
import {
  acquire,
  add,
  DeviceLost,
  DisposedTensor,
  jit,
  KernelRejected,
  mul,
  nextTask,
  scan,
  sub,
  sum,
  type Tensor,
  tensor,
  zeros,
} from '../../src/index.js'
import { unary } from '../../src/primitives/unary.js'
import type { BackendDevice } from '../../src/runtime/device.js'
import { numbers } from '../support/elements.js'
import { failure } from '../support/failure.js'
import { backends } from '../support/targets.js'

/** Kernels that no other test has met: the driver is yet to compile them. */
let fresh = 1000
const unmet = (x: Tensor<[4]>): Tensor<[4]> => add(mul(x, x), fresh++)

describe('calls whose kernels are being compiled', () => {
  let backend: WebGpuBackend
  beforeAll(async () => {
    backend = ((await acquire({ backend: 'webgpu' })) as BackendDevice).on as WebGpuBackend
  })

  it('run in the order in which they are made, and what is ready waits for what is not', async () => {
    const double = jit((x: Tensor<[4]>) => mul(x, 2), { donate: [0] })
    await double(tensor([0, 0, 0, 0])).data()
    const at = fresh
    const [first, second] = [jit(unmet), jit(unmet)]
    const kernels = backend.pipelines.compiled
    const source = Float32Array.of(1, 2, 3, 4)
    let x: Tensor<[4]> = tensor(source, { shape: [4] })
    const before = x
    for (const f of [double, first, double, second, double]) x = f(x)
    const other = double(tensor([5, 6, 7, 8]))
    const expected = [1, 2, 3, 4].map((n) => 2 * ((2 * ((2 * n) ** 2 + at)) ** 2 + at + 1))
    expect(await numbers(x)).toEqual(expected.map(Math.fround))
    expect(await numbers(other)).toEqual([10, 12, 14, 16])
    expect(await failure(before.data())).toBeInstanceOf(DisposedTensor)
    expect(backend.pipelines.compiled - kernels).toBe(2)
  })

  it('read what was uploaded before them, though its array is written over meanwhile', async () => {
    const at = fresh
    const waits = jit(unmet)(tensor([1, 1, 1, 1]))
    const source = Float32Array.of(1, 2, 3, 4)
    const copied = add(tensor(source, { shape: [4] }), 1)
    const read = copied.data()
    source.fill(9)
    expect([...(await read)]).toEqual([2, 3, 4, 5])
    expect(await numbers(waits)).toEqual(Array.from({ length: 4 }, () => 1 + at))
  })

  it('may be loops, and be forgotten before they run', async () => {
    const at = fresh
    const total = jit(
      (xs: Tensor<[3, 4]>) => scan((sum: Tensor<[4]>, x: Tensor<[4]>) => [add(sum, unmet(x)), x] as const, zeros([4]), xs)[0],
    )
    const xs = add(zeros([3, 4]), 1)
    jit(unmet)(tensor([1, 2, 3, 4])).dispose()
    expect(await numbers(total(xs))).toEqual(Array.from({ length: 4 }, () => 3 * (1 + at + 1)))
  })
})

describe.each(backends)('compile, on %s', (name) => {
  it('compiles for arguments like these, and leaves them and their values alone', async () => {
    const device = (await acquire({ backend: name })) as BackendDevice
    let traces = 0
    const f = jit(
      (x: Tensor<['N', 2]>) => {
        traces++
        return sub(sum(x), fresh)
      },
      { donate: [0] },
    )
    const x = add(zeros([3, 2]), 1)
    const counts = 'counts' in device.on ? { ...(device.on as WebGpuBackend).counts } : {}
    await f.compile(x)
    if ('counts' in device.on) expect((device.on as WebGpuBackend).counts).toEqual(counts)
    expect(await numbers(x)).toEqual([1, 1, 1, 1, 1, 1])
    expect(traces).toBe(1)
    const result = f(x)
    expect(await failure(x.data())).toBeInstanceOf(DisposedTensor)
    expect(await numbers(result)).toEqual([6 - fresh])
    expect(traces).toBe(1)
  })

  it('leaves the thread to others between its steps, and a call in the meantime finishes them', async () => {
    await acquire({ backend: name })
    let traces = 0
    const f = jit((x: Tensor<[4]>) => {
      traces++
      let y: Tensor<[4]> = x
      for (let i = 0; i < 400; i++) y = add(mul(y, 0.5), sum(y))
      return y
    })
    const x = tensor([1, 2, 3, 4])
    let [others, isDone] = [0, false]
    const other = (): void => {
      others++
      if (!isDone) setImmediate(other)
    }
    setImmediate(other)
    const ready = f.compile(x).then(() => {
      isDone = true
    })
    await nextTask()
    const before = isDone
    const called = f(x)
    await ready
    expect(traces).toBe(1)
    if (name !== 'reference') expect([before, others > 0]).toEqual([false, true])
    expect(await numbers(f(x))).toEqual(await numbers(called))
  })

  it('of more kinds of arguments than are kept goes on, though the first are let go meanwhile', async () => {
    await acquire({ backend: name })
    const f = jit((x: Tensor<['N']>) => sum(mul(x, 2)))
    const all = Array.from({ length: 70 }, (_, i) => f.compile(add(zeros([i + 1]), 1)))
    await Promise.all(all)
    expect(await numbers(f(add(zeros([1]), 1)))).toEqual([2])
    expect(await numbers(f(add(zeros([70]), 1)))).toEqual([140])
  })

  it('may be tried again where it failed', async () => {
    const device = (await acquire({ backend: name })) as BackendDevice
    let fails = true
    const { compile } = device.on
    vi.spyOn(device.on, 'compile').mockImplementation((...args) => {
      if (fails) throw new Error('not now')
      return compile.apply(device.on, args)
    })
    const f = jit((x: Tensor<[2]>) => mul(x, 2))
    expect(await failure(f.compile(tensor([1, 2])))).toEqual(new Error('not now'))
    expect(() => f(tensor([1, 2]))).toThrow('not now')
    fails = false
    expect(await numbers(f(tensor([1, 2])))).toEqual([2, 4])
    vi.restoreAllMocks()
  })

  it('rejects with what a call throws', async () => {
    await acquire({ backend: name })
    const f = jit((x: Tensor<[2]>) => {
      throw new Error(`no program of ${x.shape}`)
    })
    expect(await failure(f.compile(zeros([2])))).toEqual(new Error('no program of 2'))
  })
})

describe('what is told of it', () => {
  it('on webgpu: how many kernels are compiled, of how many, at first and after each; nothing where all are', async () => {
    await acquire({ backend: 'webgpu' })
    const told: [number, number][] = []
    const f = jit((x: Tensor<[4]>) => [sum(unmet(x)), unmet(x)] as const, {
      progress: (compiled, kernels) => told.push([compiled, kernels]),
    })
    const x = tensor([1, 2, 3, 4])
    await f.compile(x)
    expect(told.length).toBeGreaterThan(1)
    const kernels = told.length - 1
    expect(told).toEqual(Array.from({ length: kernels + 1 }, (_, i) => [i, kernels]))
    await f.compile(x)
    expect(told.length).toBe(kernels + 1)
  })

  it('rejects where the driver refuses a kernel, as reading does', async () => {
    await acquire({ backend: 'webgpu' })
    const bad = unary({ name: 'refused_ahead', value: (x) => x, scalar: (s, x) => s.fromBits(s.shiftLeft(s.bits(x), 77)) })
    const f = jit((x: Tensor<[2]>) => bad(x))
    expect(await failure(f.compile(tensor([1, 2])))).toBeInstanceOf(KernelRejected)
    expect(await failure(f(tensor([1, 2])).data())).toBeInstanceOf(KernelRejected)
  })

  it('reading rejects, and does not wait for ever, where the device goes while it compiles', async () => {
    const device = (await acquire({ backend: 'webgpu' })) as BackendDevice
    const read = jit(unmet)(tensor([1, 2, 3, 4])).data()
    device.destroy()
    expect(await failure(read)).toBeInstanceOf(DeviceLost)
  })
})
