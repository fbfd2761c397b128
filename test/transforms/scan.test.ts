import { beforeAll, describe, expect, it } from 'vitest'
import {
  acquire,
  add,
  cond,
  DTypeMismatch,
  grad,
  greater,
  jit,
  jvp,
  less,
  log,
  map,
  matmul,
  mul,
  ShapeMismatch,
  scan,
  sum,
  type Tensor,
  tanh,
  tensor,
  vmap,
  whileLoop,
} from '../../src/index.js'
import { backends } from '../support/targets.js'

const xs = tensor([1, 2, 3])

describe.each(backends)('on %s', (backend) => {
  beforeAll(async () => {
    await acquire({ backend })
  })

  it('scan carries a value through slices, and stacks what each step gives', async () => {
    const [total, sums] = scan((carry: Tensor<[]>, x) => [add(carry, x), mul(carry, x)] as const, tensor(1), xs)
    expect(await total.item()).toBe(7)
    expect([...(await sums.data())]).toEqual([1, 4, 12])
    const [last, back] = scan((carry: Tensor<[]>, x) => [add(carry, x), carry] as const, tensor(0), xs, { reverse: true })
    expect(await last.item()).toBe(6)
    expect([...(await back.data())]).toEqual([5, 3, 0])
  })

  it('takes trees, matrices, closures, no lists, and no steps', async () => {
    const w = tensor([
      [0, 1],
      [2, 0],
    ])
    const [state] = scan(
      (s: { a: Tensor<[2]>; n: Tensor<[], 'i32'> }) => [{ a: matmul(w, s.a), n: add(s.n, 1) }, null] as const,
      { a: tensor([1, 1]), n: tensor(0, { dtype: 'i32' }) },
      null,
      { length: 3 },
    )
    expect([...(await state.a.data())]).toEqual([2, 4])
    expect(await state.n.item()).toBe(3)
    const [same, none] = scan((c: Tensor<[]>) => [mul(c, 2), c] as const, tensor(5), null, { length: 0 })
    expect(await same.item()).toBe(5)
    expect(none.shape).toEqual([0])
    expect([...(await none.data())]).toEqual([])
  })

  it('is differentiated both ways, twice', async () => {
    const f = (a: Tensor<[]>) => {
      const [c, ys] = scan((c: Tensor<[]>, x: Tensor<[]>) => [tanh(add(mul(a, c), x)), mul(c, a)] as const, a, xs)
      return add(c, sum(ys))
    }
    const plain = (a: Tensor<[]>) => {
      let c: Tensor<[]> = a
      let total: Tensor<[]> = tensor(0)
      for (const x of [1, 2, 3]) {
        total = add(total, mul(c, a))
        c = tanh(add(mul(a, c), x))
      }
      return add(c, total)
    }
    const at = tensor(0.3)
    for (const [one, other] of [
      [grad(f), grad(plain)],
      [grad((x: Tensor<[]>) => grad(f)(x)), grad((x: Tensor<[]>) => grad(plain)(x))],
      [(x: Tensor<[]>) => jvp(f, [x], [tensor(1)])[1], (x: Tensor<[]>) => jvp(plain, [x], [tensor(1)])[1]],
      [(x: Tensor<[]>) => grad((y: Tensor<[]>) => jvp(f, [y], [tensor(1)])[1])(x), grad((x: Tensor<[]>) => grad(plain)(x))],
    ] as const)
      expect(await one(at).item()).toBeCloseTo(await other(at).item(), 5)
    expect(await jit(grad(f))(at).item()).toBeCloseTo(await grad(plain)(at).item(), 5)
  })

  it('is mapped', async () => {
    const f = (a: Tensor<[]>, list: Tensor<[3]>) => scan((c: Tensor<[]>, x: Tensor<[]>) => [add(mul(c, a), x), c] as const, tensor(1), list)
    const a = tensor([1, 2])
    const lists = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ])
    const [c, ys] = vmap(f)(a, lists)
    expect([...(await c.data())]).toEqual([7, 8 + 16 + 10 + 6])
    expect([...(await ys.data())]).toEqual([1, 2, 4, 1, 6, 17])
    const [d] = vmap(f, { in: [0, null] })(a, tensor([1, 2, 3]))
    expect([...(await d.data())]).toEqual([7, 8 + 4 + 4 + 3])
    const slopes = vmap(grad((s: Tensor<[]>, l: Tensor<[3]>) => f(s, l)[0]))(a, lists)
    expect([...(await slopes.data())]).toEqual(
      [3 * 1 + 2 * 4 * 1 * 0 + 2 * 1 * 1 * 0 + (2 * 1 + 2), 3 * 4 + 2 * 2 * 4 + 5].map((_, i) => (i === 0 ? 3 + 2 * 1 + 2 : 12 + 16 + 5)),
    )
  })

  it('map, cond and whileLoop', async () => {
    expect([...(await map((x: Tensor<[]>) => mul(x, x), xs).data())]).toEqual([1, 4, 9])
    const safeLog = (x: Tensor<[]>) =>
      cond(
        greater(x, 0),
        (y: Tensor<[]>) => log(y),
        (y: Tensor<[]>) => mul(y, 2),
        x,
      )
    expect(await safeLog(tensor(1)).item()).toBe(0)
    expect(await safeLog(tensor(-3)).item()).toBe(-6)
    expect(await grad(safeLog)(tensor(0)).item()).toBe(2)
    expect([...(await vmap(grad(safeLog))(tensor([-1, 0, 4])).data())]).toEqual([2, 2, 0.25])
    const power = (x: Tensor<[]>) =>
      whileLoop(
        (c: Tensor<[]>) => less(c, 100),
        (c) => mul(c, 2),
        x,
        { atMost: 20 },
      )
    expect(await power(tensor(1)).item()).toBe(128)
    expect(await grad(power)(tensor(3)).item()).toBe(64)
    expect([...(await vmap(power)(tensor([1, 3, 200])).data())]).toEqual([128, 192, 200])
  })
})

