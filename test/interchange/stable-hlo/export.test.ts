import { beforeAll, describe, expect, it } from 'vitest'
import {
  acquire,
  add,
  argmax,
  astype,
  checkpoint,
  cond,
  customJvp,
  grad,
  greater,
  jit,
  key,
  matmul,
  mul,
  relu,
  scan,
  sin,
  sub,
  sum,
  type Tensor,
  tensor,
  uniform,
  vmap,
  zeros,
} from '../../../src/index.js'
import { mesh, shard, toStableHlo } from '../../../src/interchange/index.js'

beforeAll(() => acquire({ backend: 'cpu' }))

const lines = (text: string): readonly string[] => text.split('\n').map((line) => line.trim())

/** The operations of a text, in order. */
const operations = (text: string): readonly string[] => [...text.matchAll(/(?:stablehlo|sdy|func)\.[a-z_]+/g)].map(([name]) => name)

describe('toStableHlo', () => {
  const linear = ({ w, b }: { w: Tensor<[4, 3]>; b: Tensor<[3]> }, x: Tensor<[2, 4]>) => relu(add(matmul(x, w), b))
  const at = [{ w: zeros([4, 3]), b: zeros([3]) }, zeros([2, 4])] as const

  it('names arguments by their places, and says what is what', async () => {
    const text = await toStableHlo(linear)(...at)
    expect(lines(text)).toEqual([
      'module @typegrad {',
      'func.func public @main(',
      '%arg0.b: tensor<3xf32>,',
      '%arg0.w: tensor<4x3xf32>,',
      '%arg1: tensor<2x4xf32>',
      ') -> (',
      'tensor<2x3xf32> {jax.result_info = "result"}',
      ') {',
      '%0 = stablehlo.dot_general %arg1, %arg0.w, contracting_dims = [1] x [0] : (tensor<2x4xf32>, tensor<4x3xf32>) -> tensor<2x3xf32>',
      '%1 = stablehlo.broadcast_in_dim %arg0.b, dims = [1] : (tensor<3xf32>) -> tensor<2x3xf32>',
      '%2 = stablehlo.add %0, %1 : tensor<2x3xf32>',
      '%3 = stablehlo.constant dense<0.0> : tensor<2x3xf32>',
      '%4 = stablehlo.compare LE, %2, %3, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>',
      '%5 = stablehlo.select %4, %3, %2 : tensor<2x3xi1>, tensor<2x3xf32>',
      'return %5 : tensor<2x3xf32>',
      '}',
      '}',
      '',
    ])
  })

  it('names each argument in its own way, though keys differ in what MLIR has not in names', async () => {
    const of = (x: Record<string, Tensor<[2]>>) => ({ ...x })
    const text = await toStableHlo(of)({ ä: zeros([2]), ö: zeros([2]) })
    expect(lines(text)).toEqual(
      expect.arrayContaining([
        '%arg0._: tensor<2xf32>,',
        '%arg0.__1: tensor<2xf32>',
        'tensor<2xf32> {jax.result_info = "result._"},',
        'tensor<2xf32> {jax.result_info = "result.__1"}',
        'return %arg0._, %arg0.__1 : tensor<2xf32>, tensor<2xf32>',
      ]),
    )
    const nested = (x: { 'a.b': Tensor<[2]>; a: { b: Tensor<[2]> } }) => sub(x['a.b'], x.a.b)
    expect(await toStableHlo(nested)({ 'a.b': zeros([2]), a: { b: zeros([2]) } })).toContain('stablehlo.subtract %arg0.a.b_1, %arg0.a.b')
  })

  it('refuses a function that gives no tensor', async () => {
    await expect(toStableHlo((_: Tensor<[2]>) => [])(zeros([2]))).rejects.toThrow(
      'toStableHlo: the function gives no tensor, so there is nothing to write',
    )
  })

  it('writes what the function closes over as constants', async () => {
    const [few, many] = [tensor([1, -0.5, Number.POSITIVE_INFINITY]), tensor(Array.from({ length: 20 }, (_, i) => i))]
    const text = await toStableHlo((x: Tensor<[]>) => [mul(x, few), mul(x, many)])(tensor(2))
    expect(text).toContain('stablehlo.constant dense<[1.0, -0.5, 0x7F800000]> : tensor<3xf32>')
    expect(text).toContain('dense<"0x000000000000803F00000040')
  })

  it('writes a step with its derivative, and lets results take the memory of donated arguments', async () => {
    const step = (state: { w: Tensor<[4, 3]>; b: Tensor<[3]> }, x: Tensor<[2, 4]>) => {
      const slope = grad((at: typeof state) => sum(linear(at, x)))(state)
      return [{ b: add(state.b, slope.b), w: add(state.w, slope.w) }, sum(slope.b)] as const
    }
    const text = await toStableHlo(step, { donate: [0] })(...at)
    expect(text).toContain('%arg0.b: tensor<3xf32> {tf.aliasing_output = 0 : i32}')
    expect(text).toContain('%arg0.w: tensor<4x3xf32> {tf.aliasing_output = 1 : i32}')
    expect(text).toContain('tensor<f32> {jax.result_info = "result.1"}')
    // Its names do not fit: the first of its type.
    const other = await toStableHlo((state: { w: Tensor<[3]>; v: Tensor<[3]> }) => ({ u: state.v, w: state.w }), { donate: [0] })({
      w: zeros([3]),
      v: zeros([3]),
    })
    expect(other).toContain('%arg0.v: tensor<3xf32> {tf.aliasing_output = 0 : i32}')
    expect(other).toContain('%arg0.w: tensor<3xf32> {tf.aliasing_output = 1 : i32}')
  })

  it('takes a jitted function, and random bits from keys', async () => {
    const text = await toStableHlo(jit((k: ReturnType<typeof key>) => uniform(k, [4])))(key(0))
    expect(text).toContain('func.call @threefryMixed_u32_4')
    expect(text).toContain('func.func private @threefryMixed_u32_4(')
  })

  it('writes loops as while, branches as if, and keeps apart what is computed again', async () => {
    const looped = await toStableHlo((xs: Tensor<[5, 2]>) =>
      scan((c: Tensor<[2]>, x: Tensor<[2]>) => [add(c, x), mul(c, x)], zeros([2]), xs),
    )(zeros([5, 2]))
    expect(operations(looped)).toEqual(expect.arrayContaining(['stablehlo.dynamic_slice', 'stablehlo.dynamic_update_slice']))
    expect(looped).toMatch(/%\d+:4 = "stablehlo\.while"/)
    const branched = await toStableHlo((x: Tensor<[]>) =>
      cond(
        greater(x, 0),
        (y: Tensor<[]>) => sin(y),
        (y: Tensor<[]>) => mul(y, 2),
        x,
      ),
    )(tensor(1))
    expect(branched).toContain('"stablehlo.if"(')
    expect(operations(branched)).toContain('stablehlo.sine')
    const again = await toStableHlo(grad((x: Tensor<[]>) => checkpoint((y: Tensor<[]>) => sin(sin(y)))(x)))(tensor(1))
    expect(operations(again)).toContain('stablehlo.optimization_barrier')
    const custom = customJvp(
      (x: Tensor<[]>) => sin(x),
      ([x], [t]) => [sin(x), mul(t, 2)],
    )
    expect(operations(await toStableHlo(custom)(tensor(1))).filter((name) => name === 'stablehlo.sine')).toHaveLength(1)
  })

  it('computes scalar functions of f16 in f32, and refuses those of f64 that look at bits', async () => {
    const half = await toStableHlo((x: Tensor<[2], 'f16'>) => sin(x))(astype(zeros([2]), 'f16'))
    expect(half).toContain('stablehlo.sine %arg0 : tensor<2xf16>')
    const { erf } = await import('../../../src/index.js')
    expect(await toStableHlo((x: Tensor<[2], 'f16'>) => erf(x))(astype(zeros([2]), 'f16'))).toContain(
      'stablehlo.convert %arg0 : (tensor<2xf16>) -> tensor<2xf32>',
    )
    const first = await toStableHlo((x: Tensor<[2], 'f16'>) => argmax(x))(astype(zeros([2]), 'f16'))
    expect(first).toMatch(/stablehlo\.return %\d+, %\d+ : tensor<f16>, tensor<i32>/)
    const added = await toStableHlo((x: Tensor<[2], 'f16'>) => sum(x))(astype(zeros([2]), 'f16'))
    expect(operations(added).slice(1)).toEqual([
      'stablehlo.convert',
      'stablehlo.constant',
      'stablehlo.reduce',
      'stablehlo.add',
      'stablehlo.convert',
    ])
    const { exp2 } = await import('../../../src/index.js')
    await expect(toStableHlo((x: Tensor<[2], 'f64'>) => exp2(x))(zeros([2], { dtype: 'f64' }))).rejects.toThrow(
      'toStableHlo: a function that looks at the bits of a float has no form in f64; use f32',
    )
  })
})

