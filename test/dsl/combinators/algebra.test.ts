import fc from 'fast-check'
import { left, right } from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  adam,
  apply,
  batchNorm,
  dense,
  dropout,
  embedding,
  fanOut,
  fit,
  flatten,
  fromArrays,
  frozen,
  identity,
  init,
  type Layer,
  lambda,
  meanSquaredError,
  parallel,
  predict,
  relu,
  residual,
  sequential,
  serial,
  shared,
  summary,
  sumOf,
  tanh,
  tiedEmbedding,
  when,
} from '../../../dsl/index.js'
import {
  acquire,
  add,
  astype,
  grad,
  key,
  matmul,
  max,
  mul,
  normal,
  ShapeMismatch,
  slice,
  square,
  sum,
  type Tensor,
  tensor,
  transpose,
  tree,
} from '../../../src/index.js'
import { close } from '../close.js'
import { single } from '../single.js'

beforeAll(() => acquire({ backend: 'reference' }))

const predicting = { training: false, key: undefined }
const x = normal(key(2), [4, 6])
const read = async (values: unknown) => Promise.all(tree.leaves(values).map(async (leaf) => [...(await leaf.data())]))
const layers: fc.Arbitrary<Layer> = fc.constantFrom<Layer[]>(dense(3), relu, batchNorm(), residual(dense(6)), serial(dense(2), tanh))

describe('when', () => {
  it('is the layer or the identity', async () => {
    await fc.assert(
      fc.asyncProperty(layers, fc.boolean(), async (layer, condition) => {
        const [one, other] = [when(condition, layer), condition ? layer : identity]
        const variables = other.init(key(1), [6])
        expect(await read(one.init(key(1), [6]))).toEqual(await read(variables))
        expect([one.name, one.output([6]), one.flops([6])]).toEqual([other.name, other.output([6]), other.flops([6])])
        await close(single(one).forward(variables, x, predicting)[0], await single(other).forward(variables, x, predicting)[0].data())
      }),
      { numRuns: 10 },
    )
  })

  it('takes no tensor for a condition', () => {
    expect(() => when(tensor(true) as never, relu)).toThrow(
      'when: the condition is true or false, known when the model is built; got a tensor bool[]; of a tensor, write cond or where',
    )
  })
})

describe('lambda', () => {
  it('is the function, on a batch', async () => {
    const pooled = lambda((batch: Tensor<['N', 2, 3]>) => max(batch, { axis: 1 }))
    const model = sequential([2, 3], pooled, dense(4))
    expect(model.output).toEqual([4])
    const images = normal(key(1), [5, 2, 3])
    await close(single(pooled).forward({ params: {}, state: {} }, images, predicting)[0], await max(images, { axis: 1 }).data())
    expect([pooled.name, lambda(relu).name]).toEqual(['lambda', 'lambda(relu)'])
  })

  it('finds the shape that the function gives, of whole numbers too, or takes what is stated', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 13 }), { minLength: 1, maxLength: 3 }), (shape) => {
        expect(lambda((batch) => mul(batch, 2)).output(shape)).toEqual(right(shape))
        expect(lambda((batch) => mul(batch, 2), { output: shape }).output(shape)).toEqual(right(shape))
        expect(lambda((batch) => astype(batch, 'f32')).output({ shape, dtype: 'i32' })).toEqual(right(shape))
      }),
      { numRuns: 10 },
    )
  })

  it('says what is wrong with what it gives', () => {
    const said = (layer: Layer, shape: readonly number[] = [4]) => layer.output(shape)
    expect(said(lambda((batch) => astype(batch, 'i32')))).toEqual(
      left("lambda: the function gives i32[2, 4]; a layer gives f32, convert with astype(y, 'f32')"),
    )
    expect(said(lambda((batch) => transpose(batch)))).toEqual(
      left('lambda: the function maps a batch [2, 4] to [4, 2]; the first dimension stays the batch'),
    )
    expect(said(lambda((batch) => mul(batch, 2), { output: [5] }))).toEqual(
      left('lambda: the function maps [4] to [4], its output is said to be [5]'),
    )
    expect(said(lambda((batch) => matmul(batch as Tensor<['N', 5]>, normal(key(0), [5, 2]))))).toEqual(
      left('matmul: [2, 4] x [5, 2]: inner dimensions 4 and 5 differ'),
    )
    expect(() => said(lambda(() => 3 as never))).toThrow('lambda: what the function gives is a tensor; got 3')
  })

  it('is told of the moment', async () => {
    const layer = lambda((batch, { training }) => (training ? mul(batch, 2) : batch))
    const [y] = single(layer).forward({ params: {}, state: {} }, x, { training: true, key: undefined })
    await close(y, await mul(x, 2).data())
  })
})

