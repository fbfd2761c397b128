import fc from 'fast-check'
import { left, right } from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  activation,
  apply,
  batchNorm,
  concatOf,
  dense,
  dropout,
  fanOut,
  flatten,
  identity,
  init,
  type Layer,
  type Numbers,
  named,
  parallel,
  predict,
  productOf,
  relu,
  repeated,
  residual,
  sequential,
  serial,
  summary,
  sumOf,
  type Tensors,
  tanh,
} from '../../../dsl/index.js'
import { type AnyTensor, acquire, add, concat, grad, key, mul, normal, ones, ShapeMismatch, sub, sum, tree } from '../../../src/index.js'
import { close } from '../close.js'
import { single } from '../single.js'
import { counter } from './counter.js'

beforeAll(() => acquire({ backend: 'reference' }))

const predicting = { training: false, key: undefined }
const x = normal(key(2), [4, 2, 3])
const pair = [x, normal(key(3), [4, 5])] as const
const shapes = [[2, 3], [5]] as const

/** The numbers of each tensor that a layer gives. */
const values = async (f: Layer, input: Tensors, variables: { readonly params: unknown; readonly state: unknown }): Promise<number[][]> => {
  const [y] = f.forward(variables, input, predicting)
  return Promise.all(tree.leaves(y).map(async (leaf) => [...(await leaf.data())]))
}

/** The trees of branches and of a serial are lists, an entry a part. */
const partsOf = (f: Layer, input: Numbers): readonly { readonly params: unknown; readonly state: unknown }[] => {
  const { params, state } = f.init(key(1), input) as { readonly params: unknown[]; readonly state: unknown[] }
  return params.map((one, i) => ({ params: one, state: state[i] }))
}

const both = (...parts: readonly { readonly params: unknown; readonly state: unknown }[]) => ({
  params: parts.map(({ params }) => params),
  state: parts.map(({ state }) => state),
})

const keeping: fc.Arbitrary<Layer> = fc.constantFrom<Layer[]>(
  dense(3),
  relu,
  tanh,
  dropout(0.5),
  residual(tanh),
  serial(dense(2), dense(3)),
)
const layer: fc.Arbitrary<Layer> = fc.oneof(keeping, fc.constantFrom<Layer[]>(flatten, dense(7)))
const nothing = { params: {}, state: {} }

