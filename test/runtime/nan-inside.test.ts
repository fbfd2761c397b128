import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CpuBackend } from '../../src/backends/cpu/cpu.js'
import type { WebGpuBackend } from '../../src/backends/webgpu/webgpu.js'
import {
  acquire,
  add,
  arange,
  argmax,
  checkpoint,
  cond,
  customJvp,
  debug,
  div,
  exp,
  grad,
  greater,
  jit,
  jvp,
  less,
  log,
  map,
  matmul,
  mul,
  ones,
  reciprocal,
  relu,
  reshape,
  scan,
  sin,
  sqrt,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  vmap,
  where,
  whileLoop,
  zeros,
} from '../../src/index.js'
import type { BackendDevice } from '../../src/runtime/device.js'
import { numbers } from '../support/elements.js'
import { notFinite } from '../support/failure.js'
import { backends, compiling } from '../support/targets.js'
import { writtenIn } from '../support/written.js'

const written = writtenIn(import.meta.url)

describe.each(backends)('debug.nanCheck in loops on %s', (backend) => {
  let device: BackendDevice
  beforeEach(async () => {
    device = (await acquire({ backend })) as BackendDevice // every device is one over a backend
    debug.nanCheck(true)
  })
  afterEach(() => debug.nanCheck(false))

  /** Three numbers that fall by 1 each step; their logarithms. */
  const falling = (from: Tensor<[3]>) =>
    scan(
      function body(now: Tensor<[3]>, by: Tensor<[]>) {
        return [sub(now, by), log(now)] // of what is carried
      },
      from,
      ones([100]),
    )
  const start = () => tensor([200, 16.5, 300])

  it('names the operation, the step and the line', async () => {
    for (const f of [falling, jit(falling)]) {
      const error = await notFinite(f(start())[1])
      expect(error.message).toMatch(
        /^nanCheck: log makes 1 NaN of f32\[3\] in step 18 of 100 of a loop, at body \(test\/runtime\/nan-inside\.test\.ts:\d+:\d+\)$/,
      )
      expect(error).toMatchObject({ operation: 'log', shape: [3], dtype: 'f32', nans: 1, infinities: 0, steps: [18] })
      expect(written(error.at)).toBe('log(now)] // of what is carried')
    }
  })

  it('names what was made first in time, wherever it stands in the body', async () => {
    const body = ([a, b]: readonly [Tensor<[]>, Tensor<[]>]) =>
      [
        [sub(a, 1), sub(b, 1)],
        [sqrt(a), reciprocal(b)],
      ] as const // both
    const made = async (a: number, b: number) => notFinite(scan(body, [tensor(a), tensor(b)] as const, [], { length: 20 })[1][0])
    expect(await made(9.5, 5)).toMatchObject({ operation: 'reciprocal', infinities: 1, steps: [6] })
    expect(await made(4.5, 9)).toMatchObject({ operation: 'sqrt', nans: 1, steps: [6] })
    expect(await made(4.5, 5)).toMatchObject({ operation: 'sqrt', steps: [6] })
  })

  it('counts the steps of a reversed loop along its lists', async () => {
    const [, ys] = scan((c: Tensor<[]>, x: Tensor<[]>) => [c, log(x)], tensor(0), tensor([1, -1, 2, 3]), { reverse: true })
    const error = await notFinite(ys)
    expect(error.message).toContain('nanCheck: log makes 1 NaN of f32[] in step 2 of 4 of a loop run backwards, at ')
    expect(error.steps).toEqual([2])
  })

  it('finds what the derivative of a loop makes, both ways, at the step whose derivative it is', async () => {
    // The root of 0 is no infinity, its derivative is one.
    const roots = (xs: Tensor<[4]>) =>
      scan(
        function body(total: Tensor<[]>, x: Tensor<[]>) {
          return [add(total, sqrt(x)), []] // of each
        },
        tensor(0),
        xs,
      )[0]
    const given = () => tensor([1, 2, 0, 3])
    for (const made of [grad(roots)(given()), jit(grad(roots))(given()), jvp(roots, [given()], [ones([4])])[1]]) {
      const error = await notFinite(made)
      expect(error).toMatchObject({ operation: 'reciprocal', infinities: 1, steps: [3] })
      expect(written(error.at)).toBe('sqrt(x)), []] // of each')
    }
    // What is made on the way back alone: the cotangent grows beyond what a float holds.
    const powers = (x: Tensor<[]>) => scan((y: Tensor<[]>, by: Tensor<[]>) => [mul(y, by), []], x, tensor([1e-30, 1e30, 1e30]))[0]
    const error = await notFinite(grad(powers)(tensor(0)))
    expect(error.message).toMatch(/^nanCheck: multiply makes 1 infinity of f32\[\] in step 2 of 3 of a loop run backwards, at /)
    expect(written(error.at)).toMatch(/^mul\(y, by\)/)
  })

  it('says the steps of loops within loops', async () => {
    const rows = (xs: Tensor<[3, 2]>) => map((row: Tensor<[2]>) => map((x: Tensor<[]>) => log(x), row), xs)
    for (const f of [rows, jit(rows)]) {
      const error = await notFinite(f(tensor([[1, 2], [3, -4], [-5, 6]]))) // biome-ignore format: one line
      expect(error.message).toContain('log makes 1 NaN of f32[] in step 2 of 2 of a loop in step 2 of 3 of a loop, at ')
      expect(error.steps).toEqual([2, 2])
    }
    // After a loop that is sound, the steps of the outer one alone.
    const after = (xs: Tensor<[3, 2]>) =>
      map(
        (row: Tensor<[2]>) =>
          sqrt(
            sum(
              map(
                (x: Tensor<[]>) => sin(x),
                map((x: Tensor<[]>) => mul(x, 1), row),
              ),
            ),
          ),
        xs,
      )
    expect(await notFinite(after(tensor([[1, 1], [-1, -1], [0, 0]])))).toMatchObject({ operation: 'sqrt', steps: [2] }) // biome-ignore format: one line
  })

  it('looks at a step of whileLoop as long as it goes on', async () => {
    const rooted = (atMost: number, until: number) =>
      jit((x: Tensor<[]>) =>
        whileLoop(
          (y: Tensor<[]>) => greater(y, until),
          (y) => sub(sqrt(y), 0.5), // of y
          x,
          { atMost },
        ),
      )
    // 16, 3.5, 1.371, 0.671, 0.319, 0.065, -0.245: it ends there, and its root is not taken.
    expect(await rooted(50, 0)(tensor(16)).item()).toBeCloseTo(-0.2454, 3)
    const error = await notFinite(rooted(50, -1)(tensor(16)))
    expect(error).toMatchObject({ operation: 'sqrt', nans: 1, steps: [7] })
    expect(error.message).toContain('in step 7 of 50 of a loop')
    expect(written(error.at)).toBe('sqrt(y), 0.5), // of y')
    expect(await grad(rooted(50, 0))(tensor(16)).item()).not.toBeNaN()
  })

  it('looks at the branch of a cond that is meant, in loops too, and at loops in it', async () => {
    const each = (safe: number) => (x: Tensor<[]>) =>
      cond(
        greater(x, safe),
        (y: Tensor<[]>) => log(y),
        (y: Tensor<[]>) => mul(y, 2),
        x,
      )
    const xs = () => tensor([1, 0, -1, 2])
    expect((await numbers(map(each(0), xs()))).every(Number.isFinite)).toBe(true)
    expect((await numbers(jit(grad((all: Tensor<[4]>) => sum(map(each(0), all))))(xs()))).every(Number.isFinite)).toBe(true)
    expect(await notFinite(map(each(-2), xs()))).toMatchObject({ operation: 'log', infinities: 1, nans: 0, steps: [2] })

    const logs = (x: Tensor<[4]>) => map((y: Tensor<[]>) => log(y), x)
    const choose = jit((first: Tensor<[]>, all: Tensor<[4]>) => cond(greater(first, 0), logs, (x: Tensor<[4]>) => x, all))
    expect(await numbers(choose(tensor(0), xs()))).toEqual([1, 0, -1, 2])
    expect(await notFinite(choose(tensor(1), xs()))).toMatchObject({ operation: 'log', steps: [2] })
  })

  it('looks through checkpoints and functions with derivatives of their own, and at mapped loops', async () => {
    const clipped = customJvp(
      (x: Tensor<[]>) => log(x),
      ([x], [t]) => [log(x), div(t, x)],
    )
    for (const f of [checkpoint((x: Tensor<[]>) => log(x)), clipped]) {
      const all = (xs: Tensor<[3]>) => map(f, xs)
      expect(await notFinite(jit(all)(tensor([2, -1, 0])))).toMatchObject({ operation: 'log', nans: 1, steps: [2] })
      expect(await notFinite(grad((xs: Tensor<[3]>) => sum(all(xs)))(tensor([1, 2, 0])))).toMatchObject({ infinities: 1, steps: [3] })
      expect(await notFinite(vmap(all)(tensor([[1, 1, 1], [1, -1, -1]])))).toMatchObject({ operation: 'log', shape: [2], nans: 1, steps: [2] }) // biome-ignore format: one line
    }
  })

  it('reports a NaN that does not arrive, as everywhere', async () => {
    // No float comes out of this loop.
    const chosen = map((x: Tensor<[2]>) => argmax(log(x)), tensor([[1, 2], [1, -2]])) // biome-ignore format: one line
    expect(await notFinite(chosen)).toMatchObject({ operation: 'log', nans: 1, steps: [2] })
    expect(await notFinite(map((x: Tensor<[]>) => where(greater(x, 0), log(x), 0), tensor([1, -2])))).toMatchObject({ steps: [2] })
  })

  it('lets pass what is given or meant', async () => {
    const [infinite, nan] = [Number.NEGATIVE_INFINITY, Number.NaN]
    expect(await numbers(map((x: Tensor<[]>) => add(x, 1), tensor([0, infinite, nan])))).toEqual([1, infinite, nan])
    const masked = (x: Tensor<[]>) => exp(where(less(x, 0), infinite, x))
    expect(await numbers(map(masked, tensor([0, -1])))).toEqual([1, 0])
    const [last] = scan((c: Tensor<[]>, x: Tensor<[]>) => [add(c, x), []], tensor(infinite), ones([3]))
    expect(await last.item()).toBe(infinite)
    expect(await scan((c: Tensor<[]>) => [log(c), []], tensor(-1), [], { length: 0 })[0].item()).toBe(-1)
    // A given infinity explains infinities, no NaN.
    expect(await notFinite(map((x: Tensor<[]>) => sub(x, x), tensor([1, infinite])))).toMatchObject({ operation: 'subtract', steps: [2] })
  })

  it('spoils what is computed from it later', async () => {
    const [last] = scan((c: Tensor<[]>, x: Tensor<[]>) => [add(c, log(x)), []], tensor(0), tensor([1, -1]))
    expect(await notFinite(jit((x: Tensor<[]>) => add(x, 1))(add(last, 1)))).toMatchObject({ operation: 'log', steps: [2] })
  })

  it('changes no result of a cond, nor of its derivative, whichever branch is meant', async () => {
    const f = (x: Tensor<[]>): Tensor<[]> =>
      cond(
        greater(x, 0),
        (y: Tensor<[]>) => mul(sin(mul(y, y)), exp(y)),
        (y: Tensor<[]>) => add(tanh(y), mul(y, y)),
        x,
      )
    const work = jit((x: Tensor<[]>) => [f(x), grad(f)(x), grad((y: Tensor<[]>) => grad(f)(y))(x)])
    for (const x of [0.7, -0.7]) {
      debug.nanCheck(true)
      const checked = await Promise.all(work(tensor(x)).map(numbers))
      debug.nanCheck(false)
      const plain = await Promise.all(work(tensor(x)).map(numbers))
      for (const [i, value] of plain.flat().entries()) expect(checked.flat()[i]).toBeCloseTo(value, 5)
    }
  })

  it('changes no result, and holds no memory', async () => {
    const cell = (w: Tensor<[4, 4]>, xs: Tensor<[10, 4]>) =>
      scan(
        (h: Tensor<[4]>, x: Tensor<[4]>) => {
          const next = tanh(add(matmul(w, h), x))
          return [next, { sum: sum(next), h, place: argmax(next) }]
        },
        zeros([4]),
        xs,
      )
    const run = jit((w: Tensor<[4, 4]>, xs: Tensor<[10, 4]>) => {
      const [h, { sum: sums, h: hs, place }] = cell(w, xs)
      return [h, sums, hs, place, grad((v: Tensor<[4, 4]>) => sum(cell(v, xs)[1].sum))(w)]
    })
    const [w, xs] = [reshape(sin(arange(16)), [4, 4]), reshape(sin(arange(40)), [10, 4])] as const
    const read = async () => {
      const results = run(w, xs)
      const values = await Promise.all(results.map(numbers))
      for (const result of results) result.dispose()
      return values
    }
    await read()
    const before = device.memory().liveBuffers
    const checked = await read()
    // What other tests left behind may be collected meanwhile.
    expect(device.memory().liveBuffers).toBeLessThanOrEqual(before)
    debug.nanCheck(false)
    const plain = await read()
    expect(checked.flat().length).toBe(4 + 10 + 40 + 10 + 16)
    for (const [i, value] of plain.flat().entries()) expect(checked.flat()[i]).toBeCloseTo(value, 5)
  })
})

/** What a backend counted, by its own names. */
type Counts = Readonly<Record<string, number>>

it.each(compiling)('debug.nanCheck on %s runs a loop of 1,000 steps as one, and costs nothing while it is off', async (backend) => {
  const device = (await acquire({ backend })) as BackendDevice // every device is one over a backend
  const { counts } = device.on as CpuBackend | WebGpuBackend // it is the one asked for
  const step = (c: Tensor<[8]>, x: Tensor<[]>) => [relu(sin(add(c, x))), sum(c)] as const
  const work = async () => {
    const before: Counts = { ...counts }
    await jit((xs: Tensor<[1000]>) => scan(step, ones([8]), xs)[0])(ones([1000])).data()
    return Object.fromEntries(Object.entries<number>({ ...counts }).map(([name, count]) => [name, count - (before[name] ?? 0)]))
  }
  const never = await work()
  debug.nanCheck(true)
  const on = await work()
  debug.nanCheck(false)
  expect(await work()).toEqual(never)
  expect(on.runs ?? on.submits).toBeLessThan(20)
})
