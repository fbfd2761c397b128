import { create, toBinary } from '@bufbuild/protobuf'
import { beforeAll, describe, expect, it } from 'vitest'
import { type AnyTensor, acquire, tensor, zeros } from '../../../src/index.js'
import { GraphProtoSchema, ModelProtoSchema } from '../../../src/interchange/onnx/onnx_pb.js'
import { fromOnnx } from '../../../src/interchange/onnx/read/from-onnx.js'
import { fileOf, floats, info, int, Kind, longs, type Node, node, type Setting, type Stored, Type } from './models.js'

/* What onnxruntime 1.30 gives, where it is easily mistaken; the numbers are its own. */

interface Case {
  readonly nodes: Node[]
  readonly x?: AnyTensor
  readonly from?: number
  readonly to?: number
  readonly initializers?: Stored[]
  readonly opset?: number
}

/** The result `y`, of which the file says no shape. */
const read = ({ nodes, x, from = Type.FLOAT, to = Type.FLOAT, initializers = [], opset = 18 }: Case) => {
  const inputs = x ? [info('x', [...x.shape], from)] : []
  const outputs = [{ name: 'y', type: { tensorType: { elemType: to } } }]
  const { apply, parameters } = fromOnnx(fileOf({ nodes, inputs, outputs, initializers, opset }))
  return apply(parameters, x ? { x } : {}).y
}

const given = async (one: Case): Promise<unknown> => read(one)?.toArray()

const list = (name: string, values: number[]): Setting => ({ name, type: Kind.INTS, ints: values.map(BigInt) })
const text = (name: string, value: string): Setting => ({ name, type: Kind.STRING, s: new TextEncoder().encode(value) })
const words = (name: string, dataType: number, data: number[]): Stored =>
  dataType === Type.UINT32
    ? { name, dataType, dims: [BigInt(data.length)], uint64Data: data.map(BigInt) }
    : { name, dataType, dims: [BigInt(data.length)], int32Data: data }
const cast = (from: string, to: string, type: number) => node('Cast', [from], [to], int('to', type))
const row = (...values: number[]): AnyTensor => tensor(values)
const whole = (...values: number[]): AnyTensor => tensor(values, { dtype: 'i32' })

beforeAll(async () => {
  await acquire({ backend: 'cpu' })
})

describe('whole numbers', () => {
  it('of fewer bits wrap, whatever made them', async () => {
    const not = [node('BitwiseNot', ['c'], ['d']), cast('d', 'y', Type.FLOAT)]
    expect(await given({ nodes: [cast('x', 'c', Type.UINT8), ...not], x: row(3, 100) })).toEqual([252, 155])
    expect(await given({ nodes: [cast('x', 'c', Type.INT8), ...not], x: whole(300, -1), from: Type.INT32 })).toEqual([-45, 0])
    const kept = [
      node('Slice', ['w', 'zero', 'one'], ['a']),
      node('Concat', ['a', 'x'], ['b'], int('axis', 0)),
      node('Gather', ['b', 'zero'], ['c']),
    ]
    const parts = {
      nodes: [...kept, ...not],
      initializers: [words('w', Type.UINT8, [3, 9]), longs('zero', [1], [0]), longs('one', [1], [1])],
    }
    expect(await given({ ...parts, x: tensor([5], { dtype: 'u32' }), from: Type.UINT8 })).toEqual([252])
  })

  it('that are known wrap where they are made 32 bits, and below 0', async () => {
    const known = (w: Stored, to: number) => given({ nodes: [cast('w', 'y', to)], to, initializers: [w] })
    expect(await known(longs('w', [2], [2 ** 40 + 5, 2 ** 31]), Type.INT32)).toEqual([5, -(2 ** 31)])
    expect(await known(words('w', Type.UINT32, [2 ** 32 - 5]), Type.INT32)).toEqual([-5])
    expect(await known(words('w', Type.INT32, [-1]), Type.UINT32)).toEqual([2 ** 32 - 1])
    const pair = [words('a', Type.UINT32, [3]), words('b', Type.UINT32, [5])]
    expect(await given({ nodes: [node('Sub', ['a', 'b'], ['y'])], to: Type.UINT32, initializers: pair })).toEqual([2 ** 32 - 2])
    const high = [words('a', Type.UINT32, [2 ** 32 - 6]), words('b', Type.UINT32, [2 ** 31])]
    expect(await given({ nodes: [node('BitwiseAnd', ['a', 'b'], ['y'])], to: Type.UINT32, initializers: high })).toEqual([2 ** 31])
  })

  it('have powers that are whole, and exact beyond those of f32', async () => {
    const power = (x: AnyTensor, exponent: Stored) =>
      given({ nodes: [node('Pow', ['x', 'w'], ['y'])], x, from: Type.INT32, to: Type.INT32, initializers: [exponent] })
    expect(await power(whole(3, 4097, -3), longs('w', [3], [16, 2, 5]))).toEqual([43046721, 16785409, -243])
    expect(await power(whole(2, 1, -1, -2, 0, 2), longs('w', [6], [-1, -1, -1, -1, 32, 0]))).toEqual([0, 1, -1, 0, 0, 1])
    expect(await power(whole(2, 7, 9), floats('w', [3], [0.5, 0.5, 1.5]))).toEqual([1, 2, 27])
  })
})

