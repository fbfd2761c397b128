import { beforeAll, describe, expect, it } from 'vitest'
import {
  acquire,
  add,
  checkpoint,
  clip,
  cos,
  customJvp,
  customVjp,
  grad,
  inspect,
  jit,
  jvp,
  key,
  matmul,
  mul,
  normal,
  sin,
  square,
  sum,
  type Tensor,
  tanh,
  tensor,
  vmap,
  zeros,
} from '../../src/index.js'

beforeAll(() => acquire({ backend: 'reference' }))

describe('checkpoint', () => {
  const w = normal(key(0), [4, 4])
  const layer = (x: Tensor<[4]>) => tanh(matmul(x, w))
  const plain = (x: Tensor<[4]>) => sum(square(layer(layer(layer(x)))))
  const kept = (x: Tensor<[4]>) => {
    const block = checkpoint(layer)
    return sum(square(block(block(block(x)))))
  }
  const x = () => tensor([0.1, -0.2, 0.3, 0.4])

  it('changes no value and no derivative, whatever is nested in what', async () => {
    expect(await kept(x()).data()).toEqual(await plain(x()).data())
    expect(await grad(kept)(x()).data()).toEqual(await grad(plain)(x()).data())
    expect(await jit(grad(kept))(x()).data()).toEqual(await grad(plain)(x()).data())
    const twice = (f: typeof plain) => grad((y: Tensor<[4]>) => sum(square(grad(f)(y))))
    const [got, want] = [await twice(kept)(x()).data(), await twice(plain)(x()).data()]
    got.forEach((y, i) => {
      expect(y).toBeCloseTo(want[i] ?? Number.NaN, 6)
    })
    const [, moved] = jvp(kept, [x()], [tensor([1, 0, 0, 0])])
    const [, plainly] = jvp(plain, [x()], [tensor([1, 0, 0, 0])])
    expect(await moved.item()).toBeCloseTo(await plainly.item(), 6)
    const rows = normal(key(1), [3, 4])
    expect(await vmap(grad(kept))(rows).data()).toEqual(await vmap(grad(plain))(rows).data())
  })

  it('stores less for the way back, and computes more', () => {
    const big = zeros([64, 64])
    const block = (y: Tensor<[512, 64]>): Tensor<[512, 64]> => sin(matmul(sin(matmul(sin(matmul(y, big)), big)), big))
    const deep = (f: typeof block) => (y: Tensor<[512, 64]>) => sum(f(f(f(f(y)))))
    const [full, less] = [
      inspect(grad(deep(block)))(zeros([512, 64])),
      inspect(grad(deep(checkpoint(block) as typeof block)))(zeros([512, 64])),
    ]
    expect(less.counts.peakBytes).toBeLessThan(0.75 * full.counts.peakBytes)
    expect(less.counts.equations).toBeGreaterThan(full.counts.equations)
  })
})

describe('customJvp', () => {
  // A wrong derivative on purpose, so that it is seen whose is used.
  const tripled = customJvp(
    (x: Tensor<[]>) => sin(x),
    ([x], [t]) => [sin(x), mul(mul(t, cos(x)), 3)],
  )

  it('has its own derivative, forward, backward, mapped and compiled', async () => {
    const three = Math.fround(3 * Math.cos(2))
    expect(await tripled(tensor(2)).item()).toBeCloseTo(Math.sin(2), 6)
    expect(await grad(tripled)(tensor(2)).item()).toBeCloseTo(three, 6)
    const [, moved] = jvp(tripled, [tensor(2)], [tensor(1)])
    expect(await moved.item()).toBeCloseTo(three, 6)
    expect((await vmap(grad(tripled))(tensor([2, 2])).data())[1]).toBeCloseTo(three, 6)
    expect(await grad((x: Tensor<[2]>) => sum(vmap(tripled)(x)))(tensor([2, 2])).data()).toEqual(Float32Array.of(three, three))
    expect(await jit(grad(tripled))(tensor(2)).item()).toBeCloseTo(three, 6)
    // The second derivative is that of the rule.
    expect(await grad(grad(tripled))(tensor(2)).item()).toBeCloseTo(-3 * Math.sin(2), 6)
  })

  it('demands tangents as the results', () => {
    const bad = customJvp(
      (x: Tensor<[]>) => sin(x),
      ([x]) => [sin(x), zeros([2]) as never],
    )
    expect(() => grad(bad)(tensor(1))).toThrow('customJvp: the tangents of the rule: tensor 0 is f32[2], expected f32[]')
  })
})

describe('customVjp', () => {
  const clipped = customVjp((x: Tensor<[2]>) => mul(x, x), {
    forward: (x) => [mul(x, x), { x }],
    backward: ({ x }, ct) => [clip(mul(mul(ct, x), 2), -1, 1)],
  })

  it('has its own derivative, backward, mapped and compiled, and none forward', async () => {
    const f = (x: Tensor<[2]>) => sum(clipped(x))
    expect(await f(tensor([3, 0.25])).item()).toBe(9.0625)
    expect([...(await grad(f)(tensor([3, 0.25])).data())]).toEqual([1, 0.5])
    expect([...(await jit(grad(f))(tensor([3, 0.25])).data())]).toEqual([1, 0.5])
    expect(await vmap(grad(f))(tensor([[3, 0.25], [-3, 0]])).toArray()).toEqual([[1, 0.5], [-1, 0]]) // biome-ignore format: matrices
    const mapped = (x: Tensor<[2, 2]>) => sum(vmap(clipped)(x))
    expect(await grad(mapped)(tensor([[3, 0.25], [-3, 0]])).toArray()).toEqual([[1, 0.5], [-1, 0]]) // biome-ignore format: matrices
    const [, moved] = jvp(f, [tensor([3, 0.25])], [tensor([1, 1])])
    await expect(moved.data()).rejects.toThrow('customVjp: the function has no forward derivative')
  })

  it('is differentiated again through its rules', async () => {
    const cube = customVjp((x: Tensor<[]>) => mul(x, mul(x, x)), {
      forward: (x) => [mul(x, mul(x, x)), x],
      backward: (x, ct) => [mul(mul(ct, 3), mul(x, x))],
    })
    expect(await grad(grad(cube))(tensor(2)).item()).toBe(12)
    expect(await grad((x: Tensor<[]>) => add(cube(x), grad(cube)(x)))(tensor(2)).item()).toBe(24)
  })
})

describe('what rules close over', () => {
  const scale = tensor(3)
  const scaled = customJvp(
    (x: Tensor<[]>) => mul(x, scale),
    ([x], [t]) => [mul(x, scale), mul(t, scale)],
  )
  const pulled = customVjp((x: Tensor<[]>) => mul(x, scale), {
    forward: (x) => [mul(x, scale), null],
    backward: (_, ct) => [mul(ct, scale)],
  })

  it('goes along through every transform', async () => {
    expect(await grad(scaled)(tensor(1)).item()).toBe(3)
    expect(await grad(pulled)(tensor(1)).item()).toBe(3)
    expect(await grad(checkpoint((x: Tensor<[]>) => scaled(x)))(tensor(1)).item()).toBe(3)
    expect(await vmap(grad(scaled))(tensor([1, 2])).toArray()).toEqual([3, 3])
    expect(await vmap((x: Tensor<[]>) => scaled(x))(tensor([1, 2])).toArray()).toEqual([3, 6])
    expect(await jit(grad(checkpoint((x: Tensor<[]>) => pulled(x))))(tensor(1)).item()).toBe(3)
  })
})
