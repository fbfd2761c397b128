import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  apply,
  bidirectional,
  type Cell,
  constant,
  type GateInits,
  glorotUniform,
  gru,
  gruCell,
  init,
  type Layer,
  type LayerType,
  lstm,
  lstmCell,
  orthogonal,
  type RecurrentLayer,
  relu,
  rnn,
  rnnCell,
  sequential,
  stacked,
  type Tensors,
} from '../../../dsl/index.js'
import {
  type AnyTensor,
  acquire,
  concat,
  flip,
  grad,
  inspect,
  key,
  matmul,
  mul,
  normal,
  scan,
  slice,
  sum,
  swapAxes,
  type Tensor,
  type Tree,
  tensor,
  transpose,
  tree,
  zeros,
} from '../../../src/index.js'
import { close } from '../close.js'

beforeAll(() => acquire({ backend: 'reference' }))

const predicting = { training: false, key: undefined }
const run = (layer: Layer, params: Tree, x: Tensors): readonly AnyTensor[] => {
  const [y] = layer.forward({ params, state: {} }, x, predicting)
  return tree.leaves(y)
}
const same = async (actual: readonly AnyTensor[], expected: readonly AnyTensor[]): Promise<void> => {
  expect(actual.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape))
  for (const [i, one] of actual.entries()) await close(one, (await expected[i]?.data()) ?? [])
}

interface Choice {
  readonly masked?: boolean
  readonly initialState?: boolean
}

/** Layers of 4 units that give all of what they can. */
const kinds: Readonly<Record<string, (choice: Choice) => RecurrentLayer>> = {
  rnn: (choice) => rnn(4, { returnSequences: true, returnState: true, ...choice }) as RecurrentLayer,
  lstm: (choice) => lstm(4, { returnSequences: true, returnState: true, ...choice }) as RecurrentLayer,
  gru: (choice) => gru(4, { returnSequences: true, returnState: true, ...choice }) as RecurrentLayer,
  'normalised lstm': (choice) => lstm(4, { layerNorm: true, returnSequences: true, returnState: true, ...choice }) as RecurrentLayer,
  'gru as in the paper': (choice) => gru(4, { resetAfter: false, returnSequences: true, returnState: true, ...choice }) as RecurrentLayer,
}
const kind = fc.constantFrom(...Object.keys(kinds))
const of = (name: string, choice: Choice = {}): RecurrentLayer => (kinds[name] ?? expect.fail())(choice)
const seed = fc.integer({ min: 0, max: 1000 })
const runs = { numRuns: 20 }

