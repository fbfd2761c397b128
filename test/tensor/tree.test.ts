import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import {
  type AnyTensor,
  acquire,
  DisposedTensor,
  jit,
  type Key,
  key,
  mul,
  neg,
  ones,
  ShapeMismatch,
  Tensor,
  TracedTensor,
  tensor,
  tree,
  zeros,
} from '../../src/index.js'

const [a, b, c, d] = [zeros([1]), zeros([2]), zeros([3]), zeros([4])]

/** Trees of tensors and of what is none. */
const { any } = fc.letrec<{ any: tree.Tree; leaf: tree.Tree }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    tie('leaf'),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'kernel', '0'), tie('any'), { maxKeys: 3, noNullPrototype: true }),
  ),
  leaf: fc.oneof(
    fc.array(fc.nat({ max: 3 }), { maxLength: 2 }).map((shape): tree.Tree => zeros(shape)),
    fc.constantFrom<tree.Tree>(undefined, null, true, 3, -0, 'word', Math.sin),
  ),
}))

describe('the tensors of a tree', () => {
  it('come in one order: arrays by index, objects by sorted key, however they were written', () => {
    expect(tree.leaves({ b: [c, { z: d }], a: b, '0': a })).toEqual([a, b, c, d])
    expect(tree.leaves({ '0': a, a: b, b: [c, { z: d }] })).toEqual([a, b, c, d])
    expect(tree.paths({ b: [c, { z: d }], a: b, '0': a })).toEqual(['.0', '.a', '.b[0]', '.b[1].z'])
    expect(tree.leaves(a)).toEqual([a])
    expect(tree.paths(a)).toEqual([''])
  })

  it('are only those in plain objects and arrays', () => {
    const closed = () => c
    expect(tree.leaves([closed, new Date(), null, undefined, 7, 'text', Object.assign(Object.create(null), { d })])).toEqual([d])
    expect(tree.leaves(undefined)).toEqual([])
  })

  it('may be the same one several times', () => {
    expect(tree.leaves([a, [a], { a }])).toEqual([a, a, a])
  })
})

describe('structure and unflatten', () => {
  it('take a tree apart and put it together again', () => {
    fc.assert(
      fc.property(any, (value) => {
        const structure = tree.structure(value)
        const leaves = tree.leaves(value)
        expect(structure.leaves).toBe(leaves.length)
        const again = tree.unflatten(structure, leaves)
        expect(again).toEqual(value)
        expect(tree.leaves(again).every((leaf, i) => leaf === leaves[i])).toBe(true)
        expect(tree.structure(again).key).toBe(structure.key)
      }),
    )
  })

  it('have equal keys for equal structures, whatever the tensors', () => {
    const keyOf = (value: unknown): string => tree.structure(value).key
    expect(keyOf({ x: a, y: [b, 1] })).toBe(keyOf({ y: [c, 1], x: d }))
    const plain = [
      a,
      [a],
      { a },
      { b: a },
      [a, a],
      'a',
      '*',
      1,
      '1',
      1n,
      -0,
      0,
      true,
      'true',
      null,
      undefined,
      'null',
      {},
      [],
      [[]],
      [1, 2],
      ['1,2'],
    ]
    expect(new Set(plain.map(keyOf)).size).toBe(plain.length)
  })

  it('tell objects of other classes and functions apart by identity', () => {
    const keyOf = (value: unknown): string => tree.structure(value).key
    const [f, g] = [() => a, () => a]
    expect(keyOf([f])).toBe(keyOf([f]))
    expect(keyOf([f])).not.toBe(keyOf([g]))
    expect(keyOf(new Date(0))).not.toBe(keyOf(new Date(0)))
  })

  it('refuse another number of tensors', () => {
    expect(() => tree.unflatten(tree.structure([a, b]), [a])).toThrow(
      new ShapeMismatch('tree.unflatten: the structure has 2 leaves, 1 tensors were given'),
    )
    expect(() => tree.unflatten(tree.structure(5), [a])).toThrow(
      new ShapeMismatch('tree.unflatten: the structure has 0 leaves, 1 tensors were given'),
    )
  })
})

