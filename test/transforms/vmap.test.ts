import { beforeAll, describe, expect, it } from 'vitest'
import {
  acquire,
  add,
  foldIn,
  gather,
  grad,
  hessian,
  jacfwd,
  jacrev,
  jit,
  jvp,
  type Key,
  key,
  matmul,
  mul,
  normal,
  sin,
  split,
  square,
  stack,
  sum,
  type Tensor,
  tensor,
  vmap,
} from '../../src/index.js'

beforeAll(() => acquire({ backend: 'reference' }))

const rows = () => tensor([[1, 2, 3], [4, 5, 6]]) // biome-ignore format: a matrix
const weights = () => tensor([0.5, -1, 2])

describe('vmap', () => {
  it('is what a loop makes of each slice', async () => {
    const f = (x: Tensor<[3]>) => sum(mul(x, sin(x)))
    const mapped: Tensor<[2]> = vmap(f)(rows())
    const looped = [tensor([1, 2, 3]), tensor([4, 5, 6])].map(f)
    expect(await mapped.toArray()).toEqual(await Promise.all(looped.map((y) => y.item())))
  })

  it('gives a gradient for each example', async () => {
    const loss = (w: Tensor<[3]>, x: Tensor<[3]>) => square(sum(mul(w, x)))
    const each: Tensor<[2, 3]> = vmap(grad(loss), { in: [null, 0] })(weights(), rows())
    const slope = (w: number[], x: number[]) => x.map((xi) => 2 * w.reduce((total, wi, i) => total + wi * (x[i] ?? 0), 0) * xi)
    expect(await each.toArray()).toEqual([slope([0.5, -1, 2], [1, 2, 3]), slope([0.5, -1, 2], [4, 5, 6])])
  })

  it('nests, and takes axes anywhere', async () => {
    const outer = vmap(
      vmap((x: Tensor<[]>, y: Tensor<[]>) => mul(x, y), { in: [null, 0] }),
      { in: [0, null] },
    )
    expect(await outer(tensor([1, 2]), tensor([3, 4, 5])).toArray()).toEqual([[3, 4, 5], [6, 8, 10]]) // biome-ignore format: a matrix
    const columns = vmap((x: Tensor<[2]>) => mul(x, 2), { in: 1, out: 1 })
    const doubled: Tensor<[2, 3]> = columns(rows())
    expect(await doubled.toArray()).toEqual([[2, 4, 6], [8, 10, 12]]) // biome-ignore format: a matrix
    const trees = vmap(({ a, b }: { a: Tensor<[]>; b: Tensor<[3]> }) => ({ c: add(a, sum(b)) }), { in: [{ a: 0, b: null }] })
    expect(await trees({ a: tensor([1, 2]), b: weights() }).c.toArray()).toEqual([2.5, 3.5])
  })

  it('is a step of any other transform', async () => {
    const f = (w: Tensor<[3]>) => sum(vmap((x: Tensor<[3]>) => square(sum(mul(w, x))))(rows()))
    const g = (w: Tensor<[3]>) => add(square(sum(mul(w, tensor([1, 2, 3])))), square(sum(mul(w, tensor([4, 5, 6])))))
    expect(await grad(f)(weights()).toArray()).toEqual(await grad(g)(weights()).toArray())
    expect(await jit(grad(f))(weights()).toArray()).toEqual(await grad(g)(weights()).toArray())
    const [, moved] = jvp(
      vmap((x: Tensor<[3]>) => sin(x)),
      [rows()],
      [rows()],
    )
    const want = [1, 2, 3, 4, 5, 6].map((x) => Math.fround(Math.cos(x) * x))
    expect([...(await moved.data())]).toEqual(want)
  })

  it('maps over random keys and over gathers', async () => {
    const keys = stack(split(key(0), 3), 0)
    const drawn = vmap((k: Key) => normal(k, [2]))(keys)
    const one = await Promise.all(split(key(0), 3).map((k) => normal(k, [2]).toArray()))
    expect(await drawn.toArray()).toEqual(one)
    const folded = vmap((n: Tensor<[], 'i32'>) => foldIn(key(0), n))(tensor([0, 1], { dtype: 'i32' }))
    expect(await folded.toArray()).toEqual(await Promise.all([0, 1].map((n) => foldIn(key(0), n).toArray())))
    const picked = vmap((x: Tensor<[3]>, i: Tensor<[], 'i32'>) => gather(x, i, 0))(rows(), tensor([2, 0], { dtype: 'i32' }))
    expect(await picked.toArray()).toEqual([3, 4])
  })

  it('explains what does not fit', () => {
    const f = vmap((x: Tensor<[]>, y: Tensor<[]>) => add(x, y))
    // @ts-expect-error the sizes differ
    expect(() => f(tensor([1, 2]), tensor([1, 2, 3]))).toThrow('vmap: the mapped axes differ: 2 in argument 0, 3 in argument 1')
    expect(() => vmap((x: Tensor<[]>) => x, { in: [null] })(tensor(1))).toThrow('vmap: no argument has a mapped axis; map at least one')
    expect(() => vmap((x: Tensor<[3]>) => x, { in: 5 })(rows() as never)).toThrow('vmap: axis 5 is out of range for [2, 3]')
  })
})

describe('Jacobians', () => {
  const f = (x: Tensor<[3]>) => stack([sum(square(x)), sum(sin(x))])

  it('are the same forward and backward, and hold the partial derivatives', async () => {
    const forward: Tensor<[2, 3]> = jacfwd(f)(weights())
    const want = [[1, -2, 4], [0.5, -1, 2].map(Math.cos)] // biome-ignore format: a matrix
    expect(await forward.toArray()).toEqual(want.map((row) => row.map(Math.fround)))
    expect(await jacrev(f)(weights()).toArray()).toEqual(want.map((row) => row.map(Math.fround)))
  })

  it('of trees are trees of trees', async () => {
    const g = ({ w, b }: { w: Tensor<[2, 3]>; b: Tensor<[2]> }) => ({ y: add(matmul(w, weights()), b) })
    const { y } = jacrev(g)({ w: rows(), b: tensor([0, 0]) })
    const ofB: Tensor<[2, 2]> = y.b
    const ofW: Tensor<[2, 2, 3]> = y.w
    expect(await ofB.toArray()).toEqual([[1, 0], [0, 1]]) // biome-ignore format: a matrix
    expect(await ofW.toArray()).toEqual([[[0.5, -1, 2], [0, 0, 0]], [[0, 0, 0], [0.5, -1, 2]]]) // biome-ignore format: a matrix
  })

  it('of gradients are Hessians', async () => {
    const cubes = hessian((x: Tensor<[3]>) => sum(mul(x, square(x))))(weights())
    const typed: Tensor<[3, 3]> = cubes
    expect(await typed.toArray()).toEqual([[3, 0, 0], [-0, -6, -0], [0, 0, 12]]) // biome-ignore format: a matrix
  })
})