describe('frozen', () => {
  const within = serial(dense(4), batchNorm(), dropout(0.5), tanh)

  it('is the layer as it predicts, in training too, whose variables are its state', async () => {
    await fc.assert(
      fc.asyncProperty(layers, fc.boolean(), async (layer, training) => {
        const [kept, variables] = [frozen(layer), layer.init(key(1), [6])]
        expect(tree.leaves(kept.init(key(1), [6]).params)).toEqual([])
        expect(await read(kept.init(key(1), [6]).state)).toEqual(await read(variables))
        const [y, after] = single(kept).forward({ params: {}, state: variables }, x, { training, key: key(3) })
        await close(y, await single(layer).forward(variables, x, predicting)[0].data())
        expect(after).toBe(variables)
      }),
      { numRuns: 10 },
    )
  })

  it('stays as it is where the rest learns, and no optimiser remembers anything of it', async () => {
    const data = fromArrays({
      x: { values: await normal(key(1), [32, 6]).data(), shape: [6] },
      y: { values: new Float32Array(32).fill(1), shape: [1] },
    })
    const model = sequential([6], dense(6), frozen(within), dense(1))
    const start = init(model, key(0))
    const [frozenBefore, learningBefore] = [await read(start.state[1]), await read(start.params)]
    const remembered = adam().init(start.params)
    expect(tree.leaves(remembered.slots).length).toBe(2 * 4)
    const { variables } = await fit(model, data, {
      loss: meanSquaredError,
      optimizer: adam(0.1),
      epochs: 3,
      batchSize: 8,
      key: key(3),
      variables: start,
      progress: false,
    })
    expect(await read(variables.state[1])).toEqual(frozenBefore)
    const after = await read(variables.params)
    after.forEach((values, i) => {
      expect(values).not.toEqual(learningBefore[i])
    })
  })

  it('has no gradient, whichever tree it is taken in, and lets it through', async () => {
    const model = sequential([6], dense(6), frozen(dense(3)))
    const variables = init(model, key(0))
    const gradients = grad((all: typeof variables) => sum(square(predict(model, all, x))))(variables)
    const [inner, outer] = [await read(gradients.state[1]), await read(gradients.params)]
    expect(inner.flat().every((value) => value === 0)).toBe(true)
    expect(outer.flat().some((value) => value !== 0)).toBe(true)
  })
})

