import { describe, expect, it } from 'vitest'
import { marked, shareNumbers, unmarked } from '../../src/compile/emit/numbers.js'
import type { Shader } from '../../src/compile/emit/shader.js'
import {
  acquire,
  add,
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
  zeros,
} from '../../src/index.js'

const shader = (wgsl: string): Shader => ({ wgsl, workgroups: [1, 1, 1], bindings: [] })

describe('kernels that differ in numbers alone', () => {
  it('are one text, which reads what differs; what does not stands in it', () => {
    const text = (offset: string, factor: string) => `x1[i] = x0[i + ${marked(offset)}] * ${marked(factor)} + ${marked('2f')};`
    const [first, second, third] = shareNumbers([
      shader(text('37u', '0.5f')),
      shader(text('74u', '(-0.25f)')),
      shader(`x1[i] = x0[i + ${marked('5u')}];`),
    ])
    expect(first?.wgsl).toBe(
      '@group(0) @binding(0) var<uniform> numbers: array<vec4<u32>, 1>;\nx1[i] = x0[i + numbers[0].x] * bitcast<f32>(numbers[0].y) + 2f;',
    )
    expect(second?.wgsl).toBe(first?.wgsl)
    const bits = (x: number) => new Uint32Array(Float32Array.of(x).buffer)[0]
    expect([...(first?.numbers ?? [])]).toEqual([37, bits(0.5), 0, 0])
    expect([...(second?.numbers ?? [])]).toEqual([74, bits(-0.25), 0, 0])
    expect(third).toEqual(shader('x1[i] = x0[i + 5u];'))
  })

  it('are told apart by the types of their numbers', () => {
    const [a, b] = shareNumbers([shader(`let v = ${marked('3u')};`), shader(`let v = ${marked('i32(-3)')};`)])
    expect([a?.wgsl, b?.wgsl]).toEqual(['let v = 3u;', 'let v = i32(-3);'])
  })

  it('hold whole numbers of either sign', () => {
    const shared = shareNumbers(['i32(-3)', 'i32(2147483647)', 'i32(-2147483648)'].map((n) => shader(`let v = ${marked(n)};`)))
    expect(shared.map(({ numbers }) => numbers?.[0])).toEqual([0xfffffffd, 0x7fffffff, 0x80000000])
    expect(shared[0]?.wgsl).toContain('let v = bitcast<i32>(numbers[0].x);')
  })

  it('are plain text once unmarked', () => {
    expect(unmarked(`${marked('1u')} + ${marked('2u')}`)).toBe('1u + 2u')
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

  it('give what the reference gives', async () => {
    const slopes = async (backend: 'reference' | 'webgpu') => {
      await acquire({ backend })
      const at = Object.fromEntries(Object.entries(given).map(([name, values]) => [name, tensor(values, { shape: [12, 8] })]))
      const { update } = jit(grad(unrolled))(at as unknown as Gru, tensor(sequence, { shape: [48, 3, 4] }))
      return [...(await (update as Tensor<[12, 8]>).data())]
    }
    const draw = (n: number, by: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(i * by))
    const given = { update: draw(96, 1.1), reset: draw(96, 1.3), candidate: draw(96, 1.7) }
    const sequence = draw(steps * batch * features, 0.9)
    const [expected, met] = [await slopes('reference'), await slopes('webgpu')]
    met.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 4)
    })
  })
})

it('kernels of one text compute with the numbers of each', async () => {
  await acquire({ backend: 'webgpu' })
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
