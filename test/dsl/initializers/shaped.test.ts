import { beforeAll, describe, expect, it } from 'vitest'
import {
  constant,
  conv2d,
  convTranspose2d,
  dense,
  depthwiseConv2d,
  identityMatrix,
  init,
  orthogonal,
  predict,
  sequential,
  sparse,
  truncatedNormal,
} from '../../../dsl/index.js'
import { type AnyTensor, acquire, astype, equal, eye, key, matmul, normal, reshape, sum, transpose } from '../../../src/index.js'
import { close } from '../close.js'

beforeAll(() => acquire({ backend: 'cpu', threads: 1 }))

const asMatrix = (x: AnyTensor): AnyTensor => reshape(x, [-1, x.shape.at(-1) ?? 1])

describe('orthogonal', () => {
  it.each([
    [[30, 20], 1],
    [[20, 30], 2],
    [[3, 3, 4, 16], Math.SQRT2],
    [[7], 1],
  ] as const)('%j has orthonormal columns, or rows, times %d', async (shape, gain) => {
    const matrix = asMatrix(orthogonal(gain)(key(3), shape))
    const [rows = 0, columns = 0] = matrix.shape
    const product = rows < columns ? matmul(matrix, transpose(matrix)) : matmul(transpose(matrix), matrix)
    const few = Math.min(rows, columns)
    const wanted = Array.from(await eye(few).data(), (x) => x * gain * gain)
    await close(product, wanted)
  })

  it('keeps lengths also where the vectors drawn nearly lie in each other', async () => {
    const matrix = orthogonal()(key(0), [128, 128])
    await close(matmul(matrix, transpose(matrix)), await eye(128).data(), 1e-5)
  })

  it('has entries of mean 0 and mean square 1 / n', async () => {
    const values = Array.from(await orthogonal()(key(5), [64, 64]).data())
    expect(Math.abs(values.reduce((total, x) => total + x, 0) / 64)).toBeLessThan(5)
    const diagonal = values.filter((_, i) => i % 65 === 0)
    expect(Math.abs(diagonal.reduce((total, x) => total + x, 0))).toBeLessThan(5) // each has variance 1 / 64
  })
})

describe('truncatedNormal', () => {
  it('has the deviation asked for, and nothing beyond two of the normal that was cut', async () => {
    const values = Array.from(await truncatedNormal(0.5)(key(1), [100, 200]).data())
    const meanSquare = values.reduce((total, x) => total + x * x, 0) / values.length
    expect(Math.abs(meanSquare / 0.25 - 1)).toBeLessThan(0.05)
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1 / 0.8796)
  })
})

describe('sparse', () => {
  it.each([
    [0.9, [50, 30], 45],
    [0.25, [3, 3, 3, 8], 7],
    [0, [10, 4], 0],
    [1, [10, 4], 10],
  ] as const)('of %d, %j has %i zeros in each column', async (sparsity, shape, zeros) => {
    const matrix = asMatrix(sparse(sparsity)(key(2), shape))
    const columns = shape.at(-1) ?? 0
    await close(
      sum(astype(equal(matrix, 0), 'f32'), { axis: 0 }),
      Array.from({ length: columns }, () => zeros),
    )
  })
})

describe('identityMatrix', () => {
  it('gives a dense layer its input', async () => {
    const x = normal(key(0), [4, 5])
    const model = sequential([5], dense(5, { kernelInit: identityMatrix(), bias: false }))
    await close(predict(model, init(model, key(1)), x), await x.data())
  })

  it('gives a convolution its input, with a window of any size', async () => {
    const x = normal(key(0), [2, 6, 5, 3])
    for (const window of [1, 3, 4, [2, 5]] as const) {
      const model = sequential([6, 5, 3], conv2d(3, window, { padding: 'same', kernelInit: identityMatrix() }))
      await close(predict(model, init(model, key(1)), x as never), await x.data())
    }
  })
})

describe('kernelInit, biasInit and bias', () => {
  const begin = { kernelInit: constant(2), biasInit: constant(3) }

  it.each([
    ['dense', () => sequential([4], dense(3, begin))],
    ['conv2d', () => sequential([4, 4, 2], conv2d(3, 2, begin))],
    ['depthwiseConv2d', () => sequential([4, 4, 2], depthwiseConv2d(2, begin))],
    ['convTranspose2d', () => sequential([4, 4, 2], convTranspose2d(3, 2, begin))],
  ] as const)('%s begins as it is told', async (_, make) => {
    const [{ kernel, bias }] = init(make() as ReturnType<typeof plain>, key(0)).params
    expect(new Set(await kernel.data())).toEqual(new Set([2]))
    expect(new Set(await bias.data())).toEqual(new Set([3]))
  })

  const plain = () => sequential([4], dense(3))

  it('without them a layer begins as it always did', async () => {
    const [a, b] = [sequential([4], dense(3)), sequential([4], dense(3, {}))].map((model) => init(model, key(7)))
    expect(await a?.params[0].kernel.data()).toEqual(await b?.params[0].kernel.data())
  })

  it('a dense layer without a bias has none', async () => {
    const model = sequential([4], dense(3, { bias: false, kernelInit: constant(1) }))
    const variables = init(model, key(0))
    expect(Object.keys(variables.params[0])).toEqual(['kernel'])
    await close(predict(model, variables, normal(key(0), [1, 4])), Array(3).fill(await sum(normal(key(0), [1, 4])).item()))
  })

  it('what is no function is refused', () => {
    expect(() => dense(3, { kernelInit: 'orthogonal' as never })).toThrow("dense: kernelInit is a function; got 'orthogonal'")
    expect(() => conv2d(3, 2, { biasInit: 0 as never })).toThrow('conv2d: biasInit is a function; got 0')
    expect(() => sparse(2)).toThrow('sparse: the sparsity is a number from 0 to 1; got 2')
  })
})
