import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { dense, flatten, init, relu, sequential } from '../../../dsl/index.js'
import {
  acquire,
  add,
  arange,
  conv,
  InvalidArgument,
  key,
  matmul,
  mul,
  normal,
  ones,
  reshape,
  sum,
  type Tensor,
  tensor,
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
    expect(() => toOnnx(double, { outputs: 'y' } as never)).toThrow("toOnnx: outputs is a list of names, as in ['x']; got 'y'")
    await expect(toOnnx({} as never, {} as never)).rejects.toThrow(
      'toOnnx: the first argument is a function, or a model made by sequential',
    )
  })
})

describe('files', () => {
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
    const model = sequential([40, 10], flatten, dense(30), relu)
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
