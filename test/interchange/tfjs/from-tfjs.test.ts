import { beforeAll, describe, expect, it } from 'vitest'
import { acquire, grad, jit, mean, mul, square, sub, sum, type Tensor, tensor, transpose, tree, vmap } from '../../../src/index.js'
import { fromTfjs, fromTfjsWeights } from '../../../src/interchange/tfjs/from-tfjs.js'
import { dense, denseBytes, floats, graph, layer, layers, manifest, node, placeholder, weight } from './models.js'

const rows = tensor([
  [1, 0, 1],
  [0, 1, -1],
])

beforeAll(async () => {
  await acquire({ backend: 'cpu' })
})

describe('a model of TensorFlow.js', () => {
  const model = fromTfjs(dense(), denseBytes)

  it('is a function of its parameters and its inputs, by name or in order', async () => {
    const want = [
      [4.5, 0],
      [0, 0],
    ]
    expect(await model.apply(model.parameters, { x: rows }).y?.toArray()).toEqual(want)
    expect(await model.apply(model.parameters, [rows]).y?.toArray()).toEqual(want)
    expect(await jit(model.apply)(model.parameters, { x: rows }).y?.toArray()).toEqual(want)
  })

  it('says what the file says of it', () => {
    expect(model.inputs).toEqual([{ name: 'x', dtype: 'f32', shape: [null, 3] }])
    expect(model.outputs).toEqual([{ name: 'y', dtype: 'f32', shape: [null, 2] }])
    expect(model.metadata).toEqual({ format: 'graph-model', generatedBy: 'tests', convertedBy: '' })
    expect(Object.keys(model.parameters).sort()).toEqual(['b', 'w'])
  })

  it('is read from a text, and shards that are listed or asked for', async () => {
    const text = JSON.stringify(dense())
    const shard = (path: string) => (path === 'shard' ? denseBytes : new Uint8Array())
    for (const weights of [[denseBytes], shard]) expect(await fromTfjs(text, weights).parameters.b?.toArray()).toEqual([0.5, -0.5])
  })

  it('is differentiated, and learns', async () => {
    const target = tensor([
      [1, 1],
      [2, 0],
    ])
    const loss = (parameters: typeof model.parameters) =>
      mean(square(sub(model.apply(parameters, { x: rows }).y as Tensor<[2, 2]>, target)))
    // d loss / d b = 2 / 4 * sum over rows of (y - target), where y > 0.
    expect(await grad(loss)(model.parameters).b?.toArray()).toEqual([1.75, 0])
    const step = jit((parameters: typeof model.parameters) => tree.map((w, g) => sub(w, mul(g, 0.1)), parameters, grad(loss)(parameters)))
    expect(await loss(step(step(model.parameters))).item()).toBeLessThan(await loss(model.parameters).item())
  })

  it('is mapped', async () => {
    const mapped = vmap((x: Tensor<[2, 3]>) => model.apply(model.parameters, { x }).y as Tensor<[2, 2]>)
    const twice = mapped(tensor([await rows.toArray(), await mul(rows, 2).toArray()]) as Tensor<[2, 2, 3]>)
    expect(await sum(twice, { axis: [1, 2] }).toArray()).toEqual([4.5, 8.5])
  })
})

describe('what is stated of a model', () => {
  it('gives the types of its function', async () => {
    const { apply, parameters } = fromTfjs(dense(), denseBytes, { inputs: { x: ['N', 3] }, outputs: { y: ['N', 2] } })
    const y: Tensor<[2, 2]> = jit(apply)(parameters, { x: rows as Tensor<[2, 3]> }).y
    expect(y.shape).toEqual([2, 2])
    // @ts-expect-error there is no such input
    expect(() => apply(parameters, { z: rows })).toThrow('fromTfjs: apply got "z"; there are the inputs "x"')
    // @ts-expect-error the other way round
    expect(() => apply(parameters, { x: tensor([[1], [2], [3]]) })).toThrow('fromTfjs: the input "x" is [3, 1]; it has to be [?, 3]')
  })

  it('is compared with the file', () => {
    const stated = (inputs: { readonly [name: string]: readonly ['N', number] }) => () => fromTfjs(dense(), denseBytes, { inputs })
    expect(stated({ x: ['N', 4] })).toThrow('fromTfjs: the input "x" is stated as f32[N, 4]; the file has f32[?, 3]')
    expect(stated({ y: ['N', 3] })).toThrow('fromTfjs: there is no input "y"; there is "x"')
  })
})

