import { beforeAll, describe, expect, it } from 'vitest'
import { acquire, grad, jit, mean, mul, square, sub, sum, type Tensor, tensor, tree, vmap } from '../../../src/index.js'
import { fromOnnx } from '../../../src/interchange/onnx/read/from-onnx.js'
import { fileOf, floats, info, int, Kind, layer, longs, node, type Setting, Type } from './models.js'

const rows = tensor([
  [1, 0, 1],
  [0, 1, -1],
])

beforeAll(async () => {
  await acquire({ backend: 'cpu' })
})

describe('a model of a file', () => {
  const model = fromOnnx(layer())

  it('is a function of its parameters and its inputs, by name or in order', async () => {
    const want = [
      [4.5, 0],
      [0, 0],
    ]
    const { y } = model.apply(model.parameters, { x: rows })
    expect(await y?.toArray()).toEqual(want)
    expect(await model.apply(model.parameters, [rows]).y?.toArray()).toEqual(want)
    expect(await jit(model.apply)(model.parameters, { x: rows }).y?.toArray()).toEqual(want)
  })

  it('says what the file says of it', () => {
    expect(model.inputs).toEqual([{ name: 'x', dtype: 'f32', shape: ['N', 3] }])
    expect(model.outputs).toEqual([{ name: 'y', dtype: 'f32', shape: ['N', 2] }])
    expect(model.metadata).toMatchObject({ opset: 17, producer: 'tests', graph: 'main', properties: { made: 'by hand' } })
    expect(Object.keys(model.parameters).sort()).toEqual(['b', 'w'])
  })

  it('is differentiated, and learns', async () => {
    const target = tensor([
      [1, 1],
      [2, 0],
    ])
    const loss = (parameters: typeof model.parameters) =>
      mean(square(sub(model.apply(parameters, { x: rows }).y as Tensor<[2, 2]>, target)))
    const slope = grad(loss)(model.parameters)
    // d loss / d b = 2 / 4 * sum over rows of (y - target), where y > 0.
    expect(await slope.b?.toArray()).toEqual([1.75, 0])
    const step = jit((parameters: typeof model.parameters) => tree.map((w, g) => sub(w, mul(g, 0.1)), parameters, grad(loss)(parameters)))
    let parameters = model.parameters
    for (let i = 0; i < 20; i++) parameters = step(parameters)
    expect(await loss(parameters).item()).toBeLessThan((await loss(model.parameters).item()) / 2)
  })

  it('is mapped', async () => {
    const mapped = vmap((x: Tensor<[2, 3]>) => model.apply(model.parameters, { x }).y as Tensor<[2, 2]>)
    const twice = mapped(tensor([await rows.toArray(), await mul(rows, 2).toArray()]) as Tensor<[2, 2, 3]>)
    expect(await sum(twice, { axis: [1, 2] }).toArray()).toEqual([4.5, 8.5])
  })
})

describe('what is stated of a model', () => {
  it('gives the types of its function', async () => {
    const { apply, parameters } = fromOnnx(layer(), { inputs: { x: ['N', 3] }, outputs: { y: ['N', 2] } })
    // @ts-expect-error what is stated is given, so that it can be compared
    fromOnnx<{ x: ['N', 3] }, { y: ['N', 2] }>(layer())
    const y: Tensor<[2, 2]> = jit(apply)(parameters, { x: rows as Tensor<[2, 3]> }).y
    expect(y.shape).toEqual([2, 2])
    // @ts-expect-error there is no such input
    expect(() => apply(parameters, { z: rows })).toThrow('fromOnnx: apply got "z"; there are the inputs "x"')
    // @ts-expect-error the other way round
    expect(() => apply(parameters, { x: tensor([[1], [2], [3]]) })).toThrow('fromOnnx: the input "x" is [3, 1]; it has to be [N = 3, 3]')
  })

  it('is compared with the file', () => {
    expect(() => fromOnnx(layer(), { inputs: { x: ['N', 4] } })).toThrow(
      'fromOnnx: the input "x" is stated as f32[N, 4]; the file has f32[N, 3]',
    )
    expect(() => fromOnnx(layer(), { inputs: { y: ['N', 3] } })).toThrow('fromOnnx: there is no input "y"; there is "x"')
    expect(() => fromOnnx(layer(), { inputs: { x: ['N', 3] }, outputs: { y: { shape: ['N', 2], dtype: 'i32' } } })).toThrow(
      'fromOnnx: the result "y" is stated as i32[N, 2]; the file has f32[N, 2]',
    )
  })

  it('has one size for one name', () => {
    const pair = fileOf({
      nodes: [node('Add', ['a', 'b'], ['c'])],
      inputs: [info('a', ['N']), info('b', ['N'])],
      outputs: [info('c', ['N'])],
    })
    const { apply } = fromOnnx(pair)
    expect(() => apply({}, { a: tensor([1, 2]), b: tensor([1]) })).toThrow('fromOnnx: the input "b" is [1]; it has to be [N = 2]')
  })
})

