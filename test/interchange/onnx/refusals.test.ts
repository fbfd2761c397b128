import { create, toBinary } from '@bufbuild/protobuf'
import { describe, expect, it } from 'vitest'
import { InvalidArgument, tensor, zeros } from '../../../src/index.js'
import { GraphProtoSchema, ModelProtoSchema } from '../../../src/interchange/onnx/onnx_pb.js'
import { fromOnnx } from '../../../src/interchange/onnx/read/from-onnx.js'
import { fileOf, floats, info, int, Kind, layer, longs, type Node, node, type Stored, Type } from './models.js'

const [x, y] = [info('x', [2]), info('y', [2])]

const withNodes = (...nodes: Node[]): Uint8Array => fileOf({ nodes, inputs: [x], outputs: [y] })
const withInitializer = (w: Stored): Uint8Array =>
  fileOf({ nodes: [node('Add', ['x', 'w'], ['y'])], inputs: [x], outputs: [y], initializers: [w] })

const bomb: Stored = { name: 'w', dataType: Type.FLOAT, dims: [2n ** 15n, 2n ** 15n], rawData: new Uint8Array(4) }

/** `If` within `If`, so many times. */
const nested = (depth: number): Node => {
  const inner = depth === 0 ? node('Relu', ['x'], ['z']) : nested(depth - 1)
  const output = depth === 0 ? 'z' : `y${depth - 1}`
  const branch = create(GraphProtoSchema, { node: [inner], output: [{ name: output }] })
  const other = create(GraphProtoSchema, { output: [{ name: 'x' }] })
  return node(
    'If',
    ['c'],
    [`y${depth}`],
    { name: 'then_branch', type: Kind.GRAPH, g: branch },
    { name: 'else_branch', type: Kind.GRAPH, g: other },
  )
}

const refused: Readonly<Record<string, readonly [file: Uint8Array, sentence: string]>> = {
  'no file at all': [new Uint8Array(0), 'the file holds no graph'],
  'a text': [new TextEncoder().encode('<!doctype html>'), 'the 15 bytes are no ONNX model: '],
  'a truncated file': [layer().slice(0, -7), 'bytes are no ONNX model: '],
  'no operator set': [
    toBinary(ModelProtoSchema, create(ModelProtoSchema, { graph: {} })),
    "the file names 0 versions of ONNX's operators; it is one",
  ],
  'an operator set that is not read': [fileOf({ nodes: [], opset: 6 }), 'the file is written for opset 6; 7 to 21 are read here'],
  'an unknown operator': [
    withNodes({ ...node('FooBar', ['x'], ['y']), name: 'conv1', domain: 'x' } as Node),
    'node "conv1" (FooBar) is a FooBar of domain "x" (opset 17), which typegrad does not know',
  ],
  'the name of a method of objects': [
    withNodes(node('toString', ['x'], ['y'])),
    'node "y" (toString) is a toString of domain "" (opset 17), which typegrad does not know',
  ],
  'an operand that is left out': [withNodes(node('Add', ['x', ''], ['y'])), 'node "y" (Add): operand 1 is missing'],
  'too many operands': [withNodes(node('Relu', ['x', 'x'], ['y'])), 'node "y" (Relu) has 2 operands; it takes 1 at most'],
  'too many results': [withNodes(node('Relu', ['x'], ['y', 'z'])), 'node "y" (Relu) has 2 results; there are 1 at most'],
  'a name that nothing makes': [withNodes(node('Relu', ['z'], ['y'])), 'node "y" (Relu) reads "z", which nothing makes'],
  'a cycle': [
    withNodes(node('Add', ['x', 'b'], ['a']), node('Relu', ['a'], ['b']), node('Relu', ['b'], ['y'])),
    'node "a" (Add) reads "b", which no node before it makes: nodes stand in order, without cycles',
  ],
  'a name that is made twice': [
    withNodes(node('Relu', ['x'], ['y']), node('Neg', ['x'], ['y'])),
    'node "y" (Neg) makes "y", which is there already',
  ],
  'a result that nothing makes': [fileOf({ nodes: [], inputs: [x], outputs: [y] }), 'the graph gives "y", which nothing makes'],
  'an attribute of another type': [
    withNodes(node('LeakyRelu', ['x'], ['y'], int('alpha', 1))),
    'node "y" (LeakyRelu): the attribute "alpha" is int, and has to be float',
  ],
  'an attribute of no operator': [
    withNodes(node('Relu', ['x'], ['y'], int('alpha', 1))),
    'node "y" (Relu): the attribute "alpha" is none of this operator',
  ],
  'an attribute that is there twice': [
    withNodes(node('Softmax', ['x'], ['y'], int('axis', 0), int('axis', 1))),
    'node "y" (Softmax): the attribute "axis" is there twice',
  ],
  'an attribute that is missing': [withNodes(node('Cast', ['x'], ['y'])), 'node "y" (Cast): the attribute "to" is missing'],
  'fewer elements than sizes': [withInitializer(floats('w', [3], [1, 2])), 'the initializer "w", float [3], has 3 elements; there are 2'],
  'sizes that the file has no bytes for': [
    withInitializer(bomb),
    'the initializer "w", float [32768, 32768], has 1073741824 elements; there are 4 bytes, not 4294967296',
  ],
  'sizes beyond all': [withInitializer(floats('w', [2 ** 40, 2 ** 40], [])), 'more than 2147483647 elements are no tensor'],
  'a negative size': [withInitializer(longs('w', [-1], [])), 'the initializer "w" has the sizes [-1]; none is negative'],
  'a tensor of texts': [
    withInitializer({ name: 'w', dataType: Type.STRING, dims: [1n], stringData: [new Uint8Array(1)] }),
    'the initializer "w" is of string, which typegrad has no dtype for',
  ],
  'a file that is not beside the model': [
    withInitializer({
      name: 'w',
      dataType: Type.FLOAT,
      dims: [1n],
      dataLocation: 1,
      externalData: [{ key: 'location', value: '../../etc/passwd' }],
    }),
    'the initializer "w" lies at "../../etc/passwd", which is not beside the model',
  ],
  'deep nesting': [
    fileOf({ nodes: [nested(40)], inputs: [x, info('c', [], Type.BOOL)], outputs: [info('y40', [2])] }),
    'bytes are no ONNX model: cannot decode message',
  ],
}