describe('a part', () => {
  it('that goes back from before the front is the first element', async () => {
    const slice = (start: number, end: number, step: number) => {
      const initializers = [longs('s', [1], [start]), longs('e', [1], [end]), longs('a', [1], [0]), longs('t', [1], [step])]
      return given({ nodes: [node('Slice', ['x', 's', 'e', 'a', 't'], ['y'])], x: row(1, 2, 3, 4, 5), initializers })
    }
    expect(await slice(-100, -(2 ** 31), -1)).toEqual([1])
    expect(await slice(-6, -100, -2)).toEqual([1])
    expect(await slice(100, -4, -1)).toEqual([5, 4, 3])
    expect(await slice(-100, -100, 1)).toEqual([])
  })

  it('of a batch of nothing has the sizes of its rows', () => {
    const reshape = (...sizes: number[]) =>
      read({ nodes: [node('Reshape', ['x', 's'], ['y'])], x: zeros([0, 3, 4]), initializers: [longs('s', [sizes.length], sizes)] })?.shape
    expect(reshape(0, -1)).toEqual([0, 12])
    expect(reshape(0, 0, -1)).toEqual([0, 3, 4])
    const scales = floats('s', [4], [1, 1, 2, 2])
    expect(read({ nodes: [node('Resize', ['x', '', 's'], ['y'])], x: zeros([0, 1, 2, 2]), initializers: [scales] })?.shape).toEqual([
      0, 1, 4, 4,
    ])
  })
})

describe('a sum', () => {
  it('of what comes before loses nothing to what is large', async () => {
    const nodes = [node('CumSum', ['x', 'a'], ['y'], int('exclusive', 1))]
    const initializers = [longs('a', [], [0])]
    expect(await given({ nodes, x: row(1, 2 ** 25, 3), initializers })).toEqual([0, 1, 2 ** 25])
    expect(await given({ nodes, x: row(1, Infinity, 3), initializers })).toEqual([0, 1, Infinity])
  })

  it('over no axes is of each element by itself, if the file says so', async () => {
    const none = (kind: string) => given({ nodes: [node(kind, ['x'], ['y'], int('noop_with_empty_axes', 1))], x: row(-2, 3) })
    expect(await none('ReduceSumSquare')).toEqual([4, 9])
    expect(await none('ReduceL1')).toEqual([2, 3])
    expect(await none('ReduceL2')).toEqual([2, 3])
    expect(await none('ReduceSum')).toEqual([-2, 3])
  })
})

describe('a window', () => {
  const pool = (kind: string, x: AnyTensor, ...settings: Setting[]) =>
    given({
      nodes: [node(kind, ['x'], ['y'], list('kernel_shape', [2]), ...settings)],
      x,
      from: x.dtype === 'i32' ? Type.INT8 : Type.FLOAT,
      to: x.dtype === 'i32' ? Type.INT8 : Type.FLOAT,
    })

  it('that reaches past the end adds zeros there', async () => {
    expect(await pool('LpPool', tensor([[[3, 4, 5]]]), list('strides', [2]), int('ceil_mode', 1))).toEqual([[[5, 5]]])
  })

  it('with gaps is of whole numbers too, and rounded up', async () => {
    const gaps = list('dilations', [2])
    expect(await pool('MaxPool', tensor([[[-1, -2, -3]]], { dtype: 'i32' }), gaps, list('pads', [1, 1]))).toEqual([[[-2, -1, -2]]])
    expect(await pool('MaxPool', tensor([[[1, 2, 3, 7, 5, 6, 4]]]), gaps, list('strides', [3]), int('ceil_mode', 1))).toEqual([[[3, 7, 4]]])
    await expect(pool('MaxPool', tensor([[[1, 2]]]), gaps)).rejects.toThrow(
      'node "y" (MaxPool): a window [2] with dilations [2] does not fit [1, 1, 2]',
    )
  })
})