describe('shared', () => {
  const deep = shared(dense(6), [6], (again) => serial(again, tanh, dense(6), again))

  it('is one leaf, used wherever it stands', async () => {
    const { params, state } = deep.init(key(1), [6])
    const { shared: own, others } = params as { readonly shared: unknown; readonly others: readonly unknown[] } // as documented
    expect(tree.leaves(own).length + tree.leaves(others).length).toBe(4)
    const written = serial(dense(6), tanh, dense(6), dense(6))
    const apart = { params: [own, {}, others[2], own], state: [{}, {}, {}, {}] }
    await close(single(deep).forward({ params, state }, x, predicting)[0], await single(written).forward(apart, x, predicting)[0].data())
    expect(deep.flops([6])).toBe(written.flops([6]))
  })

  it('has one gradient, the sum of those at each place', async () => {
    const model = sequential([6], deep)
    const { params } = init(model, key(1))
    const loss = (own: (typeof params)[0]['shared'], other: (typeof params)[0]['shared']) => {
      const middle = params[0].others[2]
      const on = (h: Tensor<[4, 6]>, p: typeof own) => add(matmul(h, p.kernel), p.bias)
      return sum(square(on(on(tanh(on(x, own)), middle), other)))
    }
    const both = grad(loss, { argnums: [0, 1] })(params[0].shared, params[0].shared)
    const whole = grad((p: typeof params) => sum(square(predict(model, { params: p, state: [[{}, {}, {}, {}]] }, x))))(params)
    const wanted = tree.map((a, b) => add(a, b), both[0], both[1])
    await close(whole[0].shared.kernel, await wanted.kernel.data(), 1e-4)
    await close(whole[0].shared.bias, await wanted.bias.data(), 1e-4)
  })

  it('maps a pair by one encoder, and has state and randomness of each place', async () => {
    const siamese = sequential(
      [[6], [6]],
      shared(serial(dense(3), batchNorm()), [6], (encode) => parallel(encode, encode)),
    )
    const variables = init(siamese, key(1))
    const [[a, b], after] = apply(siamese, variables, [x, mul(x, 2)], { training: true })
    expect([a.shape, b.shape]).toEqual([
      [4, 3],
      [4, 3],
    ])
    expect(await after[0][0][1].mean.data()).not.toEqual(await after[0][1][1].mean.data())
    const drops = shared(dropout(0.5), [6], (drop) => fanOut(drop, drop))
    const [y] = drops.forward(drops.init(key(1), [6]), normal(key(5), [50, 6]), { training: true, key: key(3) })
    const [one, other] = await read(y)
    expect(one).not.toEqual(other)
  })

  it('takes what its parameters are for', () => {
    expect(shared(dense(3), [6], (f) => sumOf(f, serial(dense(5), f))).output([6])).toEqual(
      left('shared: the parameters made for [6] do not fit [5]'),
    )
    expect(shared(dense(3), [], (f) => f).output([6])).toEqual(left('dense(3): the input needs a last dimension, got []'))
    expect(shared(dense(3), [6], (f) => fanOut(f, f)).output([2, 6])).toEqual(
      right([
        [2, 3],
        [2, 3],
      ]),
    )
    expect(() => shared(relu, [6], (() => 3) as never)).toThrow('shared: what build gives, layer 1 is a layer; got 3')
  })
})

describe('tiedEmbedding', () => {
  const tokens = tensor([[1, 0, 3]], { dtype: 'i32' })
  const model = sequential({ shape: [3], dtype: 'i32' }, tiedEmbedding(5, 4, residual(dense(4))))
  const variables = init(model, key(1))

  it('is an embedding, what is between, and the product with the table', async () => {
    expect(model.output).toEqual([3, 5])
    expect(summary(model)).toContain(`${5 * 4 + 4 * 4 + 4}`)
    const [{ table, between }] = variables.params
    const inner = sequential({ shape: [3], dtype: 'i32' }, embedding(5, 4), residual(dense(4)))
    const features = predict(inner, { params: [{ table }, between], state: [{}, {}] }, tokens)
    await close(predict(model, variables, tokens), await matmul(features, transpose(table)).data())
  })

  it('has in the table the gradient of both uses', async () => {
    const [{ table, between }] = variables.params
    const loss = (rows: Tensor<[5, 4]>, classes: Tensor<[5, 4]>) => {
      const inner = sequential({ shape: [3], dtype: 'i32' }, embedding(5, 4), residual(dense(4)))
      return sum(square(matmul(predict(inner, { params: [{ table: rows }, between], state: [{}, {}] }, tokens), transpose(classes))))
    }
    const [rows, classes] = grad(loss, { argnums: [0, 1] })(table, table)
    const whole = grad((p: typeof variables.params) => sum(square(predict(model, { params: p, state: variables.state }, tokens))))(
      variables.params,
    )
    await close(whole[0].table, await add(rows, classes).data(), 1e-4)
    // Row 2 stands for no token here, and is a class.
    expect((await slice(whole[0].table, 2).data()).some((value) => value !== 0)).toBe(true)
  })

  it('needs as many features in the end', () => {
    const wrong: readonly (readonly [Layer, string])[] = [
      [dense(7), 'tiedEmbedding(5, 4): what is between maps [3, 4] to [3, 7]; it ends in 4 features'],
      [flatten, 'tiedEmbedding(5, 4): what is between maps [3, 4] to [12]; it ends in 4 features'],
      [fanOut(relu, relu), 'tiedEmbedding(5, 4): what is between maps [3, 4] to [3, 4] and [3, 4]; it ends in 4 features'],
    ]
    for (const [between, sentence] of wrong)
      expect(() => sequential({ shape: [3], dtype: 'i32' }, tiedEmbedding(5, 4, between))).toThrow(new ShapeMismatch(sentence))
  })
})
