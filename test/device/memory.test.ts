import { beforeAll, describe, expect, it, vi } from 'vitest'
import { accuracy, adam, dense, dropout, init, type Model, relu, sequential, softmaxCrossEntropy } from '../../dsl/index.js'
import { dispose } from '../../dsl/train/dispose.js'
import { noSums, type Running, start, summedStep } from '../../dsl/train/step.js'
import type { WebGpuBackend } from '../../src/backends/webgpu/webgpu.js'
import {
  type AnyTensor,
  acquire,
  add,
  type Device,
  exp,
  foldIn,
  jit,
  key,
  matmul,
  mul,
  sub,
  sum,
  type Tensor,
  tensor,
  tree,
} from '../../src/index.js'
import { BackendDevice } from '../../src/runtime/device.js'
import { memoryOf } from '../support/memory-of.js'
import { settled } from '../support/settled.js'
import { compiling } from '../support/targets.js'

let device: BackendDevice
const acquireIt = async (backend: (typeof compiling)[number]): Promise<void> => {
  const acquired: Device = await acquire({ backend })
  if (!(acquired instanceof BackendDevice)) throw new Error('every device is one over a backend')
  device = acquired
}
const onWebGpu = (): WebGpuBackend => device.on as WebGpuBackend // where it is the one asked for

const live = () => {
  const { liveBytes, liveBuffers, createdBuffers } = device.memory()
  return { liveBytes, liveBuffers, createdBuffers }
}

/** Steps of training a model that tells ten classes apart on numbers without sense, new ones for each step. */
const training = (model: Model, batch: number) => {
  const optimizer = adam()
  const step = summedStep(model, { loss: softmaxCrossEntropy as never, optimizer, metrics: [accuracy as never] }) // of outputs [N, 10] and classes [N]
  const size = model.input.reduce((product, n) => product * n, 1)
  let state: Running = { state: start(init(model, key(0)), optimizer, key(1)), sums: noSums(2) }
  let steps = 0
  return {
    /** Takes so many steps and waits for the last. */
    run: async (count: number): Promise<number> => {
      let loss = Number.NaN
      for (let i = 0; i < count; i++) {
        steps++
        const x = tensor(
          Float32Array.from({ length: batch * size }, (_, j) => ((j * 7919 + steps * 104729) % 1009) / 1009),
          { shape: [batch, ...model.input] },
        )
        const y = tensor(Int32Array.from({ length: batch }, (_, j) => (j + steps) % 10))
        const after = step(state, { x, y })
        dispose([x, y])
        state = after.running
        if (i === count - 1 || i % 50 === 49) loss = (await after.means.data())[0] ?? Number.NaN
        after.means.dispose()
      }
      return loss
    },
  }
}

describe('a training step of the MLP 784-128-10 with dropout and Adam, on batches of 128, on WebGPU', () => {
  beforeAll(() => acquireIt('webgpu'))

  const { run } = training(sequential([784], dense(128), relu, dropout(0.2), dense(10)), 128)

  it('is one submit of 14 dispatches', async () => {
    expect(await run(1)).toBeGreaterThan(0)
    const { dispatches, submits } = onWebGpu().counts
    await run(1)
    expect(onWebGpu().counts.submits - submits).toBe(1)
    // Not to be more than 30. Whoever finds fewer writes fewer here.
    expect(onWebGpu().counts.dispatches - dispatches).toBe(14)
  })

  it('creates no buffer and compiles no kernel after the first', async () => {
    await run(2)
    const before = { ...live(), kernels: onWebGpu().pipelines.compiled }
    await run(50)
    expect({ ...live(), kernels: onWebGpu().pipelines.compiled }).toEqual(before)
  })
})

