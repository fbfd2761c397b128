import { beforeAll, describe, expect, test } from 'vitest'
import * as dsl from '../../dsl/index.js'
import * as core from '../../src/index.js'
import { backends } from '../support/targets.js'

/* The mistakes that people make, as they make them in JavaScript, and what they read. */

beforeAll(() => core.acquire({ backend: 'reference' }))

const model = dsl.sequential([3], dsl.dense(2))
const data = dsl.fromArrays({ x: { values: [1, 2, 3, 4, 5, 6], shape: [3] }, y: { values: [0, 1, 0, 1], shape: [2] } })
const others = dsl.fromArrays({ images: { values: [1, 2, 3], shape: [3] }, labels: { values: [0, 1], shape: [2] } })
const options = { loss: dsl.meanSquaredError, optimizer: dsl.adam(), epochs: 1, batchSize: 2, key: core.key(0), progress: false }
const variables = dsl.init(model, core.key(0))

const scope: Readonly<Record<string, unknown>> = {
  ...core,
  ...dsl,
  concat: core.concat,
  model,
  data,
  others,
  options,
  variables,
  m: core.ones([2, 3]),
}

const run = async (program: string): Promise<unknown> =>
  new Function(...Object.keys(scope), `return (async () => ${program})()`)(...Object.values(scope))

