import { beforeAll, describe, expect, it, vi } from 'vitest'
import { apply, batchNorm, dense, dropout, init, predict, relu, residual, sequential, serial } from '../../dsl/index.js'
import { Pipelines } from '../../src/backends/webgpu/pipelines.js'
import type { WebGpuBackend } from '../../src/backends/webgpu/webgpu.js'
import {
  type AnyTensor,
  acquire,
  add,
  compute,
  exp,
  foldIn,
  full,
  grad,
  jit,
  key,
  mean,
  mul,
  normal,
  scope,
  slice,
  softmax,
  split,
  sub,
  sum,
  type Tensor,
  tensor,
  uniform,
  valueAndGrad,
  zeros,
} from '../../src/index.js'
import { BackendDevice } from '../../src/runtime/device.js'
import { numbers } from '../support/elements.js'
import { settled } from '../support/settled.js'
import { backends, compiling } from '../support/targets.js'

let device: BackendDevice
const acquireIt = async (backend: (typeof backends)[number]): Promise<void> => {
  const acquired = await acquire({ backend })
  if (!(acquired instanceof BackendDevice)) throw new Error('every device is one over a backend')
  device = acquired
}

/** Programs made ready for the device while something is done. */
const compilations = async (work: () => Promise<unknown>): Promise<number> => {
  const compile = vi.spyOn(device.on, 'compile')
  try {
    await work()
    return compile.mock.calls.length
  } finally {
    compile.mockRestore()
  }
}