describe('kernels on WebGPU', () => {
  beforeAll(() => acquireIt('webgpu'))

  it('that are equal are compiled once, whichever function they are of', async () => {
    const f = () => jit((x: Tensor<[77]>) => exp(add(mul(x, 3), 0.125)))
    const x = tensor(new Float32Array(77), { shape: [77] })
    const before = onWebGpu().pipelines.compiled
    await f()(x).data()
    expect(onWebGpu().pipelines.compiled).toBe(before + 1)
    await f()(x).data()
    await exp(add(mul(x, 3), 0.125)).data()
    expect(onWebGpu().pipelines.compiled).toBe(before + 1)
    await jit((y: Tensor<[77]>) => exp(add(mul(y, 3), 0.25)))(x).data()
    expect(onWebGpu().pipelines.compiled).toBe(before + 2)
  })
})

describe.each(compiling)('on %s', (backend) => {
  beforeAll(() => acquireIt(backend))

  /** Memory comes in pieces of so many bytes. */
  const piece = backend === 'cpu' ? 64 : 256
  const rounded = (bytes: number): number => Math.ceil(bytes / piece) * piece

  it('thousands of training steps leave memory on the device, in the heap and in the process where it was', async () => {
    const { run } = training(sequential([16], dense(16), relu, dropout(0.5), dense(10)), 16)
    const megabytes = async () => {
      await settled()
      const { rss, heapUsed, arrayBuffers } = process.memoryUsage()
      return { process: rss / 2 ** 20, heap: (heapUsed + arrayBuffers) / 2 ** 20 }
    }
    await run(500)
    await settled()
    const before = live()
    const measured = [await megabytes()]
    const growth = (of: 'process' | 'heap') => measured.slice(1).map((now, i) => now[of] - (measured[i]?.[of] ?? Number.NaN))
    const most = 0.5
    // Driver, engine and system take and give back pages when they like, by tens of megabytes on a busy machine; what steps leave behind would be there each
    // time: here, a kilobyte a step. So steps are taken until they have left nothing once.
    for (let i = 0; i < 20 && (i < 4 || Math.min(...growth('process')) >= most); i++) {
      await run(500)
      expect(live()).toEqual(before)
      measured.push(await megabytes())
    }
    expect(Math.min(...growth('process')), `megabytes in each 500 steps: ${growth('process')}`).toBeLessThan(most)
    expect(Math.min(...growth('heap')), `megabytes in each 500 steps: ${growth('heap')}`).toBeLessThan(0.05)
  })

  describe('programs', () => {
    it('are made, and the function traced, in the first call for each set of types and of what is no tensor', async () => {
      let traced = 0
      const compile = vi.spyOn(device.on, 'compile')
      try {
        const f = jit((x: AnyTensor, by: { readonly factor: number }) => {
          traced++
          return mul(x, by.factor)
        })
        const call = async (x: AnyTensor, factor: number, first: number | undefined) => {
          const result = f(x, { factor })
          expect((await result.data())[0]).toBe(first)
          return [traced, compile.mock.calls.length]
        }
        expect(await call(tensor([1, 2]), 2, 2)).toEqual([1, 1])
        expect(await call(tensor([3, 4]), 2, 6)).toEqual([1, 1])
        expect(await call(tensor([3, 4]), 3, 9)).toEqual([2, 2])
        expect(await call(tensor([1, 2, 3]), 2, 2)).toEqual([3, 3])
        expect(await call(tensor([5, 6], { dtype: 'i32' }), 2, 10)).toEqual([4, 4])
        expect(await call(tensor([7, 8]), 2, 14)).toEqual([4, 4])
        // Neither a name nor an order of keys makes another structure.
        expect((await f(tensor([1, 1]), Object.fromEntries([['factor', 3]]) as { factor: number }).data())[0]).toBe(3)
        expect(traced).toBe(4)
      } finally {
        compile.mockRestore()
      }
    })

    it('of pending work are made once for equal graphs', async () => {
      const compile = vi.spyOn(device.on, 'compile')
      try {
        const work = (x: number) => sum(mul(tensor([x, 2, 3]), 1.5)).item()
        expect(await work(1)).toBe(9)
        const { createdBuffers } = live()
        expect(await work(3)).toBe(12)
        expect(compile.mock.calls.length).toBe(1)
        // The first tensors are still held, so the second ones have memory of their own.
        expect(live().createdBuffers - createdBuffers).toBeLessThanOrEqual(2)
      } finally {
        compile.mockRestore()
      }
    })
  })

  describe('donation', () => {
    const step = jit(
      (state: { readonly w: Tensor<[1000]>; readonly n: Tensor<[]> }, x: Tensor<[1000]>) => ({
        w: add(mul(state.w, 0.5), x),
        n: add(state.n, 1),
      }),
      {
        donate: [0],
      },
    )
    const filled = (value: number) => tensor(new Float32Array(1000).fill(value), { shape: [1000] })

    it('writes results where the arguments lay: the memory is the same, and no more of it', async () => {
      const x = filled(1)
      let state = step({ w: filled(0), n: tensor(0) }, x)
      const [w, n] = [memoryOf(state.w), memoryOf(state.n)]
      await settled()
      const before = live()
      const { peakBytes } = device.memory()
      for (let i = 0; i < 20; i++) {
        state = step(state, x)
        expect([memoryOf(state.w), memoryOf(state.n)]).toEqual([w, n])
        expect(memoryOf(state.w)).toBe(w)
        expect(memoryOf(state.n)).toBe(n)
      }
      expect(live()).toEqual(before)
      expect(device.memory().peakBytes).toBe(peakBytes)
      expect((await state.w.data())[999]).toBeCloseTo(2, 5)
      expect(await state.n.item()).toBe(21)
      dispose([state, x])
    })

    it('gives memory back that no result can take over', async () => {
      const f = jit((x: Tensor<[1000]>) => sum(x), { donate: [0] })
      f(filled(0)).dispose() // what it is compiled to may take memory too
      const x = add(filled(1), 1)
      await x.data()
      await settled()
      const before = live().liveBytes
      const total = f(x)
      expect(await total.item()).toBe(2000)
      // 1,000 floats are gone, a scalar has come.
      expect(live().liveBytes - before).toBe(-rounded(4000) + rounded(4))
      total.dispose()
    })

    it('does not write over what a result still reads, or what is handed through', async () => {
      const f = jit((x: Tensor<[4]>) => [x, add(x, sum(x)), mul(x, 2)] as const, { donate: [0] })
      const [same, shifted, doubled] = f(tensor([1, 2, 3, 4]))
      expect([...(await same.data())]).toEqual([1, 2, 3, 4])
      expect([...(await shifted.data())]).toEqual([11, 12, 13, 14])
      expect([...(await doubled.data())]).toEqual([2, 4, 6, 8])
      const swap = jit((a: Tensor<[2]>, b: Tensor<[2]>) => [b, a] as const, { donate: [0, 1] })
      const [b, a] = swap(tensor([1, 2]), tensor([3, 4]))
      expect([[...(await b.data())], [...(await a.data())]]).toEqual([
        [3, 4],
        [1, 2],
      ])
      const product = jit((x: Tensor<[2, 2]>) => matmul(x, x), { donate: [0] })
      expect([
        ...(await product(
          tensor([
            [1, 2],
            [3, 4],
          ]),
        ).data()),
      ]).toEqual([7, 10, 15, 22])
      dispose([same, shifted, doubled, a, b])
    })
  })

  describe('memory is given back', () => {
    const large = () => add(tensor(new Float32Array(5000), { shape: [5000] }), 1)

    it('by dispose, at once, and only once', async () => {
      const [x, y] = [large(), large()]
      const double = jit((v: Tensor<[5000]>) => mul(v, 2))
      await Promise.all([x.data(), y.data(), double(y).data()])
      await settled()
      const before = live()
      x.dispose()
      expect(live().liveBytes).toBe(before.liveBytes - rounded(20_000))
      expect(live().liveBuffers).toBe(before.liveBuffers - 1)
      x.dispose()
      expect(live().liveBuffers).toBe(before.liveBuffers - 1)
      // The next of its size has its memory.
      const z = double(y)
      expect(live()).toEqual(before)
      dispose([y, z])
    })

    it('by using, at the end of the block', async () => {
      const given = tensor(new Float32Array(5000), { shape: [5000] })
      const f = jit((v: Tensor<[5000]>) => ({ out: mul(v, 2) }))
      dispose(f(given))
      await settled()
      const before = live()
      {
        using x = f(given).out
        expect(live().liveBuffers).toBe(before.liveBuffers + 1)
        expect((await x.data())[0]).toBe(0)
      }
      expect(live()).toEqual(before)
      given.dispose()
    })

    it('while a reading of it is under way, and the reading is not disturbed', async () => {
      const x = jit((v: Tensor<[5000]>) => add(v, 7))(tensor(new Float32Array(5000), { shape: [5000] }))
      const reading = x.data()
      x.dispose()
      const y = jit((v: Tensor<[5000]>) => add(v, 8))(tensor(new Float32Array(5000), { shape: [5000] }))
      expect(new Set(await reading)).toEqual(new Set([7]))
      expect(new Set(await y.data())).toEqual(new Set([8]))
      y.dispose()
    })

    it('of tensors that were forgotten, once they are collected', async () => {
      const f = jit((n: Tensor<[]>) => add(n, 1))
      const forget = async (count: number): Promise<void> => {
        for (let i = 0; i < count; i++) f(tensor(i))
        await f(tensor(0)).data()
      }
      await forget(1)
      await settled()
      const { liveBuffers } = live()
      await forget(100)
      expect(live().liveBuffers).toBeGreaterThan(liveBuffers + 100)
      await vi.waitFor(async () => {
        await settled()
        expect(live().liveBuffers).toBe(liveBuffers)
      })
    })

    it('of compiled functions that were forgotten, with their temporaries', async () => {
      const x = tensor(
        Float32Array.from({ length: 5000 }, (_, i) => i % 7),
        { shape: [5000] },
      )
      /** Whether it is larger than the mean of its exponentials: a sum in between, and what is summed. */
      const forget = async (count: number): Promise<number> => {
        let most = 0
        for (let i = 0; i < count; i++) {
          const f = jit((v: Tensor<[5000]>) => sub(v, sum(exp(mul(exp(v), sum(v))))))
          f(x).dispose()
          most = Math.max(most, live().liveBuffers)
        }
        return most
      }
      await forget(1)
      // What waits for kernels is given first.
      await mul(x, 2).data()
      await settled()
      const { liveBuffers } = live()
      expect(await forget(30)).toBeGreaterThan(liveBuffers + 25)
      await vi.waitFor(async () => {
        await settled()
        expect(live().liveBuffers).toBe(liveBuffers)
      })
    })

    it("of pending work never, since it has none: intermediate values are nobody's", async () => {
      const x = tensor(new Float32Array(5000).fill(1), { shape: [5000] })
      const chain = (): AnyTensor => {
        let y: AnyTensor = x
        for (let i = 0; i < 50; i++) y = add(y, 1)
        return y
      }
      await chain().data()
      await settled()
      await settled()
      const before = live().liveBuffers
      const y = chain()
      expect(live().liveBuffers).toBe(before)
      expect((await y.data())[0]).toBe(51)
      expect(live().liveBuffers).toBe(before + 1)
      dispose([x, y])
    })
  })

  it('a compiled function of a tree takes and leaves as many tensors as there are', async () => {
    const f = jit((k: { readonly key: ReturnType<typeof key> }) => ({ key: foldIn(k.key, 1) }))
    const k = f({ key: key(1) })
    await k.key.data()
    await settled()
    const before = live().liveBuffers
    const next = f(k)
    expect(live().liveBuffers - before).toBe(tree.leaves(next).length)
    dispose([k, next])
  })
})