describe('fromOnnx refuses', () => {
  for (const [what, [file, sentence]] of Object.entries(refused))
    it(what, () => {
      expect(() => fromOnnx(file)).toThrow(InvalidArgument)
      expect(() => fromOnnx(file)).toThrow(sentence)
      expect(() => fromOnnx(file)).toThrow(/^fromOnnx: /)
    })

  it('sizes without bytes before it allocates anything', () => {
    const files = [2, 3, 4].map((rank) =>
      withInitializer({ ...bomb, dims: Array.from({ length: rank }, () => BigInt(Math.floor((2 ** 31 - 1) ** (1 / rank)))) }),
    )
    const before = process.memoryUsage().arrayBuffers
    for (const file of files) expect(() => fromOnnx(file)).toThrow(InvalidArgument)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6)
  })

  it('what is no file', () => {
    // @ts-expect-error a text is no file
    expect(() => fromOnnx('model.onnx')).toThrow("fromOnnx: the file is a Uint8Array of its bytes; got 'model.onnx'")
  })
})

/** A function that is called by itself, or calls the next one twice, which calls the next one twice. */
const calling = (depth: number): Uint8Array =>
  toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      opsetImport: [{ version: 17n }],
      functions: Array.from({ length: depth }, (_, i) => ({
        name: `f${i}`,
        domain: 'own',
        input: ['a'],
        output: ['c'],
        node: ['b', 'c'].map((to, at) => ({ ...node(`f${(i + 1) % depth}`, [at === 0 ? 'a' : 'b'], [to]), domain: 'own' }) as Node),
      })),
      graph: { input: [x], output: [y], node: [{ ...node('f0', ['x'], ['y']), domain: 'own' } as Node] },
    }),
  )

describe('functions of a file', () => {
  it('do not call themselves', () => {
    expect(() => fromOnnx(calling(1))).toThrow('fromOnnx: node "b" (f0): the function calls itself')
    expect(() => fromOnnx(calling(3))).toThrow('fromOnnx: node "b" (f0): the function calls itself')
  })
})

describe('a node at fault is named when the function runs', () => {
  it('that gets shapes which do not fit', () => {
    const file = fileOf({
      nodes: [node('MatMul', ['x', 'w'], ['y'])],
      inputs: [info('x', ['N', 'K'])],
      outputs: [y],
      initializers: [floats('w', [2, 2], [1, 2, 3, 4])],
    })
    const { apply, parameters } = fromOnnx(file)
    expect(() => apply(parameters, [zeros([1, 3])])).toThrow(
      'matmul: [1, 3] x [2, 2]: inner dimensions 3 and 2 differ, in node "y" (MatMul)',
    )
  })

  it('that makes too much', () => {
    const sizes = longs('sizes', [2], [2 ** 20, 2 ** 20])
    const file = fileOf({ nodes: [node('Expand', ['x', 'sizes'], ['y'])], inputs: [info('x', [1])], outputs: [y], initializers: [sizes] })
    expect(() => fromOnnx(file).apply({}, [tensor([1])])).toThrow(
      'fromOnnx: node "y" (Expand): a tensor of the shape [1048576, 1048576] is too large',
    )
  })

  it('that is written out too often', () => {
    const loop = (depth: number): Node =>
      node('Loop', ['m', '', 'x'], [`y${depth}`], {
        name: 'body',
        type: Kind.GRAPH,
        g: create(GraphProtoSchema, {
          node: depth === 0 ? [] : [loop(depth - 1)],
          input: [info(`i${depth}`, [], Type.INT64), info(`c${depth}`, [], Type.BOOL), info(`v${depth}`, [2])],
          output: [{ name: `c${depth}` }, { name: depth === 0 ? 'v0' : `y${depth - 1}` }],
        }),
      })
    const file = fileOf({ nodes: [loop(8)], inputs: [x], outputs: [info('y8', [2])], initializers: [longs('m', [], [60])] })
    expect(() => fromOnnx(file).apply({}, [zeros([2])])).toThrow(/^fromOnnx: node "y\d" \(Loop\): more nodes are run than 100000/)
  })
})