describe('map and reduce', () => {
  it('apply a function leaf by leaf and keep what is no tensor', () => {
    const doubled = tree.map((x) => mul(x, 2), { x: ones([2]), label: 'kept', more: [ones([3], { dtype: 'i32' }), 7] as const })
    expect(doubled.label).toBe('kept')
    expect(doubled.more[1]).toBe(7)
    expect([doubled.x.shape, doubled.more[0].dtype]).toEqual([[2], 'i32'])
    expect(Object.isFrozen(doubled)).toBe(false)
  })

  it('take leaves of several trees together, by place', () => {
    const met: (readonly AnyTensor[])[] = []
    tree.map(
      (...leaves) => {
        met.push(leaves)
        return leaves[0] as AnyTensor
      },
      { p: a, q: [b] },
      { q: [c], p: d },
      { p: b, q: [a] },
    )
    expect(met).toEqual([
      [a, d, b],
      [b, c, a],
    ])
  })

  it('obey the laws of a functor', () => {
    fc.assert(
      fc.property(any, (value) => {
        expect(tree.map((x) => x, value)).toEqual(value)
        const leaves = tree.leaves(tree.map(neg as (x: AnyTensor) => AnyTensor, value))
        expect(leaves.every((x) => x instanceof Tensor)).toBe(true)
        expect(leaves.map((x) => x.shape)).toEqual(tree.leaves(value).map((x) => x.shape))
      }),
    )
  })

  it('say how trees differ', () => {
    const message = (i: number, second: string, first: string) =>
      new ShapeMismatch(`tree.map: tree ${i} is ${second}, in the first it is ${first}; they must have one structure`)
    const told = (i: number, path: string, second: string, first: string) =>
      new ShapeMismatch(`tree.map: tree ${i}${path} is ${second}, in the first it is ${first}; they must have one structure`)
    // @ts-expect-error the compiler says the same
    expect(() => tree.map((x) => x, { p: a }, { q: a })).toThrow(told(1, '.p', 'nothing', 'f32[1]'))
    // @ts-expect-error the compiler says the same
    expect(() => tree.map((x) => x, [a, b] as const, [a, b] as const, [a] as const)).toThrow(message(2, 'a list of 1', 'a list of 2'))
    expect(() => tree.map((x) => x, [a, 1], [a, 2])).toThrow(told(1, '[1]', '2', '1'))
    // @ts-expect-error the compiler says the same
    expect(() => tree.map((x) => x, a, [a])).toThrow(message(1, 'a list', 'f32[1]'))
  })

  it('map to what is no tensor', () => {
    const sizes = tree.map((x) => x.size, { x: ones([2]), label: 'kept', more: [ones([3]), 7] as const })
    expect(sizes).toEqual({ x: 2, label: 'kept', more: [3, 7] })
  })

  it('map with where each leaf stands, as paths writes it', () => {
    const value = { p: a, q: [b, { r: c }] }
    const met: string[] = []
    tree.mapWithPath((path, x) => {
      met.push(path)
      return x
    }, value)
    expect(met).toEqual(tree.paths(value))
    expect(tree.mapWithPath((path, x, y) => `${path} ${x.shape} ${y?.shape}`, [a, b], [c, d])).toEqual(['[0] 1 3', '[1] 2 4'])
    // @ts-expect-error the compiler says the same
    expect(() => tree.mapWithPath((_, x) => x, { p: a }, { q: a })).toThrow(
      new ShapeMismatch('tree.mapWithPath: tree 1.p is nothing, in the first it is f32[1]; they must have one structure'),
    )
  })

  it('fold over the leaves in order', () => {
    expect(tree.reduce((shapes, leaf) => `${shapes}${leaf.shape}`, 'of ', { z: c, a: [a, b] })).toBe('of 123')
    expect(tree.reduce((count) => count + 1, 0, [1, 'two'])).toBe(0)
  })
})

it('a key is a leaf like any other', () => {
  const k: Key = key(3)
  expect(tree.leaves({ rest: [k], x: tensor(1) })[0]).toBe(k)
})

describe('data', () => {
  it('reads all of a tree at once', async () => {
    await acquire({ backend: 'reference' })
    const x = tensor([1, 2])
    const { sum: total, list, label } = await tree.data({ sum: mul(x, 2), list: [x, tensor(true)] as const, label: 'kept' })
    expect([[...total], [...list[0]], [...list[1]], label]).toEqual([[2, 4], [1, 2], [1], 'kept'])
    expect(await tree.data([])).toEqual([])
  })

  it('runs what is pending in one go', async () => {
    const device = await acquire({ backend: 'cpu' })
    const realise = vi.spyOn(device, 'realise')
    const x = tensor([1, 2])
    await tree.data([mul(x, 2), mul(x, 3)])
    expect(realise.mock.calls[0]?.[0]).toHaveLength(2)
    realise.mockRestore()
  })

  it('says what is wrong with a tensor in it', async () => {
    const gone = tensor([1])
    gone.dispose()
    await expect(tree.data({ gone })).rejects.toThrow(DisposedTensor)
    let inside: Promise<unknown> = Promise.resolve()
    jit((x: AnyTensor) => {
      inside = tree.data([x])
      return x
    })(tensor([1]))
    await expect(inside).rejects.toThrow(TracedTensor)
  })
})