describe('fanOut and parallel', () => {
  it('fanOut gives what each branch makes of the input, parallel what each makes of its own', async () => {
    const fanned = fanOut(dense(4), serial(flatten, tanh))
    const [f, g] = partsOf(fanned, [2, 3])
    expect(fanned.output([2, 3])).toEqual(right([[2, 4], [6]]))
    expect(await values(fanned, x, both(f ?? nothing, g ?? nothing))).toEqual([
      ...(await values(dense(4), x, f ?? nothing)),
      ...(await values(serial(flatten, tanh), x, g ?? nothing)),
    ])
    const beside = parallel(dense(4), tanh)
    const [h, k] = partsOf(beside, shapes)
    expect(beside.output(shapes)).toEqual(right([[2, 4], [5]]))
    expect(await values(beside, pair, both(h ?? nothing, k ?? nothing))).toEqual([
      ...(await values(dense(4), pair[0], h ?? nothing)),
      ...(await values(tanh, pair[1], k ?? nothing)),
    ])
    expect([fanned.flops([2, 3]), beside.flops(shapes)]).toEqual([
      dense(4).flops([2, 3]) + tanh.flops([6]),
      dense(4).flops([2, 3]) + tanh.flops([5]),
    ])
  })

  it('parallel(f, g) after fanOut(identity, identity) is fanOut(f, g)', async () => {
    await fc.assert(
      fc.asyncProperty(layer, layer, async (f, g) => {
        const fanned = fanOut(f, g)
        const twice = serial(fanOut(identity, identity), parallel(f, g))
        const parts = partsOf(fanned, [2, 3])
        expect(twice.output([2, 3])).toEqual(fanned.output([2, 3]))
        expect(twice.flops([2, 3])).toBe(fanned.flops([2, 3]))
        expect(await values(twice, x, both(both(nothing, nothing), both(...parts)))).toEqual(await values(fanned, x, both(...parts)))
      }),
      { numRuns: 10 },
    )
  })

  it('parallel keeps composition: parallel(f, g) and then parallel(h, k) is parallel of f and then h, and of g and then k', async () => {
    await fc.assert(
      fc.asyncProperty(keeping, keeping, keeping, keeping, async (f, g, h, k) => {
        const [fs, gs, hs, ks] = [f, g, h, k].map((one, i) => one.init(key(i), [2, 3]))
        const after = serial(parallel(f, g), parallel(h, k))
        const beside = parallel(serial(f, h), serial(g, k))
        const [a, b, c, d] = [fs ?? nothing, gs ?? nothing, hs ?? nothing, ks ?? nothing]
        const two = [x, mul(x, 2)]
        expect(await values(after, two, both(both(a, b), both(c, d)))).toEqual(await values(beside, two, both(both(a, c), both(b, d))))
      }),
      { numRuns: 10 },
    )
  })

  it.each([
    ['sumOf', sumOf],
    ['productOf', productOf],
    ['concatOf', concatOf],
  ] as const)('%s(f, g) is %s(identity, identity) after fanOut(f, g), and after parallel(f, g) of a list', async (_, join) => {
    await fc.assert(
      fc.asyncProperty(keeping, keeping, async (f, g) => {
        const joined = join(f, g)
        const parts = both(...partsOf(joined, [2, 3]))
        const apart = both(parts, both(nothing, nothing))
        expect(await values(serial(fanOut(f, g), join(identity, identity)), x, apart)).toEqual(await values(joined, x, parts))
        const two = [x, mul(x, 2)]
        expect(await values(serial(parallel(f, g), join(identity, identity)), two, apart)).toEqual(await values(joined, two, parts))
      }),
      { numRuns: 8 },
    )
  })

  it('joiners join a list', async () => {
    const [a, b] = [x, mul(x, 2)]
    const joined = (f: Layer): AnyTensor => single(f).forward(both(nothing, nothing), [a, b] as never, predicting)[0]
    await close(joined(sumOf(identity, identity)), await add(a, b).data())
    await close(joined(productOf(identity, identity)), await mul(a, b).data())
    await close(joined(concatOf(identity, identity)), await concat([a, b], -1).data())
    expect(
      sumOf(identity, identity).flops([
        [2, 3],
        [2, 3],
      ]),
    ).toBe(6)
  })

  it('identity, serial, named and repeated let lists through; residual adds them tensor by tensor', async () => {
    const around = named('around', serial(identity, repeated(2, parallel(tanh, identity)), residual(parallel(relu, tanh))))
    const { params, state } = around.init(key(1), shapes)
    const [y] = around.forward({ params, state }, pair, predicting)
    const [first, second] = tree.leaves(y)
    const one = tanh(tanh(pair[0]))
    await close(first ?? x, await add(one, relu(one)).data())
    await close(second ?? x, await add(pair[1], tanh(pair[1])).data())
    expect(around.output(shapes)).toEqual(right(shapes))
    expect(residual(identity).flops(shapes)).toBe(11)
  })

  it('give equal branches different parameters and randomness of their own, and thread state', async () => {
    const [bias, kernel, , other] = tree.leaves(fanOut(dense(4), dense(4)).init(key(1), [4]).params)
    expect([bias?.shape, kernel?.shape, other?.shape]).toEqual([[4], [4, 4], [4, 4]])
    expect(await kernel?.data()).not.toEqual(await other?.data())
    const [drawn] = fanOut(dropout(0.5), dropout(0.5)).forward(both(nothing, nothing), ones([1, 100]), { training: true, key: key(3) })
    const [a, b] = await Promise.all(tree.leaves(drawn).map((leaf) => leaf.data()))
    expect(a).not.toEqual(b)
    const counting = serial(fanOut(counter, identity), parallel(identity, serial(counter)))
    let variables = counting.init(key(0), [2, 3])
    for (let i = 0; i < 3; i++) variables = { ...variables, state: counting.forward(variables, x, predicting)[1] }
    expect(await Promise.all(tree.leaves(variables.state).map(async (leaf) => [...(await leaf.data())]))).toEqual([[3], [3]])
  })

  it('a layer of one tensor takes no list, when asked for its output, parameters or work', () => {
    const sentence = 'one input is expected, got 2: [10] and [20]; join them with sumOf, productOf or concatOf'
    const list = [[10], [20]]
    for (const one of [
      dense(3),
      relu,
      activation('twice', (x: AnyTensor) => add(x, x)),
      batchNorm(),
      dropout(0.1),
      serial(relu),
      residual(relu),
    ]) {
      expect(one.output(list)).toEqual(left(sentence))
    }
    for (const one of [dense(3), batchNorm()]) {
      expect(() => one.init(key(0), list)).toThrow(new ShapeMismatch(sentence))
      expect(() => one.flops(list)).toThrow(new ShapeMismatch(sentence))
    }
  })
})

