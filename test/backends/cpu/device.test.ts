import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CpuBackend } from '../../../src/backends/cpu/cpu.js'
import type { Crew } from '../../../src/backends/cpu/crew.js'
import {
  type AnyTensor,
  acquire,
  add,
  broadcastTo,
  DeviceLost,
  exp,
  grad,
  jit,
  matmul,
  mul,
  OutOfDeviceMemory,
  scan,
  slice,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
} from '../../../src/index.js'
import type { BackendDevice } from '../../../src/runtime/device.js'
import { numbers } from '../../support/elements.js'
import { failure } from '../../support/failure.js'
import { settled } from '../../support/settled.js'
import { trapping } from './modules.js'

/** The crews that devices were made with, the last one last. */
const { crews } = vi.hoisted(() => ({ crews: [] as unknown[] }))
vi.mock('../../../src/backends/cpu/create-crew.js', async (original) => {
  const { createCrew } = await original<typeof import('../../../src/backends/cpu/create-crew.js')>()
  return {
    createCrew: (options: Parameters<typeof createCrew>[0]) => {
      const crew = createCrew(options)
      crews.push(crew)
      return crew
    },
  }
})

let device: BackendDevice
let crew: Crew
const acquireIt = async (): Promise<void> => {
  device = (await acquire({ backend: 'cpu', threads: 2 })) as BackendDevice // every device is one over a backend
  crew = crews.at(-1) as Crew // that is what is pushed
}
beforeEach(acquireIt)

const runs = () => (device.on as CpuBackend).counts.runs // it is the one asked for
const live = () => {
  const { liveBytes, liveBuffers } = device.memory()
  return { liveBytes, liveBuffers }
}

describe('a loop of 1,000 steps', () => {
  const steps = 1000
  const cell = (w: Tensor<[5, 5]>, xs: Tensor<[typeof steps, 5]>) =>
    scan(
      (h: Tensor<[5]>, x: Tensor<[5]>) => {
        const next = tanh(add(matmul(w, h), x))
        return [next, sum(next)] as const
      },
      tensor([0, 0.1, -0.1, 0.2, 0]),
      xs,
    )
  const [weights, inputs] = [25, 5 * steps].map((size) => Float32Array.from({ length: size }, (_, i) => Math.sin(3 * i) * 0.7))
  const w = () => tensor(weights ?? [], { shape: [5, 5] })
  const xs = () => tensor(inputs ?? [], { shape: [steps, 5] })

  it('is one run, forward and back, and says what the reference says', async () => {
    const forward = jit(cell)
    const back = jit(grad((m: Tensor<[5, 5]>, list: Tensor<[typeof steps, 5]>) => sum(cell(m, list)[1])))
    const [m, list] = [w(), xs()]
    for (const first of [true, false]) {
      const before = runs()
      forward(m, list)
      expect(runs() - before, first ? 'the first' : 'the second').toBe(1)
      back(m, list)
      expect(runs() - before).toBe(2)
    }
    const got = [...forward(m, list), back(m, list)].map(numbers)
    const found = await Promise.all(got)
    await acquire({ backend: 'reference' })
    const want = await Promise.all([...forward(w(), xs()), back(w(), xs())].map(numbers))
    for (const [i, values] of want.entries()) {
      const largest = Math.max(...values.map(Math.abs))
      const differences = values.map((value, j) => Math.abs(value - (found[i]?.[j] ?? Number.NaN)))
      // What all steps share gets its gradient step by step, a thousand roundings.
      expect(Math.max(...differences) / largest).toBeLessThan(i === 2 ? 1e-4 : 1e-5)
    }
  })
})