test.each([
  ['sum(m, { dim: 0 })', "sum: there is no option 'dim'; did you mean axis?"],
  ['sum(m, { axes: 0 })', "sum: there is no option 'axes'; did you mean axis?"],
  ['sum(m, { axis: 0, keepdims: true })', "sum: there is no option 'keepdims'; did you mean keepDims?"],
  ['sum(m, { axsi: 0 })', "sum: there is no option 'axsi'; did you mean axis?"],
  ['sum(m, { zebra: 0 })', "sum: there is no option 'zebra'; there is axis and keepDims"],
  ['softmax(m, 0)', 'softmax: options go by name; write softmax(x, { axis: 0 })'],
  ['flip(m, { dim: 0 })', "flip: there is no option 'dim'; did you mean axis?"],
  ["flip(m, 'x')", "flip: the axis is a number, or a list of them; got 'x'"],
  ['tensor([1, 2, 3, 4], [2, 2])', 'tensor: options go by name; write tensor(values, { shape: [2, 2] })'],
  ["zeros([2], 'i32')", "zeros: options go by name; write zeros(shape, { dtype: 'i32' })"],
  ["astype(m, 'float32')", "astype: there is no dtype 'float32'; did you mean 'f32'?"],
  ["zeros([2], { dtype: 'int32' })", "zeros: there is no dtype 'int32'; did you mean 'i32'?"],
  ["zeros([2], { dtype: 'complex64' })", "zeros: there is no dtype 'complex64'; there are 'f32', 'f16', 'f64', 'i32', 'u32', 'bool'"],
  ['adam({ lr: 0.1 })', "adam: there is no option 'lr'; did you mean rate?"],
  ['adam({ learning_rate: 0.1 })', "adam: there is no option 'learning_rate'; did you mean rate?"],
  ["adam('fast')", "adam: the rate is a number or a schedule, (count) => f32[]; got 'fast'"],
  ['sgd()', 'sgd: the rate is a number or a schedule, (count) => f32[]; got undefined; say it, as in sgd(0.1)'],
  ["adamw({ nesterov: 'yes' })", "adamw: the nesterov is true or false; got 'yes'"],
  ['adamw({ mask: true })', 'adamw: the mask is a function, (path, parameter) => boolean; got true'],
  ['clipByGlobalNorm(0)', 'clipByGlobalNorm: the largest norm is a number above 0; got 0'],
  ['chain(adam(), clipByValue(1))', 'chain: the last part is what adam(), sgd(0.1) and the like give; got an object'],
  ['accumulate(adam(), 0.5)', 'accumulate: n is a whole number, at least 1; got 0.5'],
  ['ema(adam(), 1)', 'ema: the decay is a number between 0 and 1; got 1'],
  ["byPath({ 'a/**': adam() }).init({ b: tensor([1]) })", "byPath: no parameter fits 'a/**'; there are b"],
  ['byPath({ a: adam() }).init({ a: tensor([1]), b: tensor([1]) })', "byPath: b fits no pattern; add '**': adam() for all others"],
  [
    "byPath({ '**': adam(), a: sgd(0) }).init({ a: tensor([1]), b: tensor([1]) })",
    "byPath: patterns before 'a' have all parameters that fit it; write it before them",
  ],
  ['averageOf(adam().init({ a: tensor([1]) }))', 'averageOf: the state holds no mean of the parameters; make the optimizer with ema'],
  ['piecewise({ 10: 0.1 })', 'piecewise: there is no rate from step 0; write piecewise({ 0: ..., ... })'],
  ['warmupCosine({ peak: 0.1, warmup: 10, steps: 10 })', 'warmupCosine: it rises for 10 of 10 steps; none are left to fall in'],
  ['sgd({ lr: 0.1 })', "sgd: there is no option 'lr'; did you mean rate?"],
  ['whileLoop((x) => less(x, 3), (x) => add(x, 1), tensor(0), { max: 3 })', "whileLoop: there is no option 'max'; did you mean atMost?"],
  [
    'whileLoop((x) => less(x, 3), (x) => add(x, 1), tensor(0), 3)',
    'whileLoop: options go by name; write whileLoop(goesOn, step, init, { atMost: 3 })',
  ],
  ['whileLoop((x) => less(x, 3), (x) => add(x, 1), tensor(0))', 'whileLoop: atMost is a number; got undefined'],
  ['add(m, [1, 2])', 'add: b is a tensor or a number; got an array; wrap it: tensor([...])'],
  ['matmul(m, [[1], [2], [3]])', 'matmul: b is a tensor; got an array; wrap it: tensor([...])'],
  ['add(m, m.data())', 'add: b is a tensor or a number; got a promise; await it first'],
  ['tensor(null)', 'tensor: a tensor is made of a number, nested arrays of numbers, or a typed array; got null'],
  [
    'tensor(m)',
    'tensor: a tensor is made of a number, nested arrays of numbers, or a typed array; got a tensor f32[2, 3]; it is a tensor already',
  ],
  ['zeros(2, 3)', 'zeros: the shape is a list of sizes, as in [2, 3]; got 2'],
  ['reshape(m, 4)', 'reshape: the shape is a list of sizes, as in [2, 3]; got 4'],
  ['concat(m, m)', 'concat: the list is an array of tensors; got a tensor f32[2, 3]; write concat([a, b])'],
  ['uniform(42, [2])', 'uniform: the key is made by key(seed), or by split or foldIn of one; got 42; write key(42)'],
  ['grad(m)', 'grad: what is differentiated is a function; got a tensor f32[2, 3]; pass the function itself, not what it gives'],
  ['grad((x) => sum(x))([1, 2])', 'grad: argument 0 is a tensor, or a tree of tensors; got an array; wrap numbers: tensor(...)'],
  ['grad((x) => mul(x, x))(3)', 'grad: argument 0 is a tensor, or a tree of tensors; got 3; wrap numbers: tensor(...)'],
  ['init(model)', 'init: the second argument is made by key(seed), or by split or foldIn of one; got undefined'],
  ['sequential([3], dense)', 'sequential: layer 1 is a layer; got the function dense; call it: dense(...)'],
  [
    'sequential([3], leakyRelu(0.2))',
    "sequential: layer 1 is a layer; got a tensor f32[]; an activation with a setting of its own is activation('leakyRelu', (x) => leakyRelu(x, 0.2))",
  ],
  ['sequential([3], dense(2), relu())', 'relu: there is no tensor; as a layer it is written without parentheses, relu'],
  [
    'sequential(dense(2), relu)',
    'sequential: the input shape is a list of sizes, as in [784]; got an object; it comes first, before the layers',
  ],
  [
    'fromArrays({ x: [[1, 2], [3, 4]] })',
    'fromArrays: column x is { values, shape } with the numbers of all examples in one array; got an array; write { x: { values: ... } }',
  ],
  [
    'fromArrays({ x: { values: [[1, 2], [3, 4]] } })',
    'fromArrays: the values of x is one array of numbers; got an array; join the rows, values: rows.flat(), and say the shape of one',
  ],
  ['predict(model, variables, [[1, 2, 3]])', 'predict: x is a tensor; got an array; wrap it: tensor([...])'],
  [
    'predict(model, ones([1, 3]))',
    'predict: the second argument is the variables of the model, { params, state }; got a tensor f32[1, 3]; init(model, key) and fit give them',
  ],
] as const)('%s: %s', async (program, sentence) => {
  const thrown: unknown = await run(program).catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(core.InvalidArgument)
  expect((thrown as core.InvalidArgument).message.startsWith(sentence)).toBe(true)
})

