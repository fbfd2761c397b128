import { left, right } from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { dense, globalAvgPool, type Layer, relu, reshapeTo, serial, sigmoid, squeezeExcite } from '../../../dsl/index.js'
import { type AnyTensor, acquire, key, mul, normal, reshape, tree } from '../../../src/index.js'
import { close } from '../close.js'
import { single } from '../single.js'

beforeAll(() => acquire({ backend: 'reference' }))

const predicting = { training: false, key: undefined }
const run = (layer: Layer, params: unknown, x: AnyTensor): AnyTensor => single(layer).forward({ params, state: {} }, x, predicting)[0]

describe('reshapeTo', () => {
  it('keeps the numbers of each example, in their order', async () => {
    const x = normal(key(1), [3, 12])
    for (const shape of [[2, 6], [2, 3, 2], [12]]) {
      const y = run(reshapeTo(shape), {}, x)
      expect(y.shape).toEqual([3, ...shape])
      expect(await y.data()).toEqual(await x.data())
    }
    expect(run(reshapeTo([2, -1, 3]), {}, x).shape).toEqual([3, 2, 2, 3])
    expect(run(reshapeTo([4, -1]), {}, normal(key(1), [0, 12])).shape).toEqual([0, 4, 3])
  })

  it('says what does not fit', () => {
    expect(reshapeTo([7, 7, 16]).output([785])).toEqual(left('reshapeTo: [785] has 785 elements and [7, 7, 16] has 784'))
    expect(reshapeTo([-1, 10]).output([784])).toEqual(left('reshapeTo: the elements of [784] do not fill [-1, 10]'))
    expect(reshapeTo([-1, 2]).output([3, 4])).toEqual(right([6, 2]))
  })
})

describe('squeezeExcite', () => {
  const layer = squeezeExcite(2)

  it.each([[[3, 5, 6]], [[4, 6]]])('weighs the channels of %j by what they are on average', async (input) => {
    const { params } = layer.init(key(1), input)
    const { squeeze, excite } = params as Record<'squeeze' | 'excite', unknown> // what init makes
    const x = normal(key(2), [2, ...input])
    const gate = run(serial(globalAvgPool, dense(3), relu, dense(6), sigmoid), [{}, squeeze, {}, excite, {}], x)
    const ones = input.slice(1).map(() => 1)
    await close(run(layer, params, x), await mul(x, reshape(gate, [2, ...ones, 6])).data())
    expect(tree.leaves(params).map((leaf) => leaf.shape)).toEqual([[6], [3, 6], [3], [6, 3]])
    expect(layer.flops(input)).toBe(
      serial(globalAvgPool, dense(3), relu, dense(6), sigmoid).flops(input) + input.reduce((product, n) => product * n),
    )
  })

  it('needs places, and channels that its ratio divides', () => {
    expect(layer.output([6])).toEqual(left('squeezeExcite(2): the input needs spatial dimensions before its channels, got [6]'))
    expect(squeezeExcite(16).output([7, 7, 60])).toEqual(left('squeezeExcite(16): 16 does not divide 60 channels'))
    expect(() => squeezeExcite(0)).toThrow('squeezeExcite: the ratio is a whole number, at least 1; got 0')
  })
})
