import { left, right } from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  concatOf,
  conv2d,
  dense,
  dropout,
  flatten,
  identity,
  type Layer,
  named,
  productOf,
  relu,
  repeated,
  residual,
  sequential,
  serial,
  summary,
  sumOf,
  tanh,
} from '../../../dsl/index.js'
import { type AnyTensor, acquire, add, concat, key, mul, normal, ones, tree } from '../../../src/index.js'
import { close } from '../close.js'
import { single } from '../single.js'
import { counter } from './counter.js'

beforeAll(() => acquire({ backend: 'reference' }))

const predicting = { training: false, key: undefined }
const x = normal(key(2), [4, 2, 3])

/** A layer on parameters of its own, and each of its parts on theirs. */
const run = (whole: Layer, parts: readonly Layer[]) => {
  const { params, state } = whole.init(key(1), [2, 3])
  // The trees of branches are lists, an entry a branch.
  const [ps, ss] = [params, state] as [unknown[], unknown[]]
  return {
    y: single(whole).forward({ params, state }, x, predicting)[0],
    each: parts.map((part, i) => single(part).forward({ params: ps[i], state: ss[i] }, x, predicting)[0]),
  }
}

const branches = [dense(5), serial(dense(4), tanh, dense(5)), dense(5)]

describe.each([
  ['sumOf', sumOf(...branches), (ys: readonly AnyTensor[]) => ys.reduce(add), 2 * 10],
  ['productOf', productOf(...branches), (ys: readonly AnyTensor[]) => ys.reduce(mul), 2 * 10],
  ['concatOf', concatOf(...branches), (ys: readonly AnyTensor[]) => concat(ys, -1), 0],
] as const)('%s', (name, layer, join, flops) => {
  it('joins what its branches give', async () => {
    const { y, each } = run(layer, branches)
    await close(y, await join(each).data())
    expect(layer.output([2, 3])).toEqual(right(y.shape.slice(1)))
  })

  it('counts the work of its branches and of joining them', () => {
    expect(layer.flops([2, 3])).toBe(branches.reduce((sum, branch) => sum + branch.flops([2, 3]), 0) + flops)
  })

  it('gives equal branches different parameters, and randomness of their own', async () => {
    const [bias, kernel, , , , , , other] = tree.leaves(layer.init(key(1), [2, 3]).params)
    expect([bias?.shape, kernel?.shape, other?.shape]).toEqual([[5], [3, 5], [3, 5]])
    expect(await kernel?.data()).not.toEqual(await other?.data())
    const twice = { sumOf, productOf, concatOf }[name](dropout(0.5), dropout(0.5))
    const [y] = single(twice).forward(twice.init(key(1), [400]), ones([1, 400]), { training: true, key: key(3) })
    const values = [...(await y.data())]
    const [a, b] = name === 'concatOf' ? [values.slice(0, 400), values.slice(400)] : [values, []]
    // Were the draws the same, the sum would have two values and the product's share would be a half.
    if (name === 'sumOf') expect(new Set(values)).toEqual(new Set([0, 2, 4]))
    else if (name === 'concatOf') expect(a).not.toEqual(b)
    else expect(Math.abs(values.filter((value) => value !== 0).length / 400 - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / 400))
  })

  it('threads the state of each branch', async () => {
    const counting = { sumOf, productOf, concatOf }[name](counter, identity, serial(counter))
    let variables = counting.init(key(0), [2, 3])
    for (let i = 0; i < 3; i++) variables = { ...variables, state: single(counting).forward(variables, x, predicting)[1] }
    expect(await Promise.all(tree.leaves(variables.state).map(async (leaf) => [...(await leaf.data())]))).toEqual([[3], [3]])
  })

  it('needs branches, and branches that fit', () => {
    expect({ sumOf, productOf, concatOf }[name]().output([3])).toEqual(left(`${name}: there are no branches`))
    expect({ sumOf, productOf, concatOf }[name](identity, conv2d(8, 3)).output([3])).toEqual(
      left('conv2d(8, 3): the input needs [height, width, channels], got [3]'),
    )
  })
})

it('branches of a sum and of a product have equal shapes', () => {
  expect(sumOf(dense(4), dense(4), dense(5)).output([2, 3])).toEqual(
    left('sumOf: branch 3 maps [2, 3] to [2, 5], branch 1 to [2, 4]; branches of a sum have equal shapes'),
  )
  expect(productOf(dense(4), flatten).output([2, 3])).toEqual(
    left('productOf: branch 2 maps [2, 3] to [6], branch 1 to [2, 4]; branches of a product have equal shapes'),
  )
})

it('joined branches are equal off the last axis', () => {
  expect(concatOf(conv2d(8, 1), conv2d(8, 3)).output([5, 5, 3])).toEqual(
    left(
      'concatOf: branch 2 maps [5, 5, 3] to [3, 3, 8], branch 1 to [5, 5, 8]; branches are joined along their last axis and are equal off it',
    ),
  )
  expect(concatOf(identity, identity).output([])).toEqual(
    left('concatOf: branch 2 maps [] to [], branch 1 to []; branches are joined along their last axis and are equal off it'),
  )
})

it('a residual connection is the sum of the identity and the branch', async () => {
  const { params, state } = residual(dense(3)).init(key(1), [2, 3])
  const [y] = single(residual(dense(3))).forward({ params, state }, x, predicting)
  const [z] = single(sumOf(identity, dense(3))).forward({ params: [{}, params], state: [{}, state] }, x, predicting)
  await close(y, await z.data())
})

describe('repeated', () => {
  it('is the layer so many times, one after the other', async () => {
    const [three, same] = [repeated(3, dense(3)), serial(dense(3), dense(3), dense(3))]
    const variables = three.init(key(1), [2, 3])
    const [y] = single(three).forward(variables, x, predicting)
    await close(
      y,
      await single(same)
        .forward(same.init(key(1), [2, 3]), x, predicting)[0]
        .data(),
    )
    expect([three.name, three.flops([2, 3])]).toEqual(['repeated(3, dense(3))', same.flops([2, 3])])
  })

  it('takes the shape from copy to copy', () => {
    expect(repeated(3, conv2d(8, 3)).output([28, 28, 1])).toEqual(right([22, 22, 8]))
    expect(repeated(3, conv2d(8, 3)).output([5, 5, 1])).toEqual(left('conv2d(8, 3): kernel [3, 3] is larger than the padded input [1, 1]'))
  })

  it('takes a whole number of copies, 1 or more', () => {
    for (const n of [0, -1, 1.5])
      expect(() => repeated(n, relu)).toThrow(`repeated: the number of copies is a whole number, at least 1; got ${n}`)
  })
})

describe('named', () => {
  it('changes what summary shows, and nothing else', async () => {
    const layer = named('head', dense(3))
    expect(await tree.leaves(layer.init(key(1), [3]))[1]?.data()).toEqual(await tree.leaves(dense(3).init(key(1), [3]))[1]?.data())
    expect(summary(sequential([3], layer, named('act', relu)))).toContain('head   [3] ')
  })
})