describe.each(backends)('pending work on %s', (backend) => {
  beforeAll(() => acquireIt(backend))

  it('is not run with what a function being traced is yet to be given', async () => {
    // Masks of a key that is known, so many that they are run on the spot, beside results that depend on the arguments.
    const block = residual(serial(dense(8), batchNorm(), relu, dropout(0.1)))
    const model = sequential([8], block, block, block)
    const { params, state } = init(model, key(0))
    const step = jit((given: typeof params, x: Tensor<[16, 8]>) =>
      valueAndGrad(
        (p: typeof params) => {
          const [y, after] = apply(model, { params: p, state }, x, { training: true, key: key(1) })
          return [sum(y), after] as const
        },
        { aux: true },
      )(given),
    )
    const [[value]] = step(params, normal(key(2), [16, 8]))
    expect(Number.isFinite(await value.item())).toBe(true)
  })

  describe('keeps what it needs', () => {
    it('when an operand is disposed of', async () => {
      const x = tensor([1])
      const y = mul(x, 5)
      x.dispose()
      expect(await numbers(y)).toEqual([5])
      expect(await numbers(add(y, 1))).toEqual([6])
    })

    it('when an operand that is on the device is disposed of, and its memory is asked for at once', async () => {
      const x = add(tensor([1, 2, 3]), 1)
      await x.data()
      const y = mul(x, 5)
      x.dispose()
      const other = full([3], 9)
      await other.data()
      expect(await numbers(y)).toEqual([10, 15, 20])
    })

    it('when an operand goes at the end of a block', async () => {
      const helper = () => {
        using x = tensor([1, 2])
        using doubled = mul(x, 2)
        return add(doubled, x)
      }
      expect(await numbers(helper())).toEqual([3, 6])
    })

    it('when everything on the way is disposed of, in any order', async () => {
      const x = exp(tensor([0, 0]))
      await x.data()
      const z = mul(x, 2)
      const y = add(z, x)
      const twice = add(z, z)
      z.dispose()
      x.dispose()
      expect(await numbers(y)).toEqual([3, 3])
      expect(await numbers(twice)).toEqual([4, 4])
    })

    it('when an operand was computed in the meantime, and then disposed of', async () => {
      const z = mul(tensor([1, 2]), 3)
      const y = add(z, 1)
      await z.data()
      z.dispose()
      expect(await numbers(y)).toEqual([4, 7])
    })

    it('when an operand is donated', async () => {
      const step = jit((w: Tensor<[2]>) => add(w, 1), { donate: [0] })
      const w = tensor([1, 2])
      const y = mul(w, 10)
      const next = step(w)
      expect(await numbers(y)).toEqual([10, 20])
      expect(await numbers(next)).toEqual([2, 3])
      expect(() => mul(w, 2)).toThrow('donated')
    })

    it('and gives it back once it has run', async () => {
      const x = add(tensor([1, 2, 3]), 1)
      await x.data()
      const y = mul(x, 5)
      await settled()
      const before = device.memory().liveBuffers
      x.dispose()
      expect(device.memory().liveBuffers).toBe(before)
      await y.data()
      expect(device.memory().liveBuffers).toBe(before)
      y.dispose()
      expect(device.memory().liveBuffers).toBe(before - 1)
    })

    it('and gives it back if it is disposed of itself, without running', async () => {
      const x = add(tensor([1, 2, 3]), 1)
      await x.data()
      const z = mul(x, 5)
      const y = sum(z)
      await settled()
      const before = device.memory().liveBuffers
      x.dispose()
      z.dispose()
      y.dispose()
      expect(device.memory().liveBuffers).toBe(before - 1)
    })
  })

  describe('is done once', () => {
    const drawn = (seed: number) => normal(key(seed), [40, 40])

    it('where several pending tensors share it', async () => {
      const w = drawn(1)
      const [a, b] = [sum(w), mean(w)]
      await a.data()
      expect(w.source.kind).toBe('value')
      expect((await numbers(b))[0]).toBeCloseTo(((await numbers(a))[0] ?? Number.NaN) / 1600, 5)
    })

    it('from the second time on, where it is read again and again', async () => {
      const w = drawn(2)
      const first = await numbers(sum(w))
      expect(w.source.kind).toBe('application')
      const second = await numbers(sum(w))
      expect(w.source.kind).toBe('value')
      expect(await numbers(sum(w))).toEqual(second)
      expect(second[0]).toBeCloseTo(first[0] ?? Number.NaN, 3)
    })

    it('but what costs little is computed again rather than kept', async () => {
      const x = tensor([1, 2, 3])
      const y = mul(x, 2)
      for (let i = 0; i < 3; i++) expect(await numbers(add(y, i))).toEqual([2 + i, 4 + i, 6 + i])
      expect(y.source.kind).toBe('application')
    })

    it('where a gradient shares it with the value', async () => {
      const hidden: AnyTensor[] = []
      const loss = (x: Tensor<[3]>) => {
        const e = exp(x)
        hidden.push(e)
        return sum(mul(e, e))
      }
      const slope = grad(loss)(tensor([0, 0, 0]))
      expect(await numbers(slope)).toEqual([2, 2, 2])
    })

    it('when it is said to be wanted', async () => {
      const w = compute({ w: drawn(3) }).w
      expect(w.source.kind).toBe('value')
    })

    it('when weights are drawn', async () => {
      const model = sequential([3], dense(4), dense(2))
      const { params } = init(model, key(0))
      expect(params.map(({ kernel }) => kernel.source.kind)).toEqual(['value', 'value'])
      const variables = init(model, key(0))
      const x = zeros([2, 3])
      const draws = await compilations(async () => {
        await predict(model, variables, x).data()
        await predict(model, variables, x).data()
      })
      expect(draws).toBe(1)
    })
  })

  describe('numbers are no part of what is compiled', () => {
    it('where they are operands', async () => {
      const x = tensor([1, 2, 3, 4, 5])
      const count = await compilations(async () => {
        for (let i = 2; i < 22; i++) expect((await numbers(mul(x, 1 + i / 1000)))[1]).toBeCloseTo(2 + i / 500, 6)
      })
      // The first as it is, and then one of all numbers.
      expect(count).toBe(2)
    })

    it('where they are several, some of which stay', async () => {
      const x = tensor([1, 2])
      const n = tensor([1, 2], { dtype: 'i32' })
      const count = await compilations(async () => {
        for (let i = 2; i < 12; i++) {
          expect(await numbers(sum(mul(add(x, i + 0.5), 0.25)))).toEqual([(3 + 2 * (i + 0.5)) / 4])
          expect(await numbers(sum(mul(n, i)))).toEqual([3 * i])
        }
      })
      expect(count).toBe(4)
    })

    it('where they are offsets of slices', async () => {
      const x = tensor(
        Float32Array.from({ length: 120 }, (_, i) => i),
        { shape: [20, 6] },
      )
      const count = await compilations(async () => {
        for (let i = 1; i < 18; i++) expect(await numbers(slice(exp(mul(x, 0)), [i, i + 2], [1, 5, 2]))).toEqual([1, 1, 1, 1])
        for (let i = 1; i < 18; i++)
          expect(await numbers(slice(x, [i, i + 2], [1, 5, 2]))).toEqual([6 * i + 1, 6 * i + 3, 6 * i + 7, 6 * i + 9])
      })
      expect(count).toBe(4)
    })

    it('where they are folded into keys, and where keys are split', async () => {
      const count = await compilations(async () => {
        const seen = new Set<string>()
        for (let i = 0; i < 12; i++) seen.add(String(await numbers(uniform(foldIn(key(0), i), [3]))))
        for (const k of split(key(1), 12)) seen.add(String(await numbers(k)))
        expect(seen.size).toBe(24)
      })
      // Folds of 0, of 1, of 2, of any; keys of the first place, of the second, of any.
      expect(count).toBeLessThanOrEqual(7)
    })

    it('and what they stand for is what they stood for before', async () => {
      const one = await numbers(uniform(foldIn(key(0), 123), [3]))
      for (let i = 2; i < 6; i++) await numbers(uniform(foldIn(key(0), i), [3]))
      expect(await numbers(uniform(foldIn(key(0), 123), [3]))).toEqual(one)
      const compiled = jit(() => uniform(foldIn(key(0), 123), [3]))
      expect(await numbers(compiled())).toEqual(one)
    })
  })

  it('is run in a trace without what is traced, which has no value yet', async () => {
    const v = mul(normal(key(1), [2]), 0.1) // drawn where it is first asked for: within the trace
    const chain = (x: Tensor<[2]>) => {
      let y = x
      for (let i = 0; i < 300; i++) y = add(mul(y, v), x)
      return sum(y)
    }
    const slope = await numbers(jit(grad(chain))(tensor([3, 4])))
    const powers = (await numbers(v)).map((one) => 1 / (1 - one)) // the sum of all of them
    slope.forEach((one, i) => {
      expect(one).toBeCloseTo(powers[i] ?? Number.NaN, 4)
    })
  })

  it('does not pile up: 400 accumulations of chains are a few programs of one text', async () => {
    const count = await compilations(async () => {
      let total: AnyTensor = zeros([4])
      for (let i = 0; i < 400; i++) total = add(total, exp(sub(tensor([0, 0, 0, 0]), tensor([0, 0, 0, 0]))))
      expect(await numbers(total)).toEqual([400, 400, 400, 400])
    })
    expect(count).toBeLessThanOrEqual(3)
  })
})

