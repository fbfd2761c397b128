import { beforeAll, describe, expect, it } from 'vitest'
import { adam, momentum, sgd } from '../../dsl/index.js'
import * as t from '../../src/index.js'
import { type AnyTensor, acquire, mul, ShapeMismatch, sum, type Tensor, tensor, tree } from '../../src/index.js'

beforeAll(() => acquire({ backend: 'reference' }))

class Linear {
  w = tensor([1, 1, 1])
}
class Deep {
  readonly blocks = [{ first: new Linear() }]
}
/** What holds a tensor and is no tree, how it is called, and what is said. */
const hidden: readonly (readonly [value: unknown, said: string])[] = [
  [
    new Linear(),
    'is an instance of Linear with a tensor in it (.w); tensors are found in plain objects and arrays only: pass its fields, as in { ...model }',
  ],
  [
    new Deep(),
    'is an instance of Deep with a tensor in it (.blocks[0].first.w); tensors are found in plain objects and arrays only: pass its fields, as in { ...model }',
  ],
  [
    new (class extends Linear {})(),
    'is an instance of a class with a tensor in it (.w); tensors are found in plain objects and arrays only: pass its fields, as in { ...model }',
  ],
  [
    new Map([['w', tensor(1)]]),
    "is a Map with a tensor in it (.get('w')); tensors are found in plain objects and arrays only: pass Object.fromEntries(map)",
  ],
  [new Set([tensor(1)]), 'is a Set with a tensor in it ([0]); tensors are found in plain objects and arrays only: pass [...set]'],
  [Promise.resolve(tensor(1)), 'is a promise; await it first'],
  [{ [Symbol('w')]: tensor(1) }, 'has a tensor under Symbol(w); trees have names: give it one'],
]

/** Types are tested elsewhere: here is what JavaScript lets through. */
const loose = t as unknown as Record<string, (...args: readonly unknown[]) => (...args: readonly unknown[]) => unknown>
const x = tensor([1, 2, 3])
const f = (_: unknown, y: AnyTensor = x): AnyTensor => sum(mul(y, y))

/** Every door that takes trees, and how the place is called there. */
const doors: Readonly<Record<string, readonly [place: string, enter: (value: unknown) => unknown]>> = {
  grad: ['grad: argument 0', (value) => loose.grad?.(f)(value)],
  valueAndGrad: ['valueAndGrad: argument 1.deep', (value) => loose.valueAndGrad?.((y: AnyTensor) => f(0, y))(x, { deep: value })],
  jvp: ['jvp: argument 0', (value) => loose.jvp?.(f, [value], [value])],
  vjp: ['vjp: argument 0', (value) => loose.vjp?.(f, value)],
  linearize: ['linearize: argument 0', (value) => loose.linearize?.(f, value)],
  linearTranspose: ['linearTranspose: argument 0', (value) => loose.linearTranspose?.((y: unknown) => y, value)],
  vmap: ['vmap: argument 1[0]', (value) => loose.vmap?.((y: AnyTensor) => y)(x, [value])],
  jit: ['f: argument 0', (value) => loose.jit?.(f)(value)],
  'the result of jit': [
    'a jitted function: the result.after',
    (value) => loose.jit?.((() => (y: AnyTensor) => ({ y, after: value }))())(x),
  ],
  checkpoint: ['checkpoint: argument 0', (value) => loose.checkpoint?.(f)(value)],
  scan: ['scan: what is carried', (value) => loose.scan?.((c: unknown, y: unknown) => [c, y], value, x)],
  'the lists of scan': ['scan: the lists.a', (value) => loose.scan?.((c: unknown, y: unknown) => [c, y], x, { a: value })],
  whileLoop: [
    'whileLoop: what is carried',
    (value) =>
      loose.whileLoop?.(
        () => true,
        (c: unknown) => c,
        value,
        { atMost: 2 },
      ),
  ],
  cond: [
    'cond: argument 0',
    (value) =>
      loose.cond?.(
        tensor(true),
        (c: unknown) => c,
        (c: unknown) => c,
        value,
      ),
  ],
  inspect: ['inspect: argument 0', (value) => loose.inspect?.(f)(value)],
  'tree.leaves': ['tree: .a[1]', (value) => tree.leaves({ a: [x, value] })],
  'tree.structure': ['tree: this', (value) => tree.structure(value)],
  'tree.map': ['tree: .a', (value) => tree.map((leaf) => leaf, { a: value })],
  'sgd().init': ['tree: this', (value) => sgd(0.1).init(value)],
  'momentum().init': ['tree: this', (value) => momentum(0.1).init(value)],
  'adam().update': ['tree: .w', (value) => adam().update({ w: x }, adam().init({ w: x }), { w: value as Tensor<[3]> })],
}

describe('a tensor where trees do not look is refused, not passed by', () => {
  it.each(Object.entries(doors))('%s', (_, [place, enter]) => {
    for (const [value, said] of hidden) expect(() => enter(value)).toThrow(new ShapeMismatch(`${place} ${said}`))
  })
})

it('a function that is compiled or transformed is not async', () => {
  for (const [name, enter] of Object.entries({ f: loose.jit, grad: loose.grad, vmap: loose.vmap }))
    expect(() =>
      enter?.(async function f(y: AnyTensor) {
        return y
      })(x),
    ).toThrow(
      new t.InvalidArgument(
        `${name}: the result is a promise; a function that is compiled or transformed cannot be async: do what waits before the call, and pass its result`,
      ),
    )
})

describe('what holds no tensor is part of the structure', () => {
  class Settings {
    readonly rates = [0.1, 0.2]
    self: unknown = this
  }
  it.each<[string, unknown]>([
    ['a class instance, also one that holds itself', new Settings()],
    ['a Map', new Map([['rate', 0.1]])],
    ['a Set', new Set([1])],
    ['a date', new Date(0)],
    ['an expression', /x/],
    ['a typed array', new Float32Array(1e6)],
    ['a function', Math.sin],
    ['what is under a symbol', { [Symbol('note')]: 'text' }],
  ])('%s', async (_, value) => {
    const scaled = t.jit((y: Tensor<[3]>, __: unknown) => mul(y, 2))
    expect([...(await scaled(x, value).data())]).toEqual([2, 4, 6])
    expect(tree.leaves([value, x])).toEqual([x])
  })

  it('a tensor in the fields of an instance is seen where these are passed', async () => {
    const gradient = t.grad((p: { w: Tensor<[3]> }) => sum(mul(p.w, x)))({ ...new Linear() })
    expect([...(await gradient.w.data())]).toEqual([1, 2, 3])
  })
})