describe('shardings', () => {
  const devices = mesh({ data: 4, model: 2 })
  const f = (w: Tensor<[8, 6]>, x: Tensor<[16, 8]>) => {
    const y = shard(matmul(x, w), devices, ['data', 'model'])
    return { y, total: sum(y) }
  }
  const at = [zeros([8, 6]), zeros([16, 8])] as const

  it('stand at arguments, results and values', async () => {
    const text = await toStableHlo(f, {
      mesh: devices,
      shardings: [(path, shape) => (path === '' && shape.length === 2 ? [null, 'model'] : null), [['data', 'model']]],
      results: (path) => (path === '.y' ? ['data'] : null),
    })(...at)
    expect(lines(text).slice(0, 9)).toEqual([
      'module @typegrad attributes {mhlo.num_partitions = 8 : i32, mhlo.num_replicas = 1 : i32} {',
      'sdy.mesh @mesh = <["data"=4, "model"=2]>',
      'func.func public @main(',
      '%arg0: tensor<8x6xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"model"}]>},',
      '%arg1: tensor<16x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"data", "model"}, {}]>}',
      ') -> (',
      'tensor<f32> {jax.result_info = "result.total", sdy.sharding = #sdy.sharding<@mesh, []>},',
      'tensor<16x6xf32> {jax.result_info = "result.y", sdy.sharding = #sdy.sharding<@mesh, [{"data"}, {}]>}',
      ') {',
    ])
    expect(text).toContain('sdy.sharding_constraint %0 <@mesh, [{"data"}, {"model"}]> : tensor<16x6xf32>')
  })

  it('are taken over by results that take the memory of an argument', async () => {
    const text = await toStableHlo((w: Tensor<[8]>) => [mul(w, 2), sum(w)], { mesh: devices, shardings: [['data']], donate: [0] })(
      zeros([8]),
    )
    expect(text).toContain('tensor<8xf32> {jax.result_info = "result.0", sdy.sharding = #sdy.sharding<@mesh, [{"data"}]>}')
    expect(text).toContain('tensor<f32> {jax.result_info = "result.1"}')
  })

  it('may be left out by an argument, where there is no mesh too', async () => {
    const double = (x: Tensor<[8]>) => mul(x, 2)
    await expect(toStableHlo(double, { shardings: [undefined as never], results: null })(zeros([8]))).resolves.not.toContain('sdy')
  })

  it('of a value alone say what the mesh is', async () => {
    expect(await toStableHlo(f)(...at)).toContain('sdy.mesh @mesh = <["data"=4, "model"=2]>')
    const two = (x: Tensor<[8]>) => shard(shard(x, devices, ['data']), mesh({ other: 2 }), ['other'])
    await expect(toStableHlo(two)(zeros([8]))).rejects.toThrow(
      'toStableHlo: a program has one mesh, and this has two: <["data"=4, "model"=2]> and <["other"=2]>',
    )
  })

  it.each([
    [{ shardings: [['data']] }, 'toStableHlo: tensors are divided among the devices of a mesh; give { mesh: mesh({ data: 8 }) }'],
    [{ mesh: devices, shardings: [null, null, null] }, 'toStableHlo: there are 3 shardings for 2 arguments'],
    [
      { mesh: devices, shardings: [[null, 'data']] },
      'toStableHlo: axis 1 of [8, 6] has 6 elements, which the 4 devices along data do not divide',
    ],
    [
      { mesh: devices, shardings: ['data'] },
      "toStableHlo: the sharding is a list with a mesh axis or null for each axis, as in ['data', null]; got 'data'",
    ],
    [{ mesh: { data: 0 } }, 'toStableHlo: data is a whole number, at least 1; got 0'],
    [{ mesh: {} }, 'toStableHlo: there is no axis; write mesh({ data: 8 })'],
    [{ mesh: { 'a"b': 1 } }, `toStableHlo: an axis has a name of letters, digits and _; got 'a"b'`],
    [{ mesh: [8] }, 'toStableHlo: the mesh is a record of axes, as in { data: 8 }; got an array'],
    [
      { mesh: devices, shardings: 'data' },
      "toStableHlo: shardings is a list with the sharding of each argument, as in [null, ['data']]; got 'data'",
    ],
    [{ meshes: devices }, "toStableHlo: there is no option 'meshes'; did you mean mesh?"],
  ])('%o is refused', async (options, sentence) => {
    const called = async () => toStableHlo(f, options as never)(...at)
    await expect(called()).rejects.toThrow(sentence)
  })
})

