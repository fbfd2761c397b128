import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import {
  accuracy,
  adam,
  batches,
  batchNorm,
  dense,
  dropout,
  fit,
  fromArrays,
  init,
  jointState,
  jointStep,
  l1,
  l2,
  meanSquaredError,
  predict,
  relu,
  sequential,
  sgd,
  shuffle,
  sigmoidBinaryCrossEntropy,
  trainState,
  trainStep,
  type VariablesOf,
} from '../../../dsl/index.js'
import { keyFor } from '../../../dsl/key-for.js'
import {
  type AnyTensor,
  acquire,
  add,
  foldIn,
  grad,
  key,
  mean,
  mul,
  normal,
  sub,
  sum,
  type Tensor,
  tensor,
  tree,
  zeros,
} from '../../../src/index.js'

beforeAll(() => acquire({ backend: 'cpu' }))

const numbers = async (trees: unknown): Promise<number[][]> => Promise.all(tree.leaves(trees).map(async (leaf) => [...(await leaf.data())]))

const model = sequential([2], dense(8), relu, dropout(0.1), dense(1))
const data = fromArrays({
  x: { values: Float32Array.from({ length: 128 }, (_, i) => Math.sin(12.9 * i)), shape: [2] },
  y: { values: Float32Array.from({ length: 64 }, (_, i) => i % 2), shape: [1] },
})
const [optimizer, loss] = [adam(0.01), sigmoidBinaryCrossEntropy]

describe('trainStep', () => {
  it('is the step of fit: a loop of it gives the same bits', async () => {
    const step = trainStep(model, { loss, optimizer })
    let state = trainState(model, { optimizer, key: key(4) })
    for (const epoch of [1, 2]) {
      const order = foldIn(foldIn(keyFor('fit', key(4)), 2), epoch)
      for await (const batch of batches(await shuffle(data, order), 16)) {
        const [next, value] = step(state, batch)
        expectTypeOf(value).toEqualTypeOf<Tensor<[]>>()
        expectTypeOf(next.variables).toEqualTypeOf<VariablesOf<typeof model>>()
        state = next
      }
    }
    const fitted = await fit(model, data, {
      loss,
      optimizer,
      epochs: 2,
      batchSize: 16,
      key: key(4),
      metrics: { accuracy },
      progress: false,
    })
    expect(await numbers(state)).toEqual(await numbers(fitted.state))
  })

  it('adds a penalty of the parameters to the loss', async () => {
    const plain = sequential([2], dense(1))
    const variables = () => init(plain, key(1))
    const before = await numbers(variables().params)
    const x = { x: zeros([4, 2]), y: zeros([4, 1]) }
    const step = trainStep(plain, { loss: meanSquaredError, optimizer: sgd(0.1), penalty: (params) => mul(l2(params), 0.5) })
    const [{ variables: after }, value] = step(trainState(plain, { optimizer: sgd(0.1), key: key(0), variables: variables() }), x)
    expect(await value.item()).toBeCloseTo(0.5 * before.flat().reduce((total, w) => total + w * w, 0), 5)
    const moved = await numbers(after.params)
    // With inputs and targets 0 and biases that start at 0 only the penalty moves them, each by a tenth of itself.
    for (const [i, w] of before.flat().entries()) expect(moved.flat()[i]).toBeCloseTo(0.9 * w, 6)
  })

  it('passes weights of examples on to the loss', async () => {
    const plain = sequential([2], dense(1))
    const step = trainStep(plain, { loss: meanSquaredError, optimizer: sgd(0) })
    const of = async (weights: number[]): Promise<number> => {
      const batch = {
        x: tensor([
          [1, 0],
          [0, 1],
        ]),
        y: tensor([[1], [3]]),
        weights: tensor(weights) as Tensor<['N']>,
      } // as many as rows
      const [, value] = step(trainState(plain, { optimizer: sgd(0), key: key(0) }), batch)
      return value.item()
    }
    const [first, second, both] = [await of([1, 0]), await of([0, 1]), await of([1, 1])]
    expect(both).not.toBeCloseTo(first, 3)
    expect(first + second).toBeCloseTo(2 * both, 4)
  })

  it('says what does not fit', () => {
    const step = trainStep(model, { loss, optimizer })
    const state = trainState(model, { optimizer, key: key(0) })
    // @ts-expect-error the compiler says the same
    expect(() => step(state, { x: zeros([4, 3]), y: zeros([4, 1]) })).toThrow('trainStep: the model takes [N, 2], got [4, 3]')
    expect(() => trainStep(model, { loss, optimizer: 3 as never })).toThrow(
      'trainStep: the optimizer is what adam(), sgd(0.1) and the like give',
    )
    const other = trainState(model, { optimizer: sgd(0.1), key: key(0) })
    expect(() => step(other, { x: zeros([4, 2]), y: zeros([4, 1]) })).toThrow(
      'trainStep: the state is of another optimizer; pass the one that it was made with',
    )
    const narrow = (output: AnyTensor, target: AnyTensor) => sum(sub(output, target))
    const weighed = trainStep(model, { loss: narrow as never, optimizer })
    expect(() => weighed(state, { x: zeros([4, 2]), y: zeros([4, 1]), weights: zeros([4]) } as never)).toThrow(
      'trainStep: the data has a column weights, and the loss takes no weights; write (output, target, options) => ... and pass the options on',
    )
  })
})

