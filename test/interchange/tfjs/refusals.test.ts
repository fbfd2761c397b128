import { describe, expect, it } from 'vitest'
import { InvalidArgument, zeros } from '../../../src/index.js'
import { fromTfjs, fromTfjsWeights } from '../../../src/interchange/tfjs/from-tfjs.js'
import { constant, dense, denseBytes, floats, graph, layer, layers, manifest, node, placeholder, weight } from './models.js'

const x = placeholder('x', [2])
const none = new Uint8Array()
const input = layer('InputLayer', 'x', { batch_input_shape: [null, 2] }, [])

const functional = (all: readonly object[], output: string, ...weights: readonly ReturnType<typeof weight>[]) =>
  layers({ layers: [input, ...all], input_layers: [['x', 0, 0]], output_layers: [[output, 0, 0]] }, 'Functional', ...weights)

/** Models in models, so many deep. */
const nested = (depth: number): object =>
  depth === 0 ? layer('ReLU', 'r') : layer('Sequential', `m${depth}`, { layers: [nested(depth - 1)] })

const refused: Readonly<Record<string, readonly [model: unknown, weights: Uint8Array, sentence: string]>> = {
  'what is no JSON': ['<!doctype html>', none, 'the model is no JSON: '],
  'what is no model': ['[]', none, 'the model is a list of 0; it has to be an object'],
  'no topology': [{}, none, 'modelTopology is missing; it has to be an object'],
  'a truncated shard': [dense(), denseBytes.slice(0, -1), 'the tensor "b" ends at byte 32 of the weights, which have 31'],
  'bytes that are left': [dense(), Uint8Array.from([...denseBytes, 0]), 'the manifest has 32 bytes, and the weights 33'],
  'sizes that the file has no bytes for': [
    graph([x, constant('w'), node('y', 'Add', ['x', 'w'])], weight('w', [2 ** 15, 2 ** 15])),
    floats(1),
    'the tensor "w" ends at byte 4294967296 of the weights, which have 4',
  ],
  'sizes beyond all': [
    graph([x, constant('w'), node('y', 'Add', ['x', 'w'])], weight('w', [2 ** 30, 2 ** 30])),
    none,
    'the tensor "w" has the sizes [1073741824, 1073741824]; more than 2147483647 elements are no tensor',
  ],
  'a tensor of texts': [
    graph([x, node('y', 'Relu', ['x'])], weight('w', [1], 'string')),
    none,
    'the tensor "w" is of "string", which typegrad has no dtype for; float32, int32 and bool are read',
  ],
  'a tensor that is there twice': [
    graph([x, node('y', 'Relu', ['x'])], weight('w', [1]), weight('w', [1])),
    floats(1, 2),
    'the tensor "w" is in the manifest twice',
  ],
  'a quantisation that is not known': [
    graph([x, node('y', 'Relu', ['x'])], { ...weight('w', [1]), quantization: { dtype: 'uint4', min: 0, scale: 1 } }),
    none,
    'the tensor "w" is f32 as "uint4"; f32 as uint8, uint16 or float16 is known here, and i32 as uint8 or uint16',
  ],
  'a constant without its tensor': [
    graph([x, constant('w'), node('y', 'Add', ['x', 'w'])]),
    none,
    'node "w" (Const): the manifest has no tensor of its name',
  ],
  'an unknown operator': [graph([x, node('y', 'FooBar', ['x'])]), none, 'node "y" (FooBar) is an operator that typegrad does not know'],
  'the name of a method of objects': [
    graph([x, node('y', 'toString', ['x'])]),
    none,
    'node "y" (toString) is an operator that typegrad does not know',
  ],
  'too many operands': [graph([x, node('y', 'Relu', ['x', 'x'])]), none, 'node "y" (Relu) has 2 operands; it takes 1'],
  'a name that nothing makes': [graph([x, node('y', 'Relu', ['z'])]), none, 'node "y" (Relu) reads "z", which nothing makes'],
  'a cycle': [
    { ...graph([x, node('a', 'Add', ['x', 'b']), node('b', 'Relu', ['a'])]), signature: { outputs: { b: { name: 'b:0' } } } },
    none,
    'node "a" (Add) reads "b", which needs it in turn: a model has no cycles',
  ],
  'a graph of nothing but a cycle': [graph([node('a', 'Relu', ['b']), node('b', 'Relu', ['a'])]), none, 'the graph gives nothing'],
  'a node that is there twice': [graph([x, x]), none, 'node "x" (Placeholder) is there twice'],
  'an attribute of another type': [
    graph([x, node('y', 'LeakyRelu', ['x'], { alpha: { f: 'a' } })]),
    none,
    'node "y" (LeakyRelu): "alpha" is "a"; it has to be a number',
  ],
  'a text that is not known': [
    graph([x, node('y', 'MirrorPad', ['x', 'x'], { mode: { s: 'SOMEHOW' } })]),
    none,
    'node "y" (MirrorPad): "mode" is "SOMEHOW", which is not known here; there are REFLECT, SYMMETRIC',
  ],
  'an attribute that is missing': [graph([x, node('y', 'Cast', ['x'])]), none, 'node "y" (Cast): "DstT" is missing'],
  'an unknown layer': [
    functional([layer('Foo', 'y', {}, [[['x', 0, 0, {}]]])], 'y'),
    none,
    'layer "y" (Foo) is a layer that typegrad does not know',
  ],
  'a layer without its weights': [
    functional([layer('Dense', 'y', {}, [[['x', 0, 0, {}]]])], 'y'),
    none,
    'layer "y" (Dense): the manifest has no tensor "y/kernel"',
  ],
  'layers in a circle': [
    functional([layer('ReLU', 'a', {}, [[['b', 0, 0, {}]]]), layer('ReLU', 'b', {}, [[['a', 0, 0, {}]]])], 'b'),
    none,
    'layer "a" (ReLU) reads "b", which needs it in turn: a model has no cycles',
  ],
  'an activation that is not known': [
    functional([layer('Activation', 'y', { activation: 'foo' }, [[['x', 0, 0, {}]]])], 'y'),
    none,
    'layer "y" (Activation): "activation" is "foo", which is no activation that typegrad knows',
  ],
  'a layer that remembers': [
    functional([layer('LSTM', 'y', { units: 2, stateful: true }, [[['x', 0, 0, {}]]])], 'y'),
    none,
    'layer "y" (LSTM): "stateful" is true; false is known here',
  ],
  'deep nesting': [layers({ layers: [nested(40)] }, 'Sequential'), none, 'models deep; 16 are the most'],
}

