import { describe, expect, it } from 'vitest'
import { printWgsl } from '../../src/backends/webgpu/wgsl/print.js'
import { apply, constant, type Expression, type Nest, named, sum } from '../../src/compile/nest/nest.js'
import { shareNumbers, textOf } from '../../src/compile/nest/numbers.js'
import {
  type AnyTensor,
  acquire,
  add,
  arange,
  concat,
  div,
  grad,
  inspect,
  jit,
  key,
  matmul,
  mean,
  mul,
  normal,
  reshape,
  sigmoid,
  slice,
  square,
  sub,
  type Tensor,
  tanh,
  tensor,
  transpose,
  zeros,
} from '../../src/index.js'
import { basic } from '../../src/kernel/basic.js'
import { type backends, compiling, targets, use } from '../support/targets.js'

const index = named('i')

/** `x1[i] = value`. */
const nest = (value: Expression): Nest => ({
  bindings: [],
  outer: [{ role: 'thread', counter: 'i', extent: 8 }],
  body: [{ kind: 'store', to: 'x1', at: index, value }],
  procedures: [],
  shared: [],
  numbers: [],
})

const textOfStore = (one: Nest | undefined): string | undefined =>
  one &&
  printWgsl(one)
    .wgsl.split('\n')
    .find((line) => line.includes('x1[i]'))
    ?.trim()

describe('kernels that differ in numbers alone', () => {
  const scaled = (offset: number, factor: number): Nest =>
    nest(
      apply(
        'f32',
        basic.add,
        apply('f32', basic.multiply, { kind: 'load', type: 'f32', from: 'x0', at: sum([index], offset) }, constant('f32', factor)),
        constant('f32', 2),
      ),
    )

  it('are one kernel, which is given what differs; what does not stands in it', () => {
    const other = nest({ kind: 'load', type: 'f32', from: 'x0', at: sum([index], 5) })
    const [first, second, third] = shareNumbers([scaled(37, 0.5), scaled(74, -0.25), other])
    expect(textOfStore(first)).toBe('x1[i] = ((x0[i + numbers[0].x] * bitcast<f32>(numbers[0].y)) + 2f);')
    expect(first && printWgsl(first).wgsl).toContain('@group(0) @binding(0) var<uniform> numbers: array<vec4<u32>, 1>;')
    expect(textOfStore(second)).toBe(textOfStore(first))
    const bits = (x: number) => new Uint32Array(Float32Array.of(x).buffer)[0]
    expect(first && [...(printWgsl(first).numbers ?? [])]).toEqual([37, bits(0.5), 0, 0])
    expect(second && [...(printWgsl(second).numbers ?? [])]).toEqual([74, bits(-0.25), 0, 0])
    expect(third).toBe(other)
  })

  it('are told apart by the types of their numbers', () => {
    const shared = shareNumbers([nest(constant('u32', 3)), nest(constant('i32', -3))])
    expect(shared.map(textOfStore)).toEqual(['x1[i] = 3u;', 'x1[i] = i32(-3);'])
  })

  it('are told apart by what is added and what is taken away', () => {
    const shared = shareNumbers([nest(sum([index], 3)), nest(sum([index], -3)), nest(sum([index], -4))])
    expect(shared.map(textOfStore)).toEqual(['x1[i] = i + 3u;', 'x1[i] = i - numbers[0].x;', 'x1[i] = i - numbers[0].x;'])
    expect(shared.map(({ numbers }) => numbers.map(({ value }) => value))).toEqual([[], [3], [4]])
  })

  it('hold whole numbers of either sign', () => {
    const shared = shareNumbers([-3, 2147483647, -2147483648].map((value) => nest(constant('i32', value))))
    expect(shared.map((one) => printWgsl(one).numbers?.[0])).toEqual([0xfffffffd, 0x7fffffff, 0x80000000])
    expect(textOfStore(shared[0])).toBe('x1[i] = bitcast<i32>(numbers[0].x);')
  })

  it('keep a 0, a 1, an infinity and NaN: another of these may be another kernel', () => {
    const shared = shareNumbers([0, 1, Number.POSITIVE_INFINITY, Number.NaN, -0].map((value) => nest(constant('f32', value))))
    expect(shared.flatMap(({ numbers }) => numbers)).toEqual([])
    expect(new Set(shared.map(textOfStore)).size).toBe(5)
  })
})

interface Gru {
  readonly [gate: string]: Tensor<[12, 8]>
}

