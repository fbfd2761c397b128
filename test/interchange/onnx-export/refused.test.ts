import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { dense, flatten, init, relu as reluLayer, sequential } from '../../../dsl/index.js'
import {
  acquire,
  add,
  arange,
  astype,
  concat,
  conv,
  grad,
  InvalidArgument,
  isInf,
  key,
  log2,
  matmul,
  mul,
  normal,
  ones,
  relu,
  reshape,
  slice,
  square,
  sum,
  type Tensor,
  tensor,
  transpose,
  uniform,
  zeros,
} from '../../../src/index.js'
import { toOnnx } from '../../../src/interchange/onnx/write/export.js'
import { primitives } from '../../../src/primitives/index.js'
import { drawUse } from '../../support/draw.js'
import { programOf } from '../../support/programs.js'
import { refused } from './refused.js'
import { fileOfProgram } from './runtime.js'
import { summaryOf } from './summary.js'

beforeAll(() => acquire({ backend: 'reference' }))

describe('what has no form in ONNX', () => {
  it('is these primitives alone, and a sentence names each', async () => {
    const found = new Set<string>()
    for (const primitive of primitives)
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (gen) => {
          try {
            await fileOfProgram(programOf([drawUse(gen, primitive)]).program)
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidArgument)
            expect(String(error)).toContain(`toOnnx: ${primitive.name} of`)
            found.add(primitive.name)
          }
        }),
        { numRuns: 20 },
      )
    expect([...found]).toEqual(refused)
  })

  it('random numbers are drawn outside', async () => {
    await expect(toOnnx((x: Tensor<[3]>) => add(x, uniform(key(1), [3])))(zeros([3]))).resolves.toBeInstanceOf(Uint8Array) // drawn at once: a constant
    await expect(toOnnx((k: Tensor<[2], 'u32'>) => uniform(k as never, [3]))(tensor([1, 2], { dtype: 'u32' }))).rejects.toThrow(
      'toOnnx: randomBits of',
    )
  })

  it('a function may not look at a size that has a name', async () => {
    const f = (x: Tensor<[number, 3]>) => (x.shape[0] > 4 ? mul(x, 2) : sum(x))
    await expect(toOnnx(f, { dynamic: [['N']] })(zeros([3, 3]))).rejects.toThrow(
      'the program is not the same at all sizes of what has a name',
    )
  })

  it('nor may sizes of two names depend on each other, or one name have two sizes', async () => {
    const joined = (x: Tensor<[number]>, y: Tensor<[number]>) => add(concat([x, x]), y)
    await expect(toOnnx(joined, { dynamic: [['N'], ['M']] })(zeros([3]), zeros([6]))).rejects.toThrow(
      'add: [10] and [7] do not broadcast: dimensions 10 and 7 differ, where N is 5 and M is 7, as toOnnx tries it',
    )
    await expect(toOnnx(joined, { dynamic: [['N'], ['N']] })(zeros([3]), zeros([6]))).rejects.toThrow(
      'toOnnx: N is 3 and 6; axes of one name are of one size',
    )
  })

  it('but sizes may be alike where they begin, and have an end', async () => {
    const turned = (x: Tensor<[number, number, 2]>) => reshape(x, [x.shape[1], x.shape[0], 2])
    await expect(toOnnx(turned, { dynamic: [['N', 'T']] })(zeros([3, 3, 2]))).resolves.toBeInstanceOf(Uint8Array)
    const table = arange(9)
    const placed = (x: Tensor<[number]>) => add(x, slice(table, [0, x.shape[0]]))
    await expect(toOnnx(placed, { dynamic: [['N']] })(zeros([3]))).resolves.toBeInstanceOf(Uint8Array)
  })

  it('nor may a number step with it more seldom than can be told', async () => {
    const f = (every: number) => (x: Tensor<[number]>) => {
      const part = slice(x, [0, x.shape[0], every])
      return mul(part, part.shape[0])
    }
    expect(summaryOf(await toOnnx(f(8), { dynamic: [['N']] })(zeros([3])))).toContain('result float[floor((N + 7)/8)]')
    await expect(toOnnx(f(16), { dynamic: [['N']] })(zeros([3]))).rejects.toThrow(
      'toOnnx: a size, or a number made of sizes, is 1, 1, 1, 1, 1, 1, 1, 5 where N is 3, 4, 5, 7, 6, 9, 8, 66, and no sum of products',
    )
  })

  it('nor may a setting depend on it', async () => {
    const f = (x: Tensor<[1, number, 2]>, kernel: Tensor<[3, 2, 2]>) => conv(x, kernel, { stride: 2, padding: 'same' })
    const sentence =
      'toOnnx: conv of f32[1, 8, 2], f32[3, 2, 2], which gives f32[1, 4, 2], has no form in ONNX: its low changes with a size that has a name'
    await expect(toOnnx(f, { dynamic: [[null, 'T']] })(zeros([1, 8, 2]), zeros([3, 2, 2]))).rejects.toThrow(sentence)
  })

  it('nor make tensors of numbers by it', async () => {
    const f = (x: Tensor<[number]>) =>
      add(
        x,
        tensor(
          Array.from({ length: x.shape[0] }, (_, i) => i),
          { shape: [x.shape[0]] },
        ),
      )
    await expect(toOnnx(f, { dynamic: [['N']] })(zeros([3]))).rejects.toThrow('toOnnx: a tensor that the function makes of numbers')
    await expect(toOnnx((x: Tensor<[number]>) => add(x, arange(x.shape[0])), { dynamic: [['N']] })(zeros([3]))).resolves.toBeInstanceOf(
      Uint8Array,
    )
  })

  it('options that do not fit', async () => {
    const double = (x: Tensor<[3]>) => mul(x, 2)
    await expect(toOnnx(double, { inputs: ['a', 'b'] })(zeros([3]))).rejects.toThrow('toOnnx: 2 names are given for 1 inputs: a, b')
    // @ts-expect-error: toOnnx: [3] has 1 axes, and 2 are named
    await expect(toOnnx(double, { dynamic: [['N', 'T']] })(zeros([3]))).rejects.toThrow('toOnnx: [3] has 1 axes, and 2 are named')
    await expect(toOnnx(double, { dynamic: [['N'], ['N']] })(zeros([3]))).rejects.toThrow('there are 2 lists of names for 1 arguments')
    await expect(toOnnx(double, { inputs: ['x'], outputs: ['x'] })(zeros([3]))).rejects.toThrow(
      'toOnnx: two inputs or outputs have the name x; name them by { inputs: [...], outputs: [...] }',
    )
    const twice = (x: Tensor<[3]>) => [mul(x, 2), mul(x, 3)]
    await expect(toOnnx(twice, { outputs: ['y', 'y'] })(zeros([3]))).rejects.toThrow('two inputs or outputs have the name y')
    const nothing = (_: Tensor<[3]>) => ({})
    await expect(toOnnx(nothing)(zeros([3]))).rejects.toThrow('toOnnx: the function gives no tensor, so there is nothing to write')
    const wanted = "toOnnx: the names of axes is a list with a name or null for each axis, as in ['N', null]; got"
    for (const names of ['N', [3], ['']]) await expect(toOnnx(double, { dynamic: [names] as never })(zeros([3]))).rejects.toThrow(wanted)
    expect(() => toOnnx(double, { dynamic: 'N' as never })).toThrow(
      "toOnnx: dynamic is a list with the names of axes for each argument, as in [['N'], null]; got 'N'",
    )
    expect(() => toOnnx(double, { outputs: 'y' } as never)).toThrow("toOnnx: outputs is a list of names, as in ['x']; got 'y'")
    expect(() => toOnnx(double, { external: { write: () => undefined } as never })).toThrow(
      "toOnnx: external.location is the name of a file beside the model, as in 'model.onnx.data'; got undefined",
    )
    const model = sequential([4], dense(2))
    const written = (options: object) => toOnnx(model, init(model, key(1)), options as never)
    await expect(written({ batch: '' })).rejects.toThrow("toOnnx: batch is a name for any number of examples, or a number; got ''")
    await expect(written({ batch: null })).rejects.toThrow('toOnnx: batch is a name for any number of examples, or a number; got null')
    await expect(written({ dtypes: 'i32' })).rejects.toThrow(
      "toOnnx: dtypes is a list with the dtype of each input, as in ['i32']; got 'i32'",
    )
    await expect(written({ dtypes: ['int32'] })).rejects.toThrow(
      "toOnnx: a dtype of an input is 'f32', 'i32' or 'u32'; got 'int32'; did you mean 'i32'?",
    )
    await expect(toOnnx({} as never, {} as never)).rejects.toThrow(
      'toOnnx: the first argument is a function, or a model made by sequential',
    )
  })
})