describe('fit and evaluate say the line of the user', () => {
  test.each([
    ['fit(model, data, { ...options, epochs: 1.5 })', 'fit: epochs is a whole number, at least 0; got 1.5'],
    ['fit(model, data, { ...options, batch_size: 2 })', "fit: there is no option 'batch_size'; did you mean batchSize?"],
    ['fit(model, data, { ...options, key: 0 })', 'fit: the key is made by key(seed), or by split or foldIn of one; got 0; write key(0)'],
    [
      "fit(model, data, { ...options, optimizer: 'adam' })",
      "fit: the optimizer is what adam(), sgd(0.1) and the like give; got 'adam'; write adam(...), imported from typegrad/dsl",
    ],
    [
      'fit(model, data, { ...options, optimizer: adam })',
      'fit: the optimizer is what adam(), sgd(0.1) and the like give; got the function adam; call it: adam(...)',
    ],
    ['fit(model, data, { ...options, loss: undefined })', 'fit: the loss is a function of outputs and targets; got undefined'],
    [
      'fit(model, { x: [1], y: [2] }, options)',
      'fit: data is a dataset; got an object; make it with fromArrays({ x: { values, shape }, y: { values, shape } })',
    ],
    [
      'fit(model, others, options)',
      'fit: the columns of the data are images, labels; name them x, what the model takes, and y, what it should give',
    ],
    ['fit(dense(2), data, options)', 'fit: the model is made by sequential; got an object'],
    ['evaluate(model, variables, data, {})', 'evaluate: there is nothing to measure; pass a loss or metrics'],
    ['evaluate(model, variables, others, { loss: meanSquaredError })', 'evaluate: the columns of the data are images, labels'],
    ['evaluate(model, undefined, data, { loss: meanSquaredError })', 'evaluate: the second argument is the variables of the model'],
  ] as const)('%s: %s', async (program, sentence) => {
    const thrown: unknown = await run(program).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(core.InvalidArgument)
    expect((thrown as core.InvalidArgument).message.startsWith(sentence)).toBe(true)
  })

  test('which is here', async () => {
    const wrong = { ...options, epochs: 1.5 }
    const thrown: unknown = await dsl.fit(model, data, wrong).catch((error: unknown) => error)
    expect(`${thrown}`).toMatch(
      /^InvalidArgument \[argument\/fit\]: fit: epochs .* got 1\.5, at .*test\/arguments\/sentences\.test\.ts:\d+:\d+\)?$/,
    )
    expect((thrown as Error).stack?.split('\n')[0]).toBe(`${thrown}`)
  })
})

describe('what is let in', () => {
  const params = { w: core.tensor([1, 2]) }
  const gradients = { w: core.tensor([1, 1]) }
  const step = async (optimizer: dsl.Optimizer) => {
    const [after] = optimizer.update(gradients, optimizer.init(params), params)
    return [...(await after.w.data())]
  }
  test.each([
    ['adam', dsl.adam(0.01), dsl.adam({ rate: 0.01 })],
    ['rmsprop', dsl.rmsprop(0.01), dsl.rmsprop({ rate: 0.01 })],
    ['sgd', dsl.sgd(0.01), dsl.sgd({ rate: 0.01 })],
    ['momentum', dsl.momentum(0.01, 0.5), dsl.momentum({ rate: 0.01, decay: 0.5 })],
    ['adam by a schedule', dsl.adam(dsl.cosineDecay(0.01, 5)), dsl.adam({ rate: dsl.cosineDecay(0.01, 5) })],
  ] as const)('the rate of %s by itself', async (_, alone, named) => {
    expect(await step(alone)).toEqual(await step(named))
    expect(await step(alone)).not.toEqual([1, 2])
  })

  test.each(backends)('equal and notEqual of bool, on %s', async (backend) => {
    await core.acquire({ backend })
    const [a, b] = [core.tensor([true, true, false, false]), core.tensor([true, false, true, false])]
    expect([...(await core.equal(a, b).data())]).toEqual([1, 0, 0, 1])
    expect([...(await core.notEqual(a, b).data())]).toEqual([0, 1, 1, 0])
    expect([...(await core.equal(a, 1).data())]).toEqual([1, 1, 0, 0])
    await core.acquire({ backend: 'reference' })
  })

  test('where of two plain numbers, of the dtype asked for', async () => {
    const x = core.where(core.tensor([true, false]), 0.1, -1, { dtype: 'f64' })
    expect(x.dtype).toBe('f64')
    expect([...(await x.data())]).toEqual([0.1, -1])
    expect(() => core.where(core.tensor(true), core.tensor(1), 0, { dtype: 'i32' as never })).toThrow(
      new core.DTypeMismatch('where: f32 and i32 differ; convert one with astype'),
    )
  })

  test.each(backends)('a copy outlives what it is of, on %s', async (backend) => {
    await core.acquire({ backend })
    const take = core.jit((x: core.Tensor<[2]>) => core.mul(x, 10), { donate: [0] })
    for (const make of [
      () => core.tensor([1, 2]),
      () => core.add(core.tensor([0, 1]), 1),
      () => core.jit((x: core.Tensor<[2]>) => core.add(x, 1))(core.tensor([0, 1])),
    ]) {
      const x = make() as core.Tensor<[2]>
      const kept = core.copy(x)
      expect([...(await take(x).data())]).toEqual([10, 20])
      expect([...(await kept.data())]).toEqual([1, 2])
      expect(() => core.add(x, 1)).toThrow(core.DisposedTensor)
      expect([...(await take(core.copy(kept)).data())]).toEqual([10, 20])
      expect([...(await kept.data())]).toEqual([1, 2])
    }
    expect([
      ...(await core
        .grad((x: core.Tensor<[2]>) => core.sum(core.mul(core.copy(x), x)))(core.tensor([1, 2]))
        .data()),
    ]).toEqual([2, 4])
    await core.acquire({ backend: 'reference' })
  })
})