describe.each(backends)('scope on %s', (backend) => {
  beforeAll(() => acquireIt(backend))

  it('disposes of what was made in it and is not returned', async () => {
    const x = add(tensor([1, 2, 3]), 1)
    const step = jit((w: Tensor<[3]>) => ({ w: mul(w, 2), other: add(w, 1) }))
    await Promise.all(Object.values(step(x)).map(numbers)) // what it is compiled to takes memory too
    await settled()
    const before = device.memory().liveBuffers
    const made: AnyTensor[] = []
    const { w } = scope(() => {
      const { w, other } = step(x)
      made.push(other)
      return { w: step(w).w }
    })
    expect(device.memory().liveBuffers).toBe(before + 1)
    expect(await numbers(w)).toEqual([8, 12, 16])
    expect(() => add(made[0] ?? x, 1)).toThrow('disposed')
    expect(await numbers(x)).toEqual([2, 3, 4])
  })

  it('keeps what pending results need, until they have run', async () => {
    const use = async () => {
      const y = scope(() => {
        const x = exp(tensor([0, 0]))
        return softmax(add(mul(x, 2), x))
      })
      expect(await numbers(y)).toEqual([0.5, 0.5])
      y.dispose()
    }
    await use()
    // Temporaries of the compiled program stay.
    await settled()
    const before = device.memory().liveBuffers
    await use()
    expect(device.memory().liveBuffers).toBe(before)
  })

  it('leaves what stands in for the disposed to whoever needs it after the scope', async () => {
    const inner = scope(() => add(exp(tensor([0, 1])), 1))
    // Read within a scope, what was disposed of in the first is read again after it.
    scope(() => compute(mul(inner, 2)))
    expect([...(await mul(inner, 3).data())].map(Math.round)).toEqual([6, 11])
    const other = scope(() => add(exp(tensor([0, 1])), 1))
    const [double, triple] = scope(() => [compute(mul(other, 2)), mul(other, 3)] as const)
    expect([...(await double.data()), ...(await triple.data())].map(Math.round)).toEqual([4, 7, 6, 11])
  })

  it('nests, hands errors on, and leaves what a function is compiled with', async () => {
    await settled()
    const before = device.memory().liveBuffers
    const f = jit((x: Tensor<[2]>) => add(x, tensor([1, 2])))
    const y = scope(() => {
      const inner = scope(() => f(tensor([1, 1])))
      return mul(inner, 2)
    })
    expect(await numbers(y)).toEqual([4, 6])
    y.dispose()
    expect(await numbers(scope(() => f(tensor([0, 0]))))).toEqual([1, 2])
    expect(() =>
      scope(() => {
        f(tensor([1, 1]))
        throw new RangeError('mine')
      }),
    ).toThrow(new RangeError('mine'))
    // What f closes over, and the last result; on the cpu backend also what f is compiled to.
    expect(device.memory().liveBuffers).toBe(before + (backend === 'cpu' ? 3 : 2))
  })

  it('refuses promises', () => {
    expect(() => scope(async () => tensor([1]))).toThrow('scope: the function returned a promise')
  })
})