describe('a recurrent layer', () => {
  it('goes on where it was: a sequence is its first part, and its second from the state after that', () =>
    fc.assert(
      fc.asyncProperty(kind, seed, fc.integer({ min: 1, max: 5 }), async (name, number, cut) => {
        const [x, { params }] = [normal(key(number), [2, 6, 3]), of(name).init(key(1), [6, 3])]
        const [first, ...state] = run(of(name), params, slice(x, null, [0, cut])) as [AnyTensor, ...AnyTensor[]]
        const [second, ...last] = run(of(name, { initialState: true }), params, [slice(x, null, [cut, 6]), ...state]) as [
          AnyTensor,
          ...AnyTensor[],
        ]
        await same(run(of(name), params, x), [concat([first, second], 1), ...last])
      }),
      runs,
    ))

  it('passes over what a mask hides, as if the sequence were cut there', () =>
    fc.assert(
      fc.asyncProperty(kind, seed, fc.integer({ min: 1, max: 6 }), async (name, number, length) => {
        const [x, { params }] = [normal(key(number), [2, 6, 3]), of(name).init(key(1), [6, 3])]
        const mask = tensor([0, 1].map(() => Array.from({ length: 6 }, (_, t) => Number(t < length))))
        const [all, ...last] = run(of(name, { masked: true }), params, [x, mask]) as [AnyTensor, ...AnyTensor[]]
        await same([slice(all, null, [0, length]), ...last], run(of(name), params, slice(x, null, [0, length])))
      }),
      runs,
    ))

  it('passes over padding in front, and over gaps, and gives there what it gave before', () =>
    fc.assert(
      fc.asyncProperty(kind, fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }), async (name, more) => {
        const seen = [...more, true]
        const places = seen.flatMap((one, t) => (one ? [t] : []))
        const [x, { params }] = [normal(key(5), [1, 6, 3]), of(name).init(key(1), [6, 3])]
        const mask = tensor([seen.map(Number)], { dtype: 'i32' })
        const [all, ...last] = run(of(name, { masked: true }), params, [x, mask]) as [AnyTensor, ...AnyTensor[]]
        const short = concat(
          places.map((t) => slice(x, null, [t, t + 1])),
          1,
        )
        const [wanted, ...end] = run(of(name), params, short) as [AnyTensor, ...AnyTensor[]]
        const given = seen.map((_, t) => seen.slice(0, t + 1).filter(Boolean).length - 1)
        const repeated = given.map((i) => (i < 0 ? zeros([1, 1, 4]) : slice(wanted, null, [i, i + 1])))
        await same([all, ...last], [concat(repeated as AnyTensor[], 1), ...end])
      }),
      runs,
    ))

  it('reads backwards what it reads of the sequence turned round', () =>
    fc.assert(
      fc.asyncProperty(kind, seed, async (name, number) => {
        const [x, { params }] = [normal(key(number), [2, 6, 3]), of(name).init(key(1), [6, 3])]
        const [all, ...last] = run(of(name), params, flip(x, 1)) as [AnyTensor, ...AnyTensor[]]
        await same(run(of(name).reversed(), params, x), [flip(all, 1), ...last])
      }),
      runs,
    ))

  it('gives the last step unless all are asked for', () =>
    fc.assert(
      fc.asyncProperty(kind, seed, async (name, number) => {
        const [x, { params }] = [normal(key(number), [2, 6, 3]), of(name).init(key(1), [6, 3])]
        const [all, last] = run(of(name), params, x) as [AnyTensor, AnyTensor]
        await same([slice(all, null, 5)], [last])
        await same(run(of(name).sequences(), params, x), [all])
      }),
      runs,
    ))

  it('starts with biases of zero, and of one where an lstm forgets', async () => {
    const { params } = lstm(2).init(key(0), [5, 3]) as { readonly params: Readonly<Record<string, AnyTensor>> }
    await close(params.bias as AnyTensor, [0, 0, 1, 1, 0, 0, 0, 0])
    const { params: gated } = gru(2).init(key(0), [5, 3]) as { readonly params: Readonly<Record<string, AnyTensor>> }
    await close(gated.recurrentBias as AnyTensor, [0, 0, 0, 0, 0, 0])
  })
})

describe('a cell', () => {
  const cells: readonly (readonly [string, Cell, RecurrentLayer])[] = [
    ['rnn', rnnCell(4) as Cell, of('rnn')],
    ['lstm', lstmCell(4) as Cell, of('lstm')],
    ['gru', gruCell(4) as Cell, of('gru')],
  ]

  it.each(cells)('of %s in a scan is the layer', async (_, cell, layer) => {
    const x = normal(key(2), [2, 6, 3])
    const params = cell.init(key(1), 3)
    const [last, all] = scan(
      (state: unknown, now: Tensor<[2, 3]>) => cell.step(params, state, now) as never,
      cell.start(2) as Tree,
      swapAxes(x, 0, 1),
    ) as unknown as [Readonly<Record<string, AnyTensor>>, AnyTensor]
    await same(run(layer, params, x), [swapAxes(all, 0, 1), ...cell.carries.map((name) => last[name] as AnyTensor)])
  })

  it('of an rnn has the activation that it is given', async () => {
    const cell = rnnCell(2, { activation: relu })
    const params = { kernel: tensor([[1, -1]]), recurrent: zeros([2, 2]), bias: tensor([0, 3]) }
    const [, y] = cell.step(params, cell.start(1), tensor([[5]]))
    await close(y, [5, 0])
  })

  it('demands units, and options that there are', () => {
    expect(() => lstmCell(0)).toThrow('lstmCell: the number of units is a whole number, at least 1; got 0')
    expect(() => lstm(0.5)).toThrow('lstm: the number of units is a whole number, at least 1; got 0.5')
    expect(() => gru(2, { gates: 'jax' as 'keras' })).toThrow("gru: the order of the gates is 'keras' or 'torch'; got 'jax'")
    expect(() => rnn(2, { returnState: 1 as unknown as true })).toThrow('rnn: returnState is true or false; got 1')
    expect(() => bidirectional(relu as never)).toThrow('bidirectional: the layer is recurrent, made by rnn, lstm, gru or bidirectional')
    expect(() => bidirectional(lstm(2), { merge: 'max' as 'sum' })).toThrow("bidirectional: merge is 'concat', 'sum'")
    expect(() => stacked(0, lstm(2))).toThrow('stacked: the number of layers is a whole number, at least 1; got 0')
  })
})