describe('mesh', () => {
  it('has axes of one device or more, with names', () => {
    expect(mesh({ data: 8 })).toEqual({ data: 8 })
    expect(() => mesh({})).toThrow('mesh: there is no axis; write mesh({ data: 8 })')
    expect(() => mesh({ data: 1.5 })).toThrow('mesh: data is a whole number, at least 1; got 1.5')
    expect(() => mesh({ 'a b': 2 })).toThrow("mesh: an axis has a name of letters, digits and _; got 'a b'")
    expect(() => mesh([8] as never)).toThrow('mesh: the argument is a record of axes, as in { data: 8 }; got an array')
  })
})

describe('shard', () => {
  const devices = mesh({ data: 2, model: 2 })

  it('is its operand here, and so is its derivative', async () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ])
    const f = (y: Tensor<[2, 2]>) => sum(mul(shard(y, devices, ['data', 'model']), y))
    expect(await shard(x, devices, ['data']).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(await jit(grad(f))(x).toArray()).toEqual([
      [2, 4],
      [6, 8],
    ])
  })

  it('divides cotangents, and what is mapped, likewise', async () => {
    const twice = (x: Tensor<[2, 2]>) => sum(shard(mul(x, 2), devices, ['data', 'model']))
    const back = await toStableHlo(grad(twice))(zeros([2, 2]))
    expect([...back.matchAll(/sharding_constraint %\S+ <@mesh, \[\{"data"\}, \{"model"\}\]>/g)]).toHaveLength(1)
    const mapped = await toStableHlo((all: Tensor<[3, 2, 2]>) => vmap((x: Tensor<[2, 2]>) => shard(x, devices, ['data']))(all))(
      zeros([3, 2, 2]),
    )
    expect(mapped).toContain('<@mesh, [{}, {"data"}, {}]> : tensor<3x2x2xf32>')
  })

  it.each([
    [['rows'], 'shard: the mesh has no axis rows'],
    [['data', 'data'], 'shard: the mesh axis data is named twice'],
    [['data', null, 'model'], 'shard: [6, 3] has 2 axes, and 3 are divided'],
    [[null, 'data'], 'shard: axis 1 of [6, 3] has 3 elements, which the 2 devices along data do not divide'],
    [[['data', 'model']], 'shard: axis 0 of [6, 3] has 6 elements, which the 4 devices along data and model do not divide'],
    [[7], "shard: the sharding is a list with a mesh axis or null for each axis, as in ['data', null]; got an array"],
  ])('%o is refused', (spec, sentence) => {
    expect(() => shard(zeros([6, 3]), devices, spec as never)).toThrow(sentence)
  })
})
