import fc from 'fast-check'
import { left, right } from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  adam,
  apply,
  batchNorm,
  conv2d,
  dense,
  dropout,
  fit,
  flatten,
  fromArrays,
  init,
  type Layer,
  layerNorm,
  meanSquaredError,
  parallel,
  relu,
  repeated,
  residual,
  rrelu,
  sequential,
  serial,
  stochasticDepth,
  summary,
  tanh,
  transformerBlock,
} from '../../../dsl/index.js'
import {
  type AnyTensor,
  acquire,
  debug,
  foldIn,
  inspect,
  key,
  mul,
  normal,
  square,
  sum,
  type Tree,
  tree,
  valueAndGrad,
} from '../../../src/index.js'
import { close } from '../close.js'
import { single } from '../single.js'
import { counter } from './counter.js'

beforeAll(() => acquire({ backend: 'reference' }))

const x = normal(key(2), [4, 3, 6])
const read = async (values: unknown) => Promise.all(tree.leaves(values).map(async (leaf) => [...(await leaf.data())]))
const layers: fc.Arbitrary<Layer> = fc.constantFrom<Layer[]>(
  dense(6),
  residual(serial(dense(2), tanh, dense(6))),
  serial(dense(6), batchNorm(), relu, dropout(0.3)),
  transformerBlock({ heads: 2, hidden: 5, dropout: 0.2 }),
  serial(counter, dense(6)),
  repeated(2, serial(layerNorm(), dense(6), dropout(0.5))),
)

/** The `i`th of the trees in a tree of stacked tensors. */
const nth = async (stackedTree: Tree, i: number, n: number) =>
  (await read(stackedTree)).map((values) => values.slice((i * values.length) / n, ((i + 1) * values.length) / n))