describe('a place between elements', () => {
  it('is found in f32, which decides about a half', async () => {
    const settings = [text('coordinate_transformation_mode', 'pytorch_half_pixel'), text('nearest_mode', 'floor')]
    const nodes = [node('Resize', ['x', '', 's'], ['y'], ...settings)]
    expect(await given({ nodes, x: row(0, 1, 2, 3, 4), initializers: [floats('s', [1], [0.6])] })).toEqual([0, 2, 3])
  })

  it('is none if no element is left', () => {
    const nodes = [node('Resize', ['x', '', 's'], ['y'], text('mode', 'linear'))]
    expect(read({ nodes, x: row(1, 2, 3), initializers: [floats('s', [1], [0.1])] })?.shape).toEqual([0])
  })
})

describe('shares', () => {
  it('of one axis are those along it, before opset 13 too', async () => {
    const last = (kind: string, x: AnyTensor, opset: number) => given({ nodes: [node(kind, ['x'], ['y'], int('axis', -1))], x, opset })
    expect(await last('Softmax', row(0, 0), 11)).toEqual([0.5, 0.5])
    expect(await last('Hardmax', row(1, 3, 2), 11)).toEqual([0, 1, 0])
  })

  it('of one number are 1, and its logarithm 0', async () => {
    const one = (kind: string) => given({ nodes: [node(kind, ['x'], ['y'])], x: tensor(3) })
    expect([await one('Softmax'), await one('LogSoftmax'), await one('Hardmax')]).toEqual([1, 0, 1])
  })

  it('of nothing are nothing', async () => {
    expect(await given({ nodes: [node('Hardmax', ['x'], ['y'])], x: zeros([2, 0]) })).toEqual([[], []])
  })
})

describe('what is special', () => {
  it('is no infinity if neither is asked for', async () => {
    const nodes = [node('IsInf', ['x'], ['y'], int('detect_positive', 0), int('detect_negative', 0))]
    expect(await given({ nodes, x: row(Infinity, -Infinity, 1), to: Type.BOOL })).toEqual([0, 0, 0])
  })

  it('has the scale 1 if all is 0', async () => {
    const file = fileOf({
      nodes: [node('DynamicQuantizeLinear', ['x'], ['y', 's', 'z'])],
      inputs: [info('x', [2])],
      outputs: [info('y', [2], Type.UINT8), info('s', [])],
    })
    const { y, s } = fromOnnx(file).apply({}, [zeros([2])])
    expect([await y?.toArray(), await s?.toArray()]).toEqual([[0, 0], 1])
  })

  it('has two axes if it is a diagonal', () => {
    expect(() => read({ nodes: [node('EyeLike', ['x'], ['y'])], x: row(1, 2) })).toThrow('node "y" (EyeLike): it takes a matrix; got [2]')
  })
})

describe('numbers that are known', () => {
  it('are not made many while the function is traced', async () => {
    const truths = { name: 'a', dataType: Type.BOOL, dims: [4096n, 1n, 1n], int32Data: Array<number>(4096).fill(1) }
    const many = (name: string, ...sizes: number[]) => longs(name, sizes, Array<number>(4096).fill(1))
    const initializers = [truths, many('b', 1, 4096, 1), many('c', 1, 1, 4096)]
    expect(read({ nodes: [node('Where', ['a', 'b', 'c'], ['y'])], to: Type.INT64, initializers })?.shape).toEqual([4096, 4096, 4096])
  })

  it('end a loop that has no last step of its own', async () => {
    const body = create(GraphProtoSchema, {
      node: [node('Less', ['i', 'three'], ['goes']), node('Add', ['v', 'v'], ['w'])],
      input: [info('i', [], Type.INT64), info('c', [], Type.BOOL), info('v', [1])],
      output: [{ name: 'goes' }, { name: 'w' }],
    })
    const nodes = [node('Loop', ['most', 'yes', 'x'], ['y'], { name: 'body', type: Kind.GRAPH, g: body })]
    const yes = { name: 'yes', dataType: Type.BOOL, dims: [], int32Data: [1] }
    const initializers = [longs('most', [], [2n ** 63n - 1n]), yes, longs('three', [], [3])]
    expect(await given({ nodes, x: row(1), initializers })).toEqual([16])
  })
})