describe('memory', () => {
  const sentence =
    /^cpu: \d+ bytes in one piece were asked for; \d+ are in use, and the memory, which may grow to \d+ bytes, has no such piece left$/
  /** Whichever it is that is too large: the first result, a later one, or a temporary. */
  const tooMany = 2 ** 30 + 64

  it('that is not there is OutOfDeviceMemory: a reading rejects, a compiled call throws, and what was there stays', async () => {
    const x = add(tensor([1, 2]), 1)
    await x.data()
    const error = await failure(broadcastTo(slice(x, 0), [tooMany]).data())
    expect(error).toBeInstanceOf(OutOfDeviceMemory)
    expect(error).toMatchObject({ message: expect.stringMatching(sentence), requested: 4 * tooMany })
    expect(() => jit((y: Tensor<[]>) => broadcastTo(y, [tooMany]))(slice(x, 0))).toThrow(sentence)
    expect(await numbers(x)).toEqual([2, 3])
    expect(await numbers(mul(x, 2))).toEqual([4, 6])
  })

  it.each<[string, (y: Tensor<[2]>) => readonly AnyTensor[]]>([
    ['a result between others', (y) => [mul(y, 2), broadcastTo(slice(y, 0), [tooMany]), mul(y, 3)]],
    [
      'a temporary',
      (y) => {
        const large = exp(broadcastTo(slice(y, 0), [tooMany]))
        return [mul(y, 2), sum(mul(large, sum(large)))]
      },
    ],
  ])('leaves nothing held, and takes no argument away, where it lacks for %s', async (_, f) => {
    const x = add(tensor([1, 2]), 1)
    await x.data()
    await settled()
    const before = live()
    const compiled = jit(f, { donate: [0] })
    expect(() => compiled(x)).toThrow(OutOfDeviceMemory)
    expect(await numbers(x)).toEqual([2, 3])
    await settled()
    expect(live().liveBuffers).toBeLessThanOrEqual(before.liveBuffers + 2) // what the compiled program itself takes
    const once = live()
    for (let i = 0; i < 20; i++) expect(() => compiled(x)).toThrow(OutOfDeviceMemory)
    expect(live()).toEqual(once)
    expect(await numbers(x)).toEqual([2, 3])
  })

  it('is what is live: as much after dispose as before', async () => {
    const f = jit((x: Tensor<[1000, 30]>) => {
      const rows = sum(x, { axis: 1 })
      return { all: sub(x, 1), rows, total: sum(mul(rows, rows)) }
    })
    const x = tensor(new Float32Array(30_000), { shape: [1000, 30] })
    const first = f(x)
    await first.total.data()
    for (const one of Object.values(first)) one.dispose()
    await settled()
    const before = live()
    const { all, rows, total } = f(x)
    // Blocks are whole lines of 64 bytes.
    expect(live()).toEqual({ liveBytes: before.liveBytes + 120_000 + 4032 + 64, liveBuffers: before.liveBuffers + 3 })
    await all.data()
    for (const one of [all, rows, total]) one.dispose()
    expect(live()).toEqual(before)
    expect(device.memory().peakBytes).toBeGreaterThanOrEqual(before.liveBytes + 120_000)
    expect(device.memory().heldBytes).toBeGreaterThanOrEqual(device.memory().peakBytes)
  })
})

describe('a thread that stops', () => {
  afterEach(() => device.destroy())

  it('is DeviceLost at the next reading, and from then on; acquire() gives a device that works', async () => {
    const [x, f] = [add(tensor([1, 2]), 1), jit((y: Tensor<[2]>) => mul(y, 2))]
    expect(await numbers(f(x as Tensor<[2]>))).toEqual([4, 6])
    const lost = device
    crew.submit(crew.load(trapping(crew.limits), 0), Int32Array.of(1))
    const pending = add(x, 1)
    const error = await failure(pending.data())
    expect(error).toBeInstanceOf(DeviceLost)
    expect(error).toMatchObject({
      message: 'cpu: a thread stopped with RuntimeError: unreachable; its tensors are lost. acquire() gives a new one',
    })
    for (const one of [x, pending, add(tensor([1, 2]), 1)]) expect(await failure(one.data())).toBeInstanceOf(DeviceLost)
    expect(() => f(tensor([1, 2]))).toThrow(DeviceLost)
    expect(String(lost)).toMatch(/, gone$/)
    await acquireIt()
    expect(device).not.toBe(lost)
    // A compiled function is compiled anew for it.
    expect(await numbers(f(tensor([3, 4])))).toEqual([6, 8])
    expect(await numbers(add(tensor([1, 2]), 1))).toEqual([2, 3])
  })
})