describe('repeated, of a layer that keeps the shape', () => {
  it('is the composition, written out: the same parameters, values, states and draws', async () => {
    await fc.assert(
      fc.asyncProperty(layers, fc.integer({ min: 1, max: 4 }), fc.boolean(), async (layer, n, training) => {
        const [loop, written] = [repeated(n, layer), serial(...Array.from({ length: n }, () => layer))]
        const [stacked, apart] = [loop.init(key(1), [3, 6]), written.init(key(1), [3, 6])]
        const { params, state } = apart as { readonly params: readonly Tree[]; readonly state: readonly Tree[] } // a list, an entry a layer
        for (let i = 0; i < n; i++) {
          expect(await nth(stacked.params, i, n)).toEqual(await read(params[i]))
          expect(await nth(stacked.state, i, n)).toEqual(await read(state[i]))
        }
        const context = { training, key: key(3) }
        const [[y, after], [z, afterEach]] = [single(loop).forward(stacked, x, context), single(written).forward(apart, x, context)]
        await close(y, await z.data(), 1e-5)
        for (let i = 0; i < n; i++) {
          const states = await nth(after, i, n)
          for (const [leaf, values] of (await read((afterEach as readonly Tree[])[i])).entries())
            values.forEach((value, j) => {
              expect(states[leaf]?.[j]).toBeCloseTo(value, 4)
            })
        }
        expect([loop.output([3, 6]), loop.flops([3, 6])]).toEqual([right([3, 6]), written.flops([3, 6])])
      }),
      { numRuns: 12 },
    )
  })

  it('has the gradients of the composition', async () => {
    const layer = residual(serial(dense(5), tanh, dense(6)))
    const [loop, written] = [repeated(3, layer), serial(layer, layer, layer)]
    const gradient = async (f: Layer): Promise<Tree> => {
      const { params, state } = f.init(key(1), [3, 6])
      const loss = (p: Tree) => sum(square(single(f).forward({ params: p, state }, x, { training: true, key: undefined })[0]))
      return valueAndGrad(loss as (p: unknown) => ReturnType<typeof sum>)(params)[1]
    }
    const [stacked, each] = [await gradient(loop), (await gradient(written)) as readonly Tree[]]
    for (let i = 0; i < 3; i++)
      for (const [leaf, values] of (await read(each[i])).entries()) {
        const found = (await nth(stacked, i, 3))[leaf] ?? []
        values.forEach((value, j) => {
          expect(Math.abs((found[j] ?? Number.NaN) - value)).toBeLessThan(1e-4 * (1 + Math.abs(value)))
        })
      }
  })

  it('takes lists, and layers without parameters, state and key', async () => {
    const both = repeated(2, parallel(dense(3), serial(counter, tanh)))
    const variables = both.init(key(1), [[3], [2]])
    const [y, after] = both.forward(variables, [normal(key(2), [5, 3]), normal(key(3), [5, 2])], { training: false, key: undefined })
    expect(tree.leaves(y).map((leaf) => leaf.shape)).toEqual([
      [5, 3],
      [5, 2],
    ])
    expect(await read(after)).toEqual([[1, 1]])
    const [z] = single(repeated(3, tanh)).forward({ params: {}, state: {} }, x, { training: false, key: undefined })
    await close(z, await tanh(tanh(tanh(x))).data())
  })

  it('is as many kernels and equations for 30 copies as for 3, in a step of training too', () => {
    const kernels = (n: number): readonly number[] => {
      const model = sequential([8], repeated(n, residual(serial(dense(8), batchNorm(), relu, dropout(0.1)))), dense(1))
      const optimizer = adam()
      const variables = init(model, key(0))
      type Variables = typeof variables
      const step = (given: Variables, memory: ReturnType<typeof optimizer.init<Variables['params']>>, batch: AnyTensor) => {
        const loss = (params: Variables['params']) => {
          const [y, state] = apply(model, { params, state: given.state }, batch as ReturnType<typeof normal<[16, 8]>>, {
            training: true,
            key: key(1),
          })
          return [sum(square(y)), state] as const
        }
        const [[value, state], gradients] = valueAndGrad(loss, { aux: true })(given.params)
        return [optimizer.update(gradients, memory, given.params), state, value] as const
      }
      const batch = normal(key(2), [16, 8])
      const forward = inspect((given: Variables) => apply(model, given, batch)[0])(variables)
      const { counts } = inspect(step)(variables, optimizer.init(variables.params), batch)
      return [forward.counts.kernels, counts.kernels, counts.equations]
    }
    const few = kernels(3)
    expect(Math.min(...few)).toBeGreaterThan(1)
    expect(kernels(30)).toEqual(few)
  })

  it('trains', async () => {
    const values = await normal(key(1), [64, 4]).data()
    const targets = Float32Array.from({ length: 64 }, (_, i) => (values[4 * i] ?? 0) * (values[4 * i + 1] ?? 0))
    const model = sequential([4], dense(8), repeated(3, residual(serial(dense(8), batchNorm(), relu, dropout(0.1), dense(8)))), dense(1))
    const { history, variables } = await fit(model, fromArrays({ x: { values, shape: [4] }, y: { values: targets, shape: [1] } }), {
      loss: meanSquaredError,
      optimizer: adam(0.01),
      epochs: 15,
      batchSize: 16,
      key: key(3),
      progress: false,
    })
    expect(history.at(-1)?.train.loss).toBeLessThan((history[0]?.train.loss ?? 0) / 2)
    expect(variables.params[1][0].kernel.shape).toEqual([3, 8, 8])
  })

  it('uses no key twice', () => {
    debug.keyReuse(true)
    try {
      const layer = repeated(3, residual(serial(dense(6), dropout(0.5), stochasticDepth(rrelu(), 0.2))))
      const made = layer.init(key(5), [3, 6])
      const [y] = single(layer).forward(made, x, { training: true, key: key(6) })
      expect(y.shape).toEqual(x.shape)
    } finally {
      debug.keyReuse(false)
    }
  })

  it('is a line of the summary, and its parameters say where they stand', async () => {
    const model = sequential([8], repeated(12, residual(dense(8))))
    expect(summary(model).split('\n')[1]?.split(/ {2,}/)).toEqual(['repeated(12, residual)', '[8]', '864', '1,632'])
    expect(tree.paths(init(model, key(0)).params)).toEqual(['[0].bias', '[0].kernel'])
  })
})

describe('repeated, of a layer that changes the shape', () => {
  it('takes the shape from copy to copy, with a tree for each', () => {
    const layer = repeated(3, conv2d(8, 3))
    expect(layer.output([28, 28, 1])).toEqual(right([22, 22, 8]))
    const shapes = tree.leaves(layer.init(key(0), [28, 28, 1]).params).map((leaf) => leaf.shape)
    expect(shapes).toEqual([[8], [3, 3, 1, 8], [8], [3, 3, 8, 8], [8], [3, 3, 8, 8]])
    expect(repeated(2, flatten).output([2, 3])).toEqual(right([6]))
    expect(repeated(3, conv2d(8, 3)).output([5, 5, 1])).toEqual(left('conv2d(8, 3): kernel [3, 3] is larger than the padded input [1, 1]'))
  })

  it('draws the parameters of the copies from the keys that are folded in', async () => {
    const { params } = repeated(2, dense(3)).init(key(1), [5])
    const second = dense(3).init(foldIn(key(1), 1), [3]).params
    expect(await read((params as readonly Tree[])[1])).toEqual(await read(second))
  })
})

it('the loop takes whole numbers where they stay whole', async () => {
  const layer = repeated(2, flatten)
  expect(layer.output({ shape: [6], dtype: 'i32' })).toEqual(right({ shape: [6], dtype: 'i32' }))
  const [y] = single(layer).forward({ params: {}, state: {} }, mul(x, 1), { training: false, key: undefined })
  expect(y.shape).toEqual([4, 18])
})