describe('weights', () => {
  it('that were quantised are what they stand for', async () => {
    const quantised = (dtype: string, of = 'float32') => ({ ...weight('w', [3], of), quantization: { dtype, min: -1, scale: 0.5 } })
    const read = (one: ReturnType<typeof quantised>, ...bytes: number[]) =>
      fromTfjsWeights(manifest(one), Uint8Array.from(bytes)).w?.toArray()
    expect(await read(quantised('uint8'), 0, 1, 255)).toEqual([-1, -0.5, 126.5])
    expect(await read(quantised('uint16'), 0, 0, 1, 0, 0, 1)).toEqual([-1, -0.5, 127])
    expect(await read(quantised('uint8', 'int32'), 0, 2, 255)).toEqual([-1, 0, 127])
    // 1, -2 and the least of all that are not 0
    expect(await read(quantised('float16'), 0, 0x3c, 0, 0xc0, 1, 0)).toEqual([1, -2, 2 ** -24])
  })

  it('of a manifest by itself are a tree by name', async () => {
    const bytes = Uint8Array.from([...floats(1, 2), ...new Uint8Array(Int32Array.of(-7).buffer), 1, 0])
    const tree = fromTfjsWeights(JSON.stringify(manifest(weight('a/b', [2]), weight('n', [], 'int32'), weight('t', [2], 'bool'))), bytes)
    expect(Object.keys(tree)).toEqual(['a/b', 'n', 't'])
    expect(await tree['a/b']?.toArray()).toEqual([1, 2])
    expect(tree.n?.dtype).toBe('i32')
    expect(await tree.n?.toArray()).toBe(-7)
    expect(await tree.t?.toArray()).toEqual([1, 0])
  })

  it('are no parameters if they are statistics', () => {
    const names = ['gamma', 'beta', 'moving_mean', 'moving_variance']
    const model = layers(
      { layers: [layer('BatchNormalization', 'bn', { batch_input_shape: [null, 1] })] },
      'Sequential',
      ...names.map((name) => weight(`bn/${name}`, [1])),
    )
    expect(Object.keys(fromTfjs(model, floats(1, 2, 3, 4)).parameters)).toEqual(['bn/gamma', 'bn/beta'])
  })
})

describe('a layer', () => {
  it('of channels before others is the one of channels behind them, turned round', async () => {
    const read = (axis: number) =>
      fromTfjs(
        layers(
          { layers: [layer('BatchNormalization', 'bn', { batch_input_shape: [null, 2, 2], axis })] },
          'Sequential',
          ...['gamma', 'beta', 'moving_mean', 'moving_variance'].map((name) => weight(`bn/${name}`, [2])),
        ),
        floats(1, 2, 3, 4, 5, 6, 7, 8),
      )
    const x = tensor([
      [
        [1, 2],
        [3, 4],
      ],
    ])
    const [first, last] = [read(1), read(-1)]
    const turned = last.apply(last.parameters, [transpose(x, [0, 2, 1])]).bn as Tensor<[1, 2, 2]>
    expect(await first.apply(first.parameters, [x]).bn?.toArray()).toEqual(await transpose(turned, [0, 2, 1]).toArray())
  })

  it('of a sequence sees nothing of what comes later if it is causal', async () => {
    const config = { batch_input_shape: [null, 3, 1], padding: 'causal', use_bias: false, dilation_rate: [1] }
    const { apply, parameters } = fromTfjs(
      layers({ layers: [layer('Conv1D', 'c', config)] }, 'Sequential', weight('c/kernel', [2, 1, 1])),
      floats(10, 1),
    )
    expect(await apply(parameters, { c_input: tensor([[[1], [2], [3]]]) }).c?.toArray()).toEqual([[[1], [12], [23]]])
  })
})

describe('a number in the place of an input', () => {
  const model = graph([placeholder('n', [1], 'DT_INT32'), placeholder('v', []), node('y', 'Fill', ['n', 'v'])])

  it('is known while the function is traced, and is asked for where shapes depend on it', () => {
    const { apply } = fromTfjs(model, new Uint8Array())
    expect(apply({}, { n: [3], v: 2 }).y?.shape).toEqual([3])
    expect(() => apply({}, { n: tensor([3], { dtype: 'i32' }), v: 2 })).toThrow(
      'fromTfjs: node "y" (Fill): operand 0, "n", has to be known before the graph runs, and depends on what it is given; an input that is given as a number is known',
    )
  })
})