describe('files', () => {
  it('tell nodes apart whose inputs have spaces in their names', async () => {
    const f = (a: Tensor<[2]>, b: Tensor<[2]>, c: Tensor<[2]>, d: Tensor<[2]>) => [add(a, b), add(c, d)]
    const x = zeros([2])
    const file = summaryOf(await toOnnx(f, { inputs: ['a', 'b c', 'a b', 'c'] })(x, x, x, x))
    expect(file).toContain('result.0 = Add(a, b c)\nresult.1 = Add(a b, c)\n')
  })

  it('of a tensor that is a result transposed have the name of the result', async () => {
    const w = normal(key(1), [2, 3])
    expect(summaryOf(await toOnnx((x: Tensor<[2]>) => [x, transpose(w)])(zeros([2])))).toContain(
      'outputs: result.0 float[2], result.1 float[3, 2]\n',
    )
  })

  it('hold what is drawn within the function once, and not for each example', async () => {
    const file = await toOnnx((x: Tensor<[number, 4]>) => add(x, normal(key(1), [4])), { dynamic: [['N']] })(zeros([3, 4]))
    expect(summaryOf(file)).toContain('captured_0 float[4]\nresult = Add(arg0, captured_0)\n')
  })

  it('compute f16 in f32 where ONNX has no operator, or its digits would not last', async () => {
    const f = (x: Tensor<[2], 'f16'>) => [isInf(x), log2(x), relu(x)] as const
    const file = summaryOf(await toOnnx(f)(astype(zeros([2]), 'f16')))
    expect(file).toContain('Cast_0 = Cast(arg0) {to: 1}\nresult.0 = IsInf(Cast_0)\n')
    expect(file).toContain('result.1 = Cast(Div_3) {to: 10}\nresult.2 = Relu(arg0)\n')
  })

  it('of kernels whose size has a name leave it to the engine', async () => {
    const slope = grad((kernel: Tensor<[3, 3, 1, 2]>, x: Tensor<[1, number, number, 1]>) => sum(square(conv(x, kernel))))
    const file = await toOnnx(slope, { dynamic: [null, [null, 'H', 'W']] })(zeros([3, 3, 1, 2]), zeros([1, 6, 7, 1]))
    expect(summaryOf(file).match(/kernel_shape/g)).toHaveLength(1)
  })

  it('say the names that are asked for', async () => {
    const f = (parameters: { readonly w: Tensor<[3, 2]>; readonly b: Tensor<[2]> }, x: Tensor<[4, 3]>) => ({
      y: add(matmul(x, parameters.w), parameters.b),
      z: sum(x),
    })
    const args = [{ w: ones([3, 2]), b: zeros([2]) }, ones([4, 3])] as const
    const [inputs, outputs] = [
      summaryOf(await toOnnx(f)(...args)),
      summaryOf(await toOnnx(f, { inputs: ['bias', 'kernel', 'x'], outputs: ['logits', 'total'] })(...args)),
    ]
    expect(inputs).toContain('inputs: arg0.b float[2], arg0.w float[3, 2], arg1 float[4, 3]')
    expect(inputs).toContain('outputs: result.y float[4, 2], result.z float[]')
    expect(outputs).toContain('Gemm(x, kernel, bias)')
    expect(outputs).toContain('outputs: logits float[4, 2], total float[]')
  })

  it('hold equal constants once, what is read alone, and no tensor of one number', async () => {
    const w = normal(key(1), [3, 3])
    const file = summaryOf(
      await toOnnx((x: Tensor<[1000, 3]>) => {
        void matmul(x, x.shape[0] === 1000 ? normal(key(2), [3, 3]) : w)
        return add(add(matmul(x, w), 2), mul(matmul(x, w), 2))
      })(zeros([1000, 3])),
    )
    expect(file).toBe(
      [
        'inputs: arg0 float[1000, 3]',
        'captured_0 float[3, 3]',
        'constant_0 float[]',
        'MatMul_0 = MatMul(arg0, captured_0)',
        'Add_1 = Add(MatMul_0, constant_0)',
        'Mul_2 = Mul(MatMul_0, constant_0)',
        'result = Add(Add_1, Mul_2)',
        'outputs: result float[1000, 3]',
        '',
      ].join('\n'),
    )
  })

  it('lie in two parts where that is asked for', async () => {
    const parts: Uint8Array[] = []
    const model = sequential([40, 10], flatten, dense(30), reluLayer)
    const variables = init(model, key(1))
    const whole = await toOnnx(model, variables)
    const apart = await toOnnx(model, variables, { external: { location: 'weights.bin', write: (bytes) => void parts.push(bytes) } })
    const bytes = parts.reduce((total, part) => total + part.length, 0)
    expect(bytes).toBe(400 * 30 * 4)
    expect(whole.length - apart.length).toBeGreaterThan(0.99 * bytes)
    expect(new TextDecoder('latin1').decode(apart)).toContain('weights.bin')
  })

  it('of a result that is an input, twice', async () => {
    const file = summaryOf(await toOnnx((x: Tensor<[2]>) => [x, x, reshape(x, [2, 1])])(zeros([2])))
    expect(file).toContain('result.0 = Identity(arg0)\nresult.1 = Identity(arg0)\n')
  })
})
