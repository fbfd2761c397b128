import { beforeAll, describe, expect, it } from 'vitest'
import { type AnyTensor, acquire, tensor, zeros } from '../../../src/index.js'
import { fromTfjs } from '../../../src/interchange/tfjs/from-tfjs.js'
import { constant, floats, graph, layer, layers, node, placeholder, weight } from './models.js'

/* What TensorFlow.js 4.22 gives, where it is easily mistaken; the numbers are its own. */

const none = new Uint8Array()
const words = (...values: number[]): Uint8Array => new Uint8Array(Int32Array.from(values).buffer)
const whole = { dtype: 'i32' } as const

beforeAll(async () => {
  await acquire({ backend: 'cpu' })
})

describe('of no axes', () => {
  const reduced = (kind: string, x: AnyTensor) => {
    const input = placeholder('x', [2], x.dtype === 'i32' ? 'DT_INT32' : 'DT_FLOAT')
    const model = graph([input, constant('a', 'DT_INT32'), node('y', kind, ['x', 'a'])], weight('a', [0], 'int32'))
    return fromTfjs(model, none).apply({}, [x]).y
  }

  it('a norm is that of each element', async () => {
    expect(await reduced('EuclideanNorm', tensor([-1, 2]))?.toArray()).toEqual([1, 2])
  })

  it('a mean of whole numbers is floats', () => {
    expect(reduced('Mean', tensor([-1, 2], whole))?.dtype).toBe('f32')
  })
})

describe('whole numbers', () => {
  const two = [placeholder('x', [1, 1, 2, 1], 'DT_INT32'), constant('s', 'DT_INT32')]

  it('that are picked stay whole', async () => {
    const resized = (kind: string) =>
      fromTfjs(graph([...two, node('y', kind, ['x', 's'])], weight('s', [2], 'int32')), words(1, 4)).apply({}, [
        tensor([[[[1], [3]]]], whole),
      ]).y
    expect(resized('ResizeNearestNeighbor')?.dtype).toBe('i32')
    expect(await resized('ResizeNearestNeighbor')?.toArray()).toEqual([[[[1], [1], [3], [3]]]])
    expect(resized('ResizeBilinear')?.dtype).toBe('f32')
  })

  it('have powers that are exact', async () => {
    const x = placeholder('x', [2], 'DT_INT32')
    const model = graph([x, constant('n', 'DT_INT32'), node('y', 'Pow', ['x', 'n'])], weight('n', [2], 'int32'))
    expect(
      await fromTfjs(model, words(16, 3))
        .apply({}, [tensor([3, -2], whole)])
        .y?.toArray(),
    ).toEqual([43046721, -8])
  })
})

describe('a part', () => {
  it('leaves axes out in one place', () => {
    const names = ['b', 'e', 's'].map((name) => constant(name, 'DT_INT32'))
    const cut = node('y', 'StridedSlice', ['x', 'b', 'e', 's'], { ellipsis_mask: { i: '3' } })
    const weights = ['b', 'e', 's'].map((name) => weight(name, [3], 'int32'))
    const { apply } = fromTfjs(graph([placeholder('x', [2, 3, 4]), ...names, cut], ...weights), words(0, 0, 1, 0, 0, 2, 1, 1, 1))
    expect(() => apply({}, [zeros([2, 3, 4])])).toThrow('node "y" (StridedSlice): it leaves axes out in more than one place')
  })
})

describe('a layer', () => {
  const input = { batch_input_shape: [null, 12] }

  it('makes of a batch of nothing rows of the right sizes', () => {
    const model = layers({ layers: [layer('Reshape', 'y', { ...input, target_shape: [-1, 3] })] }, 'Sequential')
    expect(fromTfjs(model, none).apply({}, [zeros([0, 12])]).y?.shape).toEqual([0, 4, 3])
    expect(fromTfjs(model, none).apply({}, [zeros([2, 12])]).y?.shape).toEqual([2, 4, 3])
  })

  it('on every step has statistics that are no parameters', () => {
    const inner = { class_name: 'BatchNormalization', config: { name: 'bn' } }
    const names = ['gamma', 'beta', 'moving_mean', 'moving_variance']
    const model = layers(
      { layers: [layer('TimeDistributed', 't', { batch_input_shape: [null, 2, 1], layer: inner })] },
      'Sequential',
      ...names.map((name) => weight(`t/${name}`, [1])),
    )
    expect(Object.keys(fromTfjs(model, floats(1, 2, 3, 4)).parameters)).toEqual(['t/gamma', 't/beta'])
  })

  it('is not given one of several weights that may be its own', () => {
    const dense = layer('Dense', 'd', { batch_input_shape: [null, 1], use_bias: false })
    const model = layers({ layers: [dense] }, 'Sequential', weight('a/d/kernel', [1, 1]), weight('b/d/kernel', [1, 1]))
    expect(() => fromTfjs(model, floats(1, 2))).toThrow('fromTfjs: layer "d" (Dense): "a/d/kernel" and "b/d/kernel" may be its "kernel"')
  })
})
