import fc from 'fast-check'
import { left } from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { dense, dropout, flatten, identity, type Layer, pick, relu, residual, sequential, serial, tanh } from '../../../dsl/index.js'
import { acquire, key, normal, ShapeMismatch, tensor, tree, zeros } from '../../../src/index.js'
import { single } from '../single.js'
import { counter } from './counter.js'

beforeAll(() => acquire({ backend: 'reference' }))

const layer: fc.Arbitrary<Layer> = fc.constantFrom<Layer[]>(
  dense(3),
  relu,
  tanh,
  flatten,
  dropout(0.5),
  residual(tanh),
  serial(dense(2), relu),
)
const training = { training: true, key: key(3) }

/** The numbers a layer gives for an input of shape [4, 2, 3], on its own parameters, predicting. */
const values = async (f: Layer, variables = f.init(key(1), [2, 3])): Promise<number[]> => {
  const [y] = single(f).forward(variables, normal(key(2), [4, 2, 3]), { training: false, key: undefined })
  return [...(await y.data())]
}

describe('layers and serial form a category', () => {
  it('identity is the unit of serial, on either side', async () => {
    await fc.assert(
      fc.asyncProperty(layer, async (f) => {
        const { params, state } = f.init(key(1), [2, 3])
        const alone = await values(f, { params, state })
        expect(await values(serial(identity, f), { params: [{}, params], state: [{}, state] })).toEqual(alone)
        expect(await values(serial(f, identity), { params: [params, {}], state: [state, {}] })).toEqual(alone)
        for (const g of [serial(identity, f), serial(f, identity)]) {
          expect(g.output([2, 3])).toEqual(f.output([2, 3]))
          expect(g.flops([2, 3])).toBe(f.flops([2, 3]))
        }
      }),
      { numRuns: 10 },
    )
  })

  it('serial is associative', async () => {
    await fc.assert(
      fc.asyncProperty(layer, layer, layer, async (f, g, h) => {
        const all = serial(f, g, h)
        const { params, state } = all.init(key(1), [2, 3])
        // The trees of a serial are lists.
        const [[p, q, r], [s, t, u]] = [params, state] as [[unknown, unknown, unknown], [unknown, unknown, unknown]]
        const expected = await values(all, { params, state })
        expect(await values(serial(serial(f, g), h), { params: [[p, q], r], state: [[s, t], u] })).toEqual(expected)
        expect(await values(serial(f, serial(g, h)), { params: [p, [q, r]], state: [s, [t, u]] })).toEqual(expected)
      }),
      { numRuns: 10 },
    )
  })

  it('serial of nothing is the identity', async () => expect(await values(serial())).toEqual(await values(identity)))
})

describe('serial', () => {
  it('gives each layer randomness of its own', async () => {
    const twice = serial(dropout(0.5), dropout(0.5))
    const x = tensor(new Float32Array(400).fill(1), { shape: [1, 400] })
    const [y] = single(twice).forward(twice.init(key(1), [400]), x, training)
    const kept = (await y.data()).filter((value) => value !== 0).length
    // With the same draws in both, half would be left, not a quarter; five standard errors of 400 draws.
    expect(Math.abs(kept / 400 - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / 400))
  })

  it('gives equal layers different parameters', async () => {
    const { params } = serial(dense(4), dense(4)).init(key(1), [4])
    const [, first, , second] = tree.leaves(params)
    expect(await first?.data()).not.toEqual(await second?.data())
  })

  it('threads state: a layer finds what it left behind', async () => {
    const model = serial(relu, serial(counter), counter)
    let variables = model.init(key(0), [2])
    for (let i = 0; i < 3; i++) {
      const [, state] = single(model).forward(variables, tensor([[1, 2]]), training)
      variables = { ...variables, state }
    }
    expect(await Promise.all(tree.leaves(variables.state).map(async (leaf) => [...(await leaf.data())]))).toEqual([[3], [3]])
  })
})

describe('residual', () => {
  it('adds the input to what the branch gives', async () => {
    const zero = { params: { kernel: zeros([3, 3]), bias: zeros([3]) }, state: {} }
    expect(await values(residual(dense(3)), zero)).toEqual(await values(identity))
  })

  it('needs a branch that keeps the shape', () => {
    expect(residual(dense(4)).output([2, 3])).toEqual(
      left('residual: the branch maps [2, 3] to [2, 4]; a skip connection needs equal shapes'),
    )
    expect(residual(flatten).output([2, 3])).toEqual(left('residual: the branch maps [2, 3] to [6]; a skip connection needs equal shapes'))
  })
})

describe('sequential', () => {
  it('throws the sentence of the layer that does not fit', () => {
    const sentence = 'residual: the branch maps [5] to [4]; a skip connection needs equal shapes'
    // @ts-expect-error the compiler says the same
    expect(() => sequential([2, 3], dense(5), serial(flatten, dense(5)), residual(dense(4)), dense(2))).toThrow(new ShapeMismatch(sentence))
    const width: number = 4
    expect(() => sequential([5], residual(dense(width)))).toThrow(new ShapeMismatch(sentence))
  })

  it('takes sizes that there are', () => {
    expect(() => sequential([-4], dense(2))).toThrow('sequential: a size of the input shape is a whole number, at least 0; got -4')
    expect(() => sequential([28, 28 / 3], flatten)).toThrow(
      /^sequential: a size of the input shape is a whole number, at least 0; got 9.33/,
    )
    expect(() => sequential([[2], [Number.NaN]], pick(0))).toThrow('sequential: a size of the shape of input 2 is a whole number')
    expect(() => sequential({ shape: [1.5], dtype: 'i32' }, identity)).toThrow('sequential: a size of the input shape is a whole number')
  })

  it('knows its shapes', () => {
    const model = sequential([28, 28, 1], flatten, dense(10))
    expect([model.input, model.output]).toEqual([[28, 28, 1], [10]])
  })
})
