import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dense, dropout, flatten, init, predict, sequential } from '../../dsl/index.js'
import type { CpuBackend } from '../../src/backends/cpu/cpu.js'
import type { WebGpuBackend } from '../../src/backends/webgpu/webgpu.js'
import {
  type AnyTensor,
  acquire,
  add,
  bernoulli,
  bits,
  categorical,
  checkpoint,
  cond,
  debug,
  div,
  exp,
  foldIn,
  grad,
  greater,
  jit,
  type Key,
  key,
  log,
  max,
  mul,
  normal,
  permutation,
  sin,
  softmax,
  split,
  sqrt,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tensor,
  truncatedNormal,
  uniform,
  valueAndGrad,
  vmap,
  where,
} from '../../src/index.js'
import type { BackendDevice } from '../../src/runtime/device.js'
import { numbers } from '../support/elements.js'
import { keyReused, notFinite } from '../support/failure.js'
import { backends, compiling } from '../support/targets.js'
import { writtenIn } from '../support/written.js'

const written = writtenIn(import.meta.url)

/** New for each test, so that it goes to the device of the test. */
let x: Tensor<[3]>
beforeEach(() => {
  x = tensor([1, 2, 0])
})

describe.each(backends)('debug.nanCheck on %s', (backend) => {
  let device: BackendDevice
  beforeEach(async () => {
    device = (await acquire({ backend })) as BackendDevice // every device is one over a backend
    debug.nanCheck(true)
  })
  afterEach(() => debug.nanCheck(false))

  it('names the operation that made them, how many, of what type, and the line', async () => {
    const loss = (y: Tensor<[3]>) => log(sub(y, 1))
    const error = await notFinite(loss(x))
    expect(error).toMatchObject({ operation: 'log', shape: [3], dtype: 'f32', nans: 1, infinities: 1 })
    expect(error.message).toMatch(
      /^nanCheck: log makes 1 NaN and 1 infinity of f32\[3\], at loss \(test\/runtime\/debug\.test\.ts:\d+:\d+\)$/,
    )
    expect(written(error.at)).toBe('log(sub(y, 1))')
  })

  it('names the first of several, in the order of the program', async () => {
    const first = sqrt(sub(x, 1)) // the first
    const error = await notFinite(sum(log(sub(mul(first, 2), 100))))
    expect(error.message).toContain('nanCheck: sqrt makes 1 NaN of f32[3]')
    expect(written(error.at)).toBe('sqrt(sub(x, 1)) // the first')
  })

  it('knows what a float does not hold', async () => {
    expect((await notFinite(exp(tensor([1, 100, 200])))).message).toContain('exp makes 2 infinities of f32[3]')
    expect((await notFinite(div(tensor([1, 0]), 0))).message).toContain('divide makes 1 NaN and 1 infinity of f32[2]')
    expect(await numbers(mul(tensor([-3.4028234663852886e38, 1]), 1))).toEqual([-3.4028234663852886e38, 1])
  })

  it('finds the line in compiled functions, in gradients, in mapped and in checkpointed ones', async () => {
    const root = (y: Tensor<[3]>) => sum(sqrt(y))
    const inverse = async (made: AnyTensor, operation: string) => {
      const error = await notFinite(made)
      expect(error.operation).toBe(operation)
      expect(error.at).toContain('root (')
      expect(written(error.at)).toBe('sqrt(y))')
    }
    const negative = tensor([1, -2, 3])
    await inverse(jit(root)(negative), 'sqrt')
    // The root of 0 is no infinity, its derivative is one.
    await inverse(grad(root)(x), 'reciprocal')
    await inverse(jit(grad(root))(x), 'reciprocal')
    await inverse(jit(valueAndGrad(root))(negative)[0], 'sqrt')
    await inverse(vmap(root)(tensor([[1, 2, 3], [1, -2, 3]])), 'sqrt') // biome-ignore format: one line
    await inverse(jit(checkpoint(root))(negative), 'sqrt')
    await inverse(jit(grad(checkpoint(root)))(x), 'reciprocal')
  })

  it('says through which line of a layer it came', async () => {
    const model = sequential([2], dense(3))
    const variables = init(model, key(0))
    const poisoned = { ...variables, params: { ...variables.params } }
    const large = mul(tensor([[3e38, 3e38]]), 1)
    const error = await notFinite(predict(model, poisoned, mul(large, 1)))
    expect(error.message).toMatch(/, at test\/runtime\/debug\.test\.ts:\d+:\d+, through dsl\/\S+\.ts:\d+:\d+$/)
    expect(written(error.at)).toMatch(/^predict\(/)
  })

  it('spoils what is computed from it later, and nothing else', async () => {
    const bad = log(sub(x, 1)) // here
    const step = jit((y: Tensor<[3]>) => add(y, 1), { donate: [0] })
    const later = [add(bad, 1), step(step(add(bad, 2)))]
    for (const one of [bad, ...later]) expect(written((await notFinite(one)).at)).toBe('log(sub(x, 1)) // here')
    expect(await numbers(add(x, 1))).toEqual([2, 3, 1])
  })

  it('lets infinities pass that are given or meant, and NaN that is given', async () => {
    const mask = tensor([0, Number.NEGATIVE_INFINITY, 0])
    expect(await numbers(softmax(add(tensor([1, 5, 1]), mask)))).toEqual([0.5, 0, 0.5])
    const masked = (y: Tensor<[3]>) => sum(softmax(where(tensor([true, false, true]), y, Number.NEGATIVE_INFINITY)))
    expect(await jit(masked)(x).item()).toBeCloseTo(1)
    expect((await numbers(jit(grad(masked))(x))).every(Number.isFinite)).toBe(true)
    expect(await max(add(mask, 1)).item()).toBe(1)
    expect(await numbers(add(tensor([Number.NaN, 1]), 1))).toEqual([Number.NaN, 2])
  })

  it('looks at the branch that is meant', async () => {
    const safeLog = (y: Tensor<[]>) => cond(greater(y, 0), log, (z: Tensor<[]>) => z, y)
    for (const f of [safeLog, jit(safeLog)]) {
      expect(await f(tensor(-1)).item()).toBe(-1)
      expect(await f(tensor(1)).item()).toBe(0)
    }
    const taken = (z: Tensor<[]>) => log(z) // taken
    const error = await notFinite(jit((y: Tensor<[]>) => cond(greater(y, -5), taken, (z: Tensor<[]>) => z, y))(tensor(-1)))
    expect(error).toMatchObject({ operation: 'log', nans: 1, steps: [] })
    expect(written(error.at)).toBe('log(z) // taken')
  })

  it('does not let NaN pass that infinities make', async () => {
    const nothing = new Array(2).fill(Number.NEGATIVE_INFINITY)
    expect((await notFinite(softmax(tensor(nothing, { shape: [2] })))).message).toContain('subtract makes 2 NaN of f32[2]')
  })

  it('finds nothing in what the library draws and trains with', async () => {
    const drawn = [uniform(key(1), [50]), normal(key(1), [50]), truncatedNormal(key(1), 0, Number.POSITIVE_INFINITY, [50])]
    for (const one of drawn) expect((await numbers(one)).every(Number.isFinite)).toBe(true)
    expect(await numbers(categorical(key(1), tensor([0, Number.NEGATIVE_INFINITY, 0])))).not.toEqual([1])
  })

  it('changes no result: values, results handed through, memory', async () => {
    const f = (y: Tensor<[3]>) => {
      const z = sin(y)
      return { z, again: z, y, drawn: bernoulli(key(3), 0.5, [4]), total: sum(mul(z, z)), constant: stopGradient(tensor([2])) }
    }
    const compiled = jit(f)
    const read = async () => {
      const results = compiled(x)
      const values = await Promise.all(Object.values(results).map(numbers))
      for (const result of Object.values(results)) result.dispose()
      return values
    }
    await read()
    const before = device.memory().liveBuffers
    const checked = await read()
    // What other tests left behind may be collected meanwhile.
    expect(device.memory().liveBuffers).toBeLessThanOrEqual(before)
    debug.nanCheck(false)
    const plain = await read()
    for (const [i, values] of plain.entries()) for (const [j, value] of values.entries()) expect(checked[i]?.[j]).toBeCloseTo(value, 6)
  })

  it('looks at functions that were compiled before it was switched on, and no longer once it is off', async () => {
    const f = jit((y: Tensor<[3]>) => log(y))
    debug.nanCheck(false)
    expect(await numbers(f(x))).toContain(Number.NEGATIVE_INFINITY)
    debug.nanCheck(true)
    expect(await notFinite(f(x))).toMatchObject({ operation: 'log', infinities: 1 })
    debug.nanCheck(false)
    expect(await numbers(f(x))).toContain(Number.NEGATIVE_INFINITY)
  })
})

/** What a backend counted, by its own names. */
type Counts = Readonly<Record<string, number>>

it.each(compiling)('debug.nanCheck on %s costs no dispatch while it is off, whatever it was before', async (backend) => {
  const device = (await acquire({ backend })) as BackendDevice // every device is one over a backend
  const { counts } = device.on as CpuBackend | WebGpuBackend // it is the one asked for
  const work = async () => {
    const before: Counts = { ...counts }
    await jit((y: Tensor<[3]>) => sum(sin(mul(y, y))))(x).item()
    await sum(exp(add(x, 1))).item()
    return Object.fromEntries(Object.entries<number>({ ...counts }).map(([name, count]) => [name, count - (before[name] ?? 0)]))
  }
  const never = await work()
  debug.nanCheck(true)
  const on = await work()
  debug.nanCheck(false)
  expect(await work()).toEqual(never)
  expect(never).toEqual(backend === 'cpu' ? { runs: 2 } : { dispatches: 2, submits: 2 })
  expect(on.runs ?? on.submits).toBeGreaterThan(5)
})

describe('debug.keyReuse', () => {
  beforeEach(async () => {
    await acquire({ backend: 'reference' })
    debug.keyReuse(true)
  })
  afterEach(() => debug.keyReuse(false))

  it('refuses a key that a sampler used before, with both lines', () => {
    const k = key(0)
    const draw = () => uniform(k, [3]) // first
    const again = () => normal(k, [3]) // again
    draw()
    const error = keyReused(again)
    expect(error.message).toMatch(
      /^normal: the key was used before, by uniform at draw \(\S+\), and is used again at again \(\S+\); split it, and use each new key once$/,
    )
    expect(error.first.by).toBe('uniform')
    expect(written(error.first.at)).toBe('uniform(k, [3]) // first')
    expect(error.again.by).toBe('normal')
    expect(written(error.again.at)).toBe('normal(k, [3]) // again')
  })

  const uses: readonly [string, (k: Key) => unknown][] = [
    ['bits', (k) => bits(k, [2])],
    ['uniform', (k) => uniform(k, [2])],
    ['normal', (k) => normal(k, [2])],
    ['truncatedNormal', (k) => truncatedNormal(k, -1, 1, [2])],
    ['bernoulli', (k) => bernoulli(k, 0.5, [2])],
    ['categorical', (k) => categorical(k, x)],
    ['permutation', (k) => permutation(k, 5)],
    ['permutation', (k) => permutation(k, x)],
    ['split', (k) => split(k)],
    ['split', (k) => split(k, 3)],
  ]
  it.each(uses)('counts %s as a use', (name, use) => {
    const k = key(0)
    use(k)
    for (const [other, after] of uses) expect(keyReused(() => after(k))).toMatchObject({ first: { by: name }, again: { by: other } })
  })

  it('lets new keys be used, and a key be folded with numbers that differ', () => {
    const k = key(0)
    const [a, b] = split(k)
    for (const one of [a, b, key(0), ...[1, 2, 3].map((n) => foldIn(a, n)), foldIn(k, 7)]) normal(one, [2])
    expect(split(x, [1, 2]).length).toBe(2)
  })

  it('knows that a key of a split is the one of its number, folded in, and that a permutation splits', () => {
    const k = key(0)
    const [, second] = split(k, 3)
    normal(foldIn(k, 1), [2])
    normal(foldIn(k, 3), [2])
    expect(keyReused(() => uniform(second as Key, [2]))).toMatchObject({ first: { by: 'normal' }, again: { by: 'uniform' } })
    const other = key(0)
    normal(foldIn(other, tensor(0, { dtype: 'i32' })), [2])
    const [short] = split(other, 2)
    expect(keyReused(() => normal(short, [2]))).toMatchObject({ first: { by: 'normal' }, again: { by: 'normal' } })
    const third = key(0)
    normal(foldIn(third, 1), [2])
    expect(keyReused(() => permutation(third, 5))).toMatchObject({ first: { by: 'normal' }, again: { by: 'permutation' } })
  })

  it('knows a key that is folded with the same number again', () => {
    const k = key(0)
    normal(foldIn(foldIn(k, 1), 2), [2])
    foldIn(k, 1)
    expect(keyReused(() => uniform(foldIn(foldIn(k, 1), 2), [2]))).toMatchObject({ first: { by: 'normal' }, again: { by: 'uniform' } })
  })

  it('holds inside functions that are traced, and of keys passed to them', () => {
    const twice = (k: Key) => add(uniform(k, [2]), normal(k, [2]))
    expect(keyReused(() => jit(twice)(key(0)))).toMatchObject({ first: { by: 'uniform' }, again: { by: 'normal' } })

    const once = jit(function step(k: Key) {
      return uniform(k, [2])
    })
    const k = key(0)
    once(k)
    once(key(1))
    expect(keyReused(() => once(k))).toMatchObject({ first: { by: 'step' }, again: { by: 'step' } })
    expect(keyReused(() => split(k))).toMatchObject({ first: { by: 'step' }, again: { by: 'split' } })

    const noisy = (w: Tensor<[]>, of: Key) => sum(mul(normal(of, [2]), w))
    const other = key(2)
    grad(noisy)(tensor(1), other)
    expect(keyReused(() => jit(noisy)(tensor(1), other))).toMatchObject({ first: { by: 'grad' }, again: { by: 'noisy' } })

    const keys = bits(key(3), [4, 2]) as Tensor<[4, 2], 'u32'>
    const drawn = vmap((one: Key) => normal(one, [2]))
    drawn(keys)
    expect(keyReused(() => drawn(keys))).toMatchObject({ first: { by: 'vmap' }, again: { by: 'vmap' } })

    const unused = key(4)
    jit((one: Key) => foldIn(one, 1))(unused)
    normal(unused, [2])
  })

  it('finds nothing in a model that draws its parameters and drops units', () => {
    const model = sequential([2, 2], flatten, dense(4), dropout(0.5), dense(3), dropout(0.5))
    expect(() => init(model, key(0))).not.toThrow()
  })

  it('forgets when it is switched on again, and says nothing while it is off', () => {
    const k = key(0)
    normal(k, [2])
    debug.keyReuse(true)
    normal(k, [2])
    debug.keyReuse(false)
    normal(k, [2])
  })
})