describe('constants', () => {
  it('are parameters if they are floats, but for single numbers and what shapes depend on', () => {
    const file = fileOf({
      nodes: [
        node('Resize', ['x', '', 'scales'], ['r']),
        node('Mul', ['r', 'half'], ['m']),
        node('Add', ['m', 'shift'], ['a']),
        node('Gather', ['a', 'places'], ['y']),
      ],
      inputs: [info('x', [1, 1, 2, 2])],
      outputs: [info('y', [1, 1, 4, 4])],
      initializers: [floats('scales', [4], [1, 1, 2, 2]), floats('half', [], [0.5]), floats('shift', [1], [1]), longs('places', [1], [0])],
    })
    expect(Object.keys(fromOnnx(file).parameters)).toEqual(['shift'])
  })

  it('are no parameters if they are statistics', () => {
    const names = ['scale', 'bias', 'mean', 'variance']
    const file = fileOf({
      nodes: [node('BatchNormalization', ['x', ...names], ['y'])],
      inputs: [info('x', ['N', 2])],
      outputs: [info('y', ['N', 2])],
      initializers: names.map((name) => floats(name, [2], [1, 2])),
    })
    expect(Object.keys(fromOnnx(file).parameters)).toEqual(['scale', 'bias'])
  })

  it('that do not fit into 32 bits are refused where they are computed with, and not where they say how far', async () => {
    const far = (name: string) =>
      fileOf({
        nodes: [name === 'Slice' ? node('Slice', ['x', 'zero', 'far'], ['y']) : node('Add', ['x', 'far'], ['y'])],
        inputs: [info('x', [3], Type.INT64)],
        outputs: [info('y', [3], Type.INT64)],
        initializers: [longs('zero', [1], [0]), longs('far', [1], [2n ** 63n - 1n])],
      })
    const x = tensor([1, 2, 3], { dtype: 'i32' })
    expect(await fromOnnx(far('Slice')).apply({}, { x }).y?.toArray()).toEqual([1, 2, 3])
    expect(() => fromOnnx(far('Add')).apply({}, { x })).toThrow('full: 9223372036854776000 is not a value of i32, in node "y" (Add)')
  })

  it('may lie in another file', async () => {
    const outside = {
      ...floats('w', [2], []),
      dataLocation: 1,
      externalData: [
        { key: 'location', value: 'w.bin' },
        { key: 'offset', value: '4' },
      ],
    }
    const file = fileOf({
      nodes: [node('Mul', ['x', 'w'], ['y'])],
      inputs: [info('x', [2])],
      outputs: [info('y', [2])],
      initializers: [outside],
    })
    expect(() => fromOnnx(file)).toThrow(
      'fromOnnx: the initializer "w" lies in the file "w.bin": give its bytes, fromOnnx(bytes, { external: (path) => ... })',
    )
    const external = () => new Uint8Array(Float32Array.of(0, 3, 4).buffer)
    const { apply, parameters } = fromOnnx(file, { external })
    expect(await apply(parameters, [tensor([1, 2])]).y?.toArray()).toEqual([3, 8])
    expect(() => fromOnnx(file, { external: () => new Uint8Array(8) })).toThrow(
      'fromOnnx: the initializer "w" ends at byte 12 of "w.bin", which has 8',
    )
  })
})

describe('a branch', () => {
  const then = { name: 'then_branch', type: Kind.GRAPH, g: { node: [node('Mul', ['x', 'w'], ['a'])], output: [{ name: 'a' }] } } as Setting
  const other = { name: 'else_branch', type: Kind.GRAPH, g: { node: [node('Neg', ['x'], ['b'])], output: [{ name: 'b' }] } } as Setting
  const file = fileOf({
    nodes: [
      node('ReduceSum', ['x'], ['s'], int('keepdims', 0)),
      node('Greater', ['s', 'zero'], ['c']),
      node('If', ['c'], ['y'], then, other),
    ],
    inputs: [info('x', [2])],
    outputs: [info('y', [2])],
    initializers: [floats('w', [2], [2, 3]), floats('zero', [], [0])],
  })
  const { apply, parameters } = fromOnnx(file)

  it('is taken by what is computed, and differentiated', async () => {
    const run = jit(apply)
    expect(await run(parameters, { x: tensor([1, 2]) }).y?.toArray()).toEqual([2, 6])
    expect(await run(parameters, { x: tensor([1, -2]) }).y?.toArray()).toEqual([-1, 2])
    const slope = (x: Tensor<[2]>) => grad((p: typeof parameters) => sum(apply(p, [x]).y as Tensor<[2]>))(parameters)
    expect(await slope(tensor([1, 2])).w?.toArray()).toEqual([1, 2])
    expect(await slope(tensor([1, -2])).w?.toArray()).toEqual([0, 0])
  })
})

describe('a parameter', () => {
  it('has to be there, of its shape', () => {
    const { apply, parameters } = fromOnnx(layer())
    expect(() => apply({ ...parameters, w: tensor([1]) }, [rows])).toThrow('fromOnnx: the parameter "w" is f32[2, 3]; got f32[1]')
    expect(() => apply({}, [rows])).toThrow('fromOnnx: the parameter "w" is f32[2, 3]; got nothing')
  })
})

describe('a number in the place of an input', () => {
  const file = fileOf({
    nodes: [node('ConstantOfShape', ['n'], ['y'])],
    inputs: [info('n', [1], Type.INT64)],
    outputs: [info('y', ['N'])],
  })

  it('is known while the function is traced', () => {
    const { apply } = fromOnnx(file, { inputs: { n: { shape: [1], dtype: 'i32' } } })
    expect(apply({}, { n: [3] }).y?.shape).toEqual([3])
    expect(jit(apply)({}, { n: [3] }).y?.shape).toEqual([3])
  })

  it('is asked for where shapes depend on it', () => {
    const { apply } = fromOnnx(file)
    expect(() => apply({}, { n: tensor([3], { dtype: 'i32' }) })).toThrow(
      'fromOnnx: node "y" (ConstantOfShape): operand 0, "n", has to be known before the graph runs, and depends on what it is given; an input that is given as a number is known',
    )
  })
})