const [features, hidden, batch, steps] = [4, 8, 3, 48] as const

const cell = (p: Gru, h: Tensor<[3, 8]>, x: Tensor<[3, 4]>): Tensor<[3, 8]> => {
  const [update, reset, candidate] = [p.update, p.reset, p.candidate] as [Tensor<[12, 8]>, Tensor<[12, 8]>, Tensor<[12, 8]>] // all are there
  const both = concat([x, h], 1)
  const z = sigmoid(matmul(both, update))
  const r = sigmoid(matmul(both, reset))
  const c = tanh(matmul(concat([x, mul(r, h)], 1), candidate))
  return add(mul(z, h), mul(sub(1, z), c))
}

const unrolled = (p: Gru, xs: Tensor<[48, 3, 4]>): Tensor<[]> => {
  let h: Tensor<[3, 8]> = zeros([batch, hidden])
  for (let i = 0; i < steps; i++) h = cell(p, h, reshape(slice(xs, [i, i + 1]), [batch, features]) as Tensor<[3, 4]>)
  return mean(square(h))
}

describe('48 unrolled steps of a recurrent network', () => {
  const weights: Gru = Object.fromEntries(['update', 'reset', 'candidate'].map((name, i) => [name, normal(key(i), [12, 8])]))
  const xs = normal(key(9), [steps, batch, features])

  it('are a few kernels, and so is their gradient', () => {
    const { kernels, dispatches } = inspect(unrolled)(weights, xs).counts
    expect(dispatches).toBeGreaterThan(150)
    expect(kernels).toBeLessThanOrEqual(12)
    expect(inspect(grad(unrolled))(weights, xs).counts.kernels).toBeLessThanOrEqual(40)
  })

  it.each(compiling)('give on %s what the reference gives', async (compiled) => {
    const slopes = async (backend: (typeof backends)[number]) => {
      await acquire({ backend })
      const at = Object.fromEntries(Object.entries(given).map(([name, values]) => [name, tensor(values, { shape: [12, 8] })]))
      const { update } = jit(grad(unrolled))(at as unknown as Gru, tensor(sequence, { shape: [48, 3, 4] }))
      return [...(await (update as Tensor<[12, 8]>).data())]
    }
    const draw = (n: number, by: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(i * by))
    const given = { update: draw(96, 1.1), reset: draw(96, 1.3), candidate: draw(96, 1.7) }
    const sequence = draw(steps * batch * features, 0.9)
    const [expected, met] = [await slopes('reference'), await slopes(compiled)]
    met.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 4)
    })
  })
})

it.each(compiling)('kernels of one text compute with the numbers of each, on %s', async (backend) => {
  await acquire({ backend })
  const f = jit((x: Tensor<[4]>, n: Tensor<[4], 'i32'>) => ({
    // Each sum is a kernel of its own.
    floats: [0.3, -0.7, 1e-9, 3e38].map((c) => mean(mul(x, c))),
    wholes: [7, -7, 2147483647].map((c) => div(n, c)),
  }))
  const { floats, wholes } = f(tensor([1, 2, 3, 4]), tensor([100, -100, 7, 0], { dtype: 'i32' }))
  const means = await Promise.all(floats.map((x) => x.item()))
  for (const [i, c] of [0.3, -0.7, 1e-9].entries()) expect((means[i] ?? Number.NaN) / c).toBeCloseTo(2.5, 5)
  expect(means[3]).toBe(Number.POSITIVE_INFINITY)
  expect(await Promise.all(wholes.map(async (x) => [...(await x.data())]))).toEqual([
    [14, -14, 1, 0],
    [-14, 14, -1, 0],
    [0, 0, 0, 0],
  ])
})