describe('layer normalisation', () => {
  it.each([
    ['rnn', rnnCell(4, { layerNorm: true }) as Cell],
    ['lstm', lstmCell(4, { layerNorm: true }) as Cell],
    ['gru', gruCell(4, { layerNorm: true }) as Cell],
  ])('makes a cell of %s blind to the size of its input', async (_, cell) => {
    const [params, x] = [cell.init(key(1), 3), normal(key(2), [2, 3])]
    const at = (size: number) => cell.step(params, cell.start(2), mul(x, size))[1] as AnyTensor
    await same([at(1000)], [at(2000)])
  })
})

describe('bidirectional', () => {
  const layer = bidirectional(lstm(4, { returnSequences: true }))

  it('of a sequence turned round, with its directions exchanged, is what it was, turned round', () =>
    fc.assert(
      fc.asyncProperty(seed, fc.constantFrom('sum' as const, 'product' as const, 'mean' as const), async (number, merge) => {
        const x = normal(key(number), [2, 6, 3])
        const both = bidirectional(lstm(4, { returnSequences: true }), { merge })
        const params = both.init(key(1), [6, 3]).params as Readonly<Record<'forward' | 'backward', Tree>>
        const exchanged = { forward: params.backward, backward: params.forward }
        const [y] = run(both, exchanged, flip(x, 1)) as [AnyTensor]
        await same(run(both, params, x), [flip(y, 1)])
      }),
      runs,
    ))

  it('stands side by side: one direction, then the other', async () => {
    const x = normal(key(3), [2, 6, 3])
    const params = layer.init(key(1), [6, 3]).params as Readonly<Record<'forward' | 'backward', Tree>>
    const one = lstm(4, { returnSequences: true })
    const [a, b] = [...run(one, params.forward, x), ...run(one.reversed(), params.backward, x)] as [AnyTensor, AnyTensor]
    await same(run(layer, params, x), [concat([a, b], -1)])
    expect(layer.flops([6, 3])).toBe(2 * one.flops([6, 3]))
  })
})

describe('stacked', () => {
  it('gives all steps of a layer to the next, and what the layer gives by itself at the end', async () => {
    const x = normal(key(3), [2, 6, 3])
    const [low, high] = [gru(4, { returnSequences: true }), gru(4)]
    const deep = stacked(2, high)
    const params = deep.init(key(1), [6, 3]).params as readonly [Tree, Tree]
    const [between] = run(low, params[0], x) as [AnyTensor]
    await same(run(deep, params, x), run(high, params[1], between))
    await same(run(deep.sequences(), params, x), run(low, params[1], between))
    expect(deep.flops([6, 3])).toBe(high.flops([6, 3]) + high.flops([6, 4]))
  })

  it('hides padding from every layer', async () => {
    const x = normal(key(3), [2, 6, 3])
    const mask = tensor([
      [1, 1, 1, 1, 0, 0],
      [1, 1, 1, 1, 0, 0],
    ])
    const deep = stacked(3, bidirectional(lstm(4, { masked: true })))
    const short = stacked(3, bidirectional(lstm(4)))
    const { params } = short.init(key(1), [6, 3])
    await same(run(deep, params, [x, mask]), run(short, params, slice(x, null, [0, 4])))
  })

  it('drops numbers between layers alone, in training', async () => {
    const model = sequential([6, 3], stacked(2, lstm(4), { dropout: 0.5 }))
    const alone = sequential([6, 3], stacked(1, lstm(4), { dropout: 0.5 }))
    const x = normal(key(3), [2, 6, 3])
    const trained = (number: number) => apply(model, init(model, key(0)), x, { training: true, key: key(number) })[0].data()
    expect(await trained(1)).toEqual(await trained(1))
    expect(await trained(1)).not.toEqual(await trained(2))
    const variables = init(alone, key(0))
    await same([apply(alone, variables, x, { training: true, key: key(1) })[0]], [apply(alone, variables, x)[0]])
  })
})

describe('a long sequence', () => {
  const counts = (layer: Layer<LayerType>, steps: number) => {
    const { params } = layer.init(key(0), [steps, 3])
    const loss = (weights: Tree, x: AnyTensor) => sum(run(layer, weights, x)[0] as Tensor<[1, 4]>)
    return inspect(grad(loss as (weights: Tree, x: AnyTensor) => Tensor<[]>))(params, zeros([2, steps, 3])).counts
  }

  it.each([
    ['rnn', rnn(4)],
    ['lstm', lstm(4)],
    ['gru', gru(4)],
    ['stacked and bidirectional', stacked(2, bidirectional(lstm(4)))],
  ] as const)('of 1,000 steps of %s has as many kernels as one of 10, forward and back', async (_, layer) => {
    await acquire({ backend: 'cpu' })
    const [long, short] = [counts(layer as Layer, 1000), counts(layer as Layer, 10)]
    expect(long.equations).toBe(short.equations)
    expect(long.kernels).toBe(short.kernels)
    await acquire({ backend: 'reference' })
  })
})