describe('l1 and l2', () => {
  it('sum absolute values and squares of all leaves', async () => {
    const params = { a: tensor([1, -2]), b: [tensor([[3]])] }
    expect([await l1(params).item(), await l2(params).item()]).toEqual([6, 14])
    expect(await numbers(grad(l2)(params))).toEqual([[2, -4], [6]])
    expect(await l2({}).item()).toBe(0)
  })
})

describe('jointStep', () => {
  const generator = sequential([1], dense(1))
  const critic = sequential([1], dense(8), relu, dense(1))
  const optimizers = { generator: sgd(0.1), critic: sgd(0.1) }

  it('moves the parameters of each model by its own loss, in order, and sees what came before', async () => {
    const first = sequential([1], dense(1, { bias: false }))
    const second = sequential([1], dense(1, { bias: false }))
    const at = (v: VariablesOf<typeof first>): Tensor<[]> => sum(v.params[0].kernel)
    const step = jointStep(
      { first, second },
      {
        // d/dw w^2 = 2 w, so that w goes to 0 with a rate of 0.5; then the second to where the first is now.
        losses: {
          first: ({ first }, _batch: { readonly x: Tensor<[]> }) => mul(at(first), at(first)),
          second: ({ first, second }) => mul(sub(at(second), add(at(first), 5)), sub(at(second), add(at(first), 5))),
        },
        optimizers: { first: sgd(0.5), second: sgd(0.5) },
      },
    )
    const [after, losses] = step(jointState({ first, second }, { optimizers: { first: sgd(0.5), second: sgd(0.5) }, key: key(3) }), {
      x: zeros([]),
    })
    expect(await at(after.variables.first).item()).toBeCloseTo(0, 6)
    expect(await at(after.variables.second).item()).toBeCloseTo(5, 5)
    expect(Object.keys(losses)).toEqual(['first', 'second'])
  })

  it('trains a generator against a critic', { timeout: 60_000 }, async () => {
    const wide = { generator: adam(0.01), critic: adam(0.02) }
    const mark = sigmoidBinaryCrossEntropy
    const step = jointStep(
      { generator, critic },
      {
        losses: {
          critic: ({ generator: g, critic: c }, { real, noise }: { readonly real: Tensor<[64, 1]>; readonly noise: Tensor<[64, 1]> }) =>
            add(
              mark(predict(critic, c, real), add(zeros([64, 1]), 1)),
              mark(predict(critic, c, predict(generator, g, noise)), zeros([64, 1])),
            ),
          generator: ({ generator: g, critic: c }, { noise }) =>
            mark(predict(critic, c, predict(generator, g, noise)), add(zeros([64, 1]), 1)),
        },
        optimizers: wide,
      },
    )
    let state = jointState({ generator, critic }, { optimizers: wide, key: key(0) })
    for (let i = 0; i < 600; i++) {
      const noise = normal(foldIn(key(1), i), [64, 1])
      ;[state] = step(state, { real: add(normal(foldIn(key(2), i), [64, 1]), 3), noise })
    }
    const made = predict(generator, state.variables.generator, normal(key(9), [1000, 1]))
    expect(Math.abs((await mean(made).item()) - 3)).toBeLessThan(1)
  })

  it('keeps the state that a loss gives', async () => {
    const normed = sequential([1], batchNorm())
    const step = jointStep(
      { normed },
      {
        losses: {
          normed: ({ normed: v }, _batch: { readonly x: Tensor<[]> }) => [sum(v.params[0].scale), tree.map((x) => add(x, 1), v.state)],
        },
        optimizers: { normed: sgd(0) },
      },
    )
    const before = jointState({ normed }, { optimizers: { normed: sgd(0) }, key: key(0) })
    const was = await numbers(before.variables.normed.state)
    const [after] = step(before, { x: zeros([]) })
    expect(await numbers(after.variables.normed.state)).toEqual(was.map((row) => row.map((x) => x + 1)))
  })

  it('says what is missing', () => {
    expect(() => jointState({ generator, critic }, { optimizers: { generator: sgd(0.1) } as never, key: key(0) })).toThrow(
      'jointState: there are models generator, critic, and optimizers for generator',
    )
    expect(() => jointStep(generator as never, { losses: {}, optimizers } as never)).toThrow(
      'jointStep: the first argument is models by name, { generator, critic }',
    )
  })
})