/* What the compiler says too is in test/shape/uses/control.ts; these are what it does not see, and the classes of what is thrown. */
describe('what is thrown', () => {
  const loose = scan as unknown as (f: (c: unknown, x: unknown) => unknown, init: unknown, xs: unknown, options?: object) => unknown
  const run = (after: unknown, init: unknown, xs: unknown = xs3) => loose(() => [after, null], init, xs)
  const xs3 = tensor([1, 2, 3])

  it('is a DTypeMismatch where the shapes are one, else a ShapeMismatch', () => {
    expect(() => run(tensor(1, { dtype: 'i32' }), tensor(1))).toThrow(DTypeMismatch)
    expect(() => run(tensor([1], { dtype: 'i32' }), tensor(1))).toThrow(ShapeMismatch)
    expect(() => cond(greater(xs3, 0) as never, () => xs3, () => xs3)).toThrow(ShapeMismatch) // biome-ignore format: one line
    expect(() => cond(xs3 as never, () => xs3, () => xs3)).toThrow(DTypeMismatch) // biome-ignore format: one line
  })

  it('names constants by what they are', () => {
    const says = (after: unknown, init: unknown) => () => run({ x: after }, { x: init })
    expect(says(2, 1)).toThrow('scan: the body gives carry.x 2, it was 1; what is carried keeps its type')
    expect(says('a', 1)).toThrow('scan: the body gives carry.x a string, it was a number; what is carried keeps its type')
    expect(says(Math.sin, Math.cos)).toThrow(
      'scan: the body gives carry.x another function, it was a function; what is carried keeps its type',
    )
    expect(says(undefined, null)).toThrow('scan: the body gives carry.x undefined, it was null; what is carried keeps its type')
    expect(says(new Date(0), new Date(0))).toThrow(
      'scan: the body gives carry.x another record, it was a record; what is carried keeps its type',
    )
    expect(says(Number.NaN, Number.NaN)).not.toThrow()
  })
})