describe('without biases', () => {
  const layers = {
    rnn: [rnn(4, { bias: false, returnSequences: true }), rnn(4, { returnSequences: true })],
    'rnn, normalised': [
      rnn(4, { bias: false, layerNorm: true, returnSequences: true }),
      rnn(4, { layerNorm: true, returnSequences: true }),
    ],
    lstm: [lstm(4, { bias: false, returnSequences: true }), lstm(4, { returnSequences: true })],
    'lstm, normalised': [
      lstm(4, { bias: false, layerNorm: true, returnSequences: true }),
      lstm(4, { layerNorm: true, returnSequences: true }),
    ],
    gru: [gru(4, { bias: false, returnSequences: true }), gru(4, { returnSequences: true })],
    'gru in the order of PyTorch': [
      gru(4, { bias: false, gates: 'torch', returnSequences: true }),
      gru(4, { gates: 'torch', returnSequences: true }),
    ],
    'gru, reset before': [
      gru(4, { bias: false, resetAfter: false, returnSequences: true }),
      gru(4, { resetAfter: false, returnSequences: true }),
    ],
  } as const

  it.each(Object.entries(layers))('%s has none, and is the layer whose biases are zero', async (_, [without, layer]) => {
    const [some, all] = [without, layer].map((one) => (one as Layer).init(key(1), [6, 3]).params) as Readonly<Record<string, AnyTensor>>[]
    const biases = Object.keys(all ?? {}).filter((name) => /bias$/i.test(name))
    expect(Object.keys(some ?? {})).toEqual(Object.keys(all ?? {}).filter((name) => !/bias$/i.test(name)))
    const x = normal(key(2), [2, 6, 3])
    const zero = Object.fromEntries(biases.map((name) => [name, zeros(all?.[name]?.shape ?? [])]))
    await same(run(without as Layer, some as Tree, x), run(layer as Layer, { ...some, ...zero } as Tree, x))
    expect((without as Layer).flops([6, 3])).toBeLessThan((layer as Layer).flops([6, 3]))
  })

  it('is true or false', () => {
    expect(() => lstm(4, { bias: 0 as never })).toThrow('lstm: bias is true or false; got 0')
    expect(() => gruCell(4, { bias: 'no' as never })).toThrow("gruCell: bias is true or false; got 'no'")
  })
})

describe('initialisers', () => {
  const make = {
    rnn: (options: GateInits) => rnn(5, options),
    lstm: (options: GateInits) => lstm(5, options),
    gru: (options: GateInits) => gru(5, options),
  }

  it.each(Object.entries(make))('of %s draw all gates side by side', async (name, layer) => {
    const gates = { rnn: 1, lstm: 4, gru: 3 }[name] ?? 0
    const options = { kernelInit: constant(2), recurrentInit: orthogonal(), biasInit: constant(0.5) }
    const { params } = layer(options).init(key(0), [7, 3])
    const { kernel, recurrent, bias } = params as Readonly<Record<string, AnyTensor>>
    expect([kernel?.shape, recurrent?.shape, bias?.shape]).toEqual([[3, 5 * gates], [5, 5 * gates], [5 * gates]])
    expect(new Set(await kernel?.data())).toEqual(new Set([2]))
    expect(new Set(await bias?.data())).toEqual(new Set([0.5]))
    // The rows of an orthogonal kernel are of length 1, and at right angles.
    const product = matmul(recurrent as AnyTensor, transpose(recurrent as AnyTensor)) // it is there, as its shape was
    for (const [i, value] of Array.from(await product.data()).entries()) expect(value).toBeCloseTo(i % 6 === 0 ? 1 : 0, 5)
  })

  it('change nothing where they are left out, and are functions', async () => {
    const kernelOf = async (options: object) => [
      ...((await (lstm(2, options).init(key(3), [4, 3]).params as { kernel: AnyTensor }).kernel.data()) as Float32Array),
    ] // of an lstm
    expect(await kernelOf({ kernelInit: glorotUniform })).toEqual(await kernelOf({}))
    expect(() => gru(2, { recurrentInit: 3 as never })).toThrow('gru: recurrentInit is a function')
  })
})