describe('on webgpu', () => {
  beforeAll(() => acquireIt('webgpu'))

  it('pipelines that nobody asks for are let go', () => {
    const { device: gpu } = device.on as WebGpuBackend // it is the one acquired
    const pipelines = new Pipelines(gpu, 3)
    const kernel = (n: number) => `@compute @workgroup_size(1)\nfn main() { var x = ${n}; x++; }`
    const first = pipelines.of(kernel(0), [])
    for (let n = 1; n < 5; n++) {
      pipelines.of(kernel(n), [])
      // What is asked for again stays.
      expect(pipelines.of(kernel(0), [])).toBe(first)
    }
    expect([pipelines.kept, pipelines.compiled]).toEqual([3, 5])
    pipelines.of(kernel(1), [])
    expect([pipelines.kept, pipelines.compiled]).toEqual([3, 6])
  })
})

describe.each(compiling)('on %s', (backend) => {
  beforeAll(() => acquireIt(backend))

  it('a loop that neither donates nor disposes keeps a fraction of what it made', async () => {
    const step = jit((w: Tensor<[number]>) => mul(w, 0.999))
    let w: AnyTensor = full([1_000_000], 1)
    let most = 0
    for (let i = 0; i < 300; i++) {
      w = step(w as Tensor<[number]>)
      most = Math.max(most, device.memory().liveBytes)
      await new Promise((resolve) => setTimeout(resolve))
    }
    // 1.2 GB are made; when it is freed is up to the garbage collector, which a busy machine keeps waiting.
    expect(most / 2 ** 20).toBeLessThan(600)
  })

  it('a loop within one task is told once what helps', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const step = jit((w: Tensor<[number]>) => mul(w, 0.999))
    let w: AnyTensor = full([2_000_000], 1)
    for (let i = 0; i < 80; i++) w = step(w as Tensor<[number]>)
    await w.data()
    expect(warn.mock.calls.map(([text]) => String(text))).toEqual([expect.stringMatching(/^typegrad: \d+ MB of results .* scope\(/)])
    warn.mockRestore()
  })
})