describe('a model of two heads', () => {
  const policy = serial(dense(5), tanh, dense(4))
  const model = sequential([2, 3], flatten, dense(6), tanh, fanOut(policy, dense(1)))
  const variables = init(model, key(1))

  it('knows its shapes, and gives a pair', async () => {
    expect(model.output).toEqual([[4], [1]])
    const [moves, winner] = predict(model, variables, x)
    expect([moves.shape, winner.shape]).toEqual([
      [4, 4],
      [4, 1],
    ])
    const [[again]] = apply(model, variables, x, { training: true })
    await close(again, await moves.data())
    // @ts-expect-error the compiler says the same
    expect(() => predict(model, variables, [x, x])).toThrow(
      new ShapeMismatch('predict: the model takes [N, 2, 3], got [4, 2, 3] and [4, 2, 3]'),
    )
  })

  it('is shown with both shapes', () => {
    const line = summary(model)
      .split('\n')
      .find((row) => row.startsWith('fanOut'))
    expect(line?.split(/ {2,}/)).toEqual(['fanOut', '[4] and [1]', '66', '117'])
  })

  it('has in each head the gradient of that head alone, and in the trunk their sum', async () => {
    type Params = typeof variables.params
    const run = (params: Params) => predict(model, { ...variables, params }, x)
    const gradients = (loss: (params: Params) => AnyTensor): Params =>
      grad(loss as (params: Params) => ReturnType<typeof sum>)(variables.params) as Params
    const squares = (y: AnyTensor) => sum(mul(y, y))
    const [first, second] = [gradients((params) => squares(run(params)[0])), gradients((params) => squares(run(params)[1]))]
    const together = gradients((params) => add(squares(run(params)[0]), squares(run(params)[1])))
    const far = async (a: unknown, b: unknown): Promise<number> => {
      const apart = tree.map((p, q) => sub(p, q), a, b)
      return Math.max(...(await Promise.all(tree.leaves(apart).map(async (leaf) => Math.max(...(await leaf.data()).map(Math.abs))))))
    }
    expect(await far(together[3][0], first[3][0])).toBeLessThan(1e-5)
    expect(await far(together[3][1], second[3][1])).toBeLessThan(1e-5)
    expect(
      await far(
        together[1],
        tree.map((p, q) => add(p, q), first[1], second[1]),
      ),
    ).toBeLessThan(1e-5)
    const zero = tree.map((leaf) => mul(leaf, 0), variables.params)
    expect(await far(first[3][1], zero[3][1])).toBe(0)
    expect(await far(first[3][0], zero[3][0])).toBeGreaterThan(0.01)
  })
})

describe('a model of two inputs', () => {
  const model = sequential([[2, 3], [5]], parallel(flatten, dense(6)), sumOf(identity, identity), dense(2))
  const variables = init(model, key(1))

  it('takes a list of tensors', async () => {
    expect([model.input, model.output]).toEqual([[[2, 3], [5]], [2]])
    const y = predict(model, variables, [x, pair[1]])
    const [, branches] = await Promise.all([y.data(), values(model.whole, pair, variables)])
    expect([...(await y.data())]).toEqual(branches[0])
    expect(y.shape).toEqual([4, 2])
  })

  it('says what it takes', () => {
    const wrong = 'the model takes [N, 2, 3] and [N, 5], got'
    // @ts-expect-error the compiler says the same
    expect(() => predict(model, variables, x)).toThrow(new ShapeMismatch(`predict: ${wrong} [4, 2, 3]`))
    // @ts-expect-error the compiler says the same
    expect(() => apply(model, variables, [x, normal(key(1), [3, 5])])).toThrow(new ShapeMismatch(`apply: ${wrong} [4, 2, 3] and [3, 5]`))
    // @ts-expect-error the compiler says the same
    expect(() => apply(model, variables, [x])).toThrow(new ShapeMismatch(`apply: ${wrong} a list of [4, 2, 3]`))
  })
})