describe('functions of a file', () => {
  const own = (one: Node): Node => ({ ...one, domain: 'own' }) as Node
  const fileWith = (functions: { name: string; nodes: Node[]; attribute?: string[] }[], call: Node) =>
    toBinary(
      ModelProtoSchema,
      create(ModelProtoSchema, {
        opsetImport: [{ version: 17n }],
        functions: functions.map(({ name, nodes, attribute = [] }) => ({
          name,
          domain: 'own',
          input: ['a'],
          output: ['b'],
          node: nodes,
          attribute,
        })),
        graph: { input: [info('x', [2])], output: [info('y', [2])], node: [call] },
      }),
    )

  it('hand their attributes on to those that they call', async () => {
    const alpha = { name: 'alpha', type: Kind.FLOAT, refAttrName: 'alpha' } as Setting
    const beta = { name: 'alpha', type: Kind.FLOAT, refAttrName: 'beta' } as Setting
    const inner = { name: 'inner', nodes: [node('LeakyRelu', ['a'], ['b'], alpha)], attribute: ['alpha'] }
    const outer = { name: 'outer', nodes: [own(node('inner', ['a'], ['b'], beta))], attribute: ['beta'] }
    const call = (...settings: Setting[]) => fileWith([inner, outer], own(node('outer', ['x'], ['y'], ...settings)))
    const run = (file: Uint8Array) =>
      fromOnnx(file)
        .apply({}, [row(-2, 1)])
        .y?.toArray()
    expect(await run(call({ name: 'beta', type: Kind.FLOAT, f: 0.5 }))).toEqual([-1, 1])
    // What is left out is left out there, too.
    expect(await run(call())).toEqual([Math.fround(-2 * Math.fround(0.01)), 1])
  })

  it('see nothing of what is around them', async () => {
    // The second operand is left out, and the graph has something of its name.
    const clip = own(node('clip', ['x'], ['y']))
    const file = create(ModelProtoSchema, {
      opsetImport: [{ version: 17n }],
      functions: [{ name: 'clip', domain: 'own', input: ['a', 'low'], output: ['b'], node: [node('Clip', ['a', 'low'], ['b'])] }],
      graph: { input: [info('x', [2])], output: [info('y', [2])], node: [clip], initializer: [floats('low', [], [0])] },
    })
    expect(
      await fromOnnx(toBinary(ModelProtoSchema, file))
        .apply({}, [row(-2, 1)])
        .y?.toArray(),
    ).toEqual([-2, 1])
  })

  it('say which of the constants around them are no parameters', async () => {
    const grow = own(node('grow', ['x', 'times'], ['g']))
    const file = create(ModelProtoSchema, {
      opsetImport: [{ version: 17n }],
      functions: [{ name: 'grow', domain: 'own', input: ['a', 'w'], output: ['b'], node: [node('Resize', ['a', '', 'w'], ['b'])] }],
      graph: {
        input: [info('x', [2])],
        output: [info('y', [4])],
        node: [grow, node('Mul', ['g', 'w'], ['y'])],
        initializer: [floats('times', [1], [2]), floats('w', [4], [1, 2, 3, 4])],
      },
    })
    const { apply, parameters } = fromOnnx(toBinary(ModelProtoSchema, file))
    expect(Object.keys(parameters)).toEqual(['w'])
    expect(await apply(parameters, [row(1, 2)]).y?.toArray()).toEqual([1, 2, 6, 8])
  })

  it('do not call each other without end', () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => ({ name: `f${i}`, nodes: [own(node(`f${i + 1}`, ['a'], ['b']))] }))
    expect(() => fromOnnx(fileWith(chain, own(node('f0', ['x'], ['y']))))).toThrow(
      /^fromOnnx: node "b" \(f64\): functions call each other more than 64 deep/,
    )
  })
})