describe('kernels that fold nothing, of several sizes', () => {
  type Matrix = Tensor<[number, number]>

  /** Each needs a mean of the one before, so that none are joined. */
  const chained = (all: readonly Matrix[], first: Tensor<[]>): readonly AnyTensor[] => {
    let before: Tensor<[]> = first
    return all.map((x) => {
      const y: Matrix = tanh(add(mul(transpose(x), slice(x, null, 0)), before))
      before = mean(y)
      return y
    })
  }
  const powers = [[128, 64], [256, 64], [64, 512]] as const // biome-ignore format: a list
  const others = [[128, 64], [250, 64], [60, 500]] as const // biome-ignore format: a list

  it.each(targets)('are each right, on %s', async (target) => {
    const results = async () => {
      const all = [...powers, ...others].map(([rows, columns]) => reshape(sub(mul(arange(rows * columns), 1e-4), 0.3), [rows, columns]))
      return Promise.all(jit(chained)(all as Matrix[], tensor(0.1)).map(async (y) => [...(await y.data())])) // they have two axes
    }
    await use('reference')
    const expected = await results()
    await use(target)
    for (const [i, y] of (await results()).entries())
      for (const [j, value] of y.entries()) expect(value).toBeCloseTo(expected[i]?.[j] ?? Number.NaN, 5)
  })

  it('are one kernel on a software adapter where sizes are powers of two', async () => {
    await use('webgpu laid out for a cpu')
    const countsOf = (shapes: readonly (readonly [number, number])[]) =>
      inspect(chained)(
        shapes.map((shape) => zeros(shape)),
        tensor(0.1),
      ).counts
    const [same, different] = [countsOf(powers), countsOf(others)]
    expect(same.dispatches).toBe(different.dispatches)
    expect(different.kernels - same.kernels).toBe(2)
  })
})

describe('kernels that are told more', () => {
  const product = (rows: number, columns: number, told: Nest['told'] | null = 'all'): Nest => {
    const [row, column] = [named('row_block'), named('column_block')]
    const at = sum([{ of: row, factor: columns }, column])
    const batch: Expression = { kind: 'quotient', type: 'u32', of: at, by: rows }
    return {
      bindings: [{ location: { kind: 'output', index: 0 }, writes: true, dtype: 'u32', size: rows * columns }],
      outer: [
        { role: 'workgroup', counter: 'batch', extent: 1 },
        { role: 'thread', counter: 'row_block', extent: rows },
        { role: 'thread', counter: 'column_block', extent: columns },
      ],
      body: [{ kind: 'store', to: 'x0', at, value: sum([batch, { of: row, factor: -3 }], 7) }],
      procedures: [],
      shared: [],
      numbers: [],
      ...(told && { told }),
    }
  }
  const wgslOf = (nests: readonly Nest[]): readonly string[] => shareNumbers(nests).map((one) => printWgsl(one).wgsl)

  it('are one kernel whatever their strides, threads and sizes', () => {
    const nests = shareNumbers([product(16, 32), product(64, 16)])
    const [first, second] = nests.map((one) => printWgsl(one))
    expect(second?.wgsl).toBe(first?.wgsl)
    expect(first?.wgsl).toContain('var<storage, read_write> x0: array<u32>;')
    expect(first?.wgsl).toContain('if (id.x >= numbers[0].y || id.y >= numbers[0].x) { return; }')
    expect(first?.wgsl).toContain('+ 7u - row_block * 3u;') // the same in both
    expect(first?.wgsl).toContain('/ numbers[1].x)')
    expect([...(first?.numbers ?? [])]).toEqual([16, 32, 32, 32, 16, 0, 0, 0])
    expect([...(second?.numbers ?? [])]).toEqual([64, 16, 16, 16, 64, 0, 0, 0])
    expect([first?.workgroups, second?.workgroups]).toEqual([
      [4, 2, 1],
      [2, 8, 1],
    ])
    expect(new Set(nests.map(textOf)).size).toBe(1)
  })

  it('are told apart by how threads lie in workgroups', () => {
    const [first, second] = wgslOf([product(16, 32), product(2, 32)])
    expect(second).not.toBe(first)
    expect(first).toContain('@workgroup_size(8, 8)')
    expect(second).toContain('@workgroup_size(32, 2)')
  })

  it('are given powers of two as shifts, and keep other divisors, where these are for the driver to know', () => {
    const [first, second, other] = wgslOf([product(16, 32, 'powers'), product(64, 16, 'powers'), product(48, 16, 'powers')])
    expect(second).toBe(first)
    expect(first).toContain('>> numbers[1].x)')
    expect(other).toContain('/ 48u')
    expect(
      shareNumbers([product(16, 32, 'powers'), product(64, 16, 'powers')]).map(({ numbers }) => numbers.map(({ value }) => value)),
    ).toEqual([
      [16, 32, 32, 32, 4],
      [64, 16, 16, 16, 6],
    ])
  })

  it('hold what they need not be given, as others do', () => {
    const [first, second] = wgslOf([product(16, 32), product(16, 32)])
    expect([first, second]).toEqual(wgslOf([product(16, 32, null), product(16, 32, null)]))
    const [cheap, other] = wgslOf([product(16, 32, null), product(64, 8, null)])
    expect(cheap).not.toBe(other)
  })
})