describe('fromTfjs refuses', () => {
  for (const [what, [model, weights, sentence]] of Object.entries(refused))
    it(what, () => {
      const read = () => fromTfjs(model, weights)
      expect(read).toThrow(InvalidArgument)
      expect(read).toThrow(sentence)
      expect(read).toThrow(/^fromTfjs: /)
    })

  it('shards that are not those of the manifest', () => {
    expect(() => fromTfjs(dense(), [])).toThrow('fromTfjs: there are 0 shards; the manifest has 1')
    expect(() => fromTfjs({ ...dense(), weightsManifest: [{ paths: ['../x'], weights: [] }] }, () => none)).toThrow(
      'fromTfjs: the shard "../x" is not beside the model',
    )
    // @ts-expect-error numbers are no bytes
    expect(() => fromTfjsWeights(manifest(), () => 1)).toThrow('fromTfjs: weights("shard") gives no Uint8Array')
    // @ts-expect-error a text is no bytes
    expect(() => fromTfjs(dense(), 'shard')).toThrow(
      "fromTfjs: weights is a Uint8Array, a list of them or a function of a path; got 'shard'",
    )
  })

  it('sizes without bytes before it allocates anything', () => {
    const before = process.memoryUsage().arrayBuffers
    for (const size of [2 ** 10, 2 ** 20, 2 ** 30])
      expect(() => fromTfjsWeights(manifest(weight('w', [size])), floats(1))).toThrow(InvalidArgument)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6)
  })
})

describe('a node at fault is named when the function runs', () => {
  it('that gets shapes which do not fit', () => {
    const model = graph([placeholder('x', [-1, -1]), constant('w'), node('y', 'MatMul', ['x', 'w'])], weight('w', [2, 2]))
    const { apply, parameters } = fromTfjs(model, floats(1, 2, 3, 4))
    expect(() => apply(parameters, [zeros([1, 3])])).toThrow(
      'matmul: [1, 3] x [2, 2]: inner dimensions 3 and 2 differ, in node "y" (MatMul)',
    )
  })

  it('that makes too much', () => {
    const model = graph([x, constant('n'), node('y', 'Tile', ['x', 'n'])], weight('n', [1], 'int32'))
    const { apply, parameters } = fromTfjs(model, new Uint8Array(Int32Array.of(2 ** 30).buffer))
    expect(() => apply(parameters, [zeros([2])])).toThrow('fromTfjs: node "y" (Tile): a tensor of the shape [2147483648] is too large')
  })

  it('that reads a result which is not there', () => {
    const { apply } = fromTfjs(graph([x, node('a', 'Relu', ['x']), node('y', 'Relu', ['a:3'])]), none)
    expect(() => apply({}, [zeros([2])])).toThrow('fromTfjs: "a" has 1 results; result 3 is read')
  })
})
