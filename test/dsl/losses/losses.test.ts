import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { contrastive } from '../../../dsl/losses/contrastive.js'
import { cosineSimilarity } from '../../../dsl/losses/cosine-similarity.js'
import { gaussianNll } from '../../../dsl/losses/gaussian-nll.js'
import { meanSquaredError } from '../../../dsl/losses/mean-squared-error.js'
import { sigmoidBinaryCrossEntropy } from '../../../dsl/losses/sigmoid-binary-cross-entropy.js'
import { softmaxCrossEntropy } from '../../../dsl/losses/softmax-cross-entropy.js'
import { triplet } from '../../../dsl/losses/triplet.js'
import { accuracy } from '../../../dsl/metrics/accuracy.js'
import { r2 } from '../../../dsl/metrics/r2.js'
import { averagePrecision, rocAuc } from '../../../dsl/metrics/ranking.js'
import { acquire, DTypeMismatch, grad, ShapeMismatch, softmax, tensor, zeros } from '../../../src/index.js'
import { close } from '../close.js'

beforeAll(() => acquire({ backend: 'reference' }))

const mean = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length
const number = fc.integer({ min: -80, max: 80 }).map((n) => n / 10)
const rows = (width: number, value: fc.Arbitrary<number>) =>
  fc.array(fc.array(value, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 5 })

const logSoftmaxOf = (row: readonly number[]): number[] => {
  const top = Math.max(...row)
  const total = Math.log(row.reduce((sum, x) => sum + Math.exp(x - top), 0))
  return row.map((x) => x - top - total)
}

describe('softmaxCrossEntropy', () => {
  const examples = rows(3, number).chain((logits) =>
    fc.record({ logits: fc.constant(logits), labels: fc.array(fc.nat(2), { minLength: logits.length, maxLength: logits.length }) }),
  )

  it('of classes is the mean of -log(softmax(logits)[class])', async () => {
    await fc.assert(
      fc.asyncProperty(examples, async ({ logits, labels }) => {
        const loss = softmaxCrossEntropy(tensor(logits), tensor(labels, { dtype: 'i32' }))
        await close(loss, [mean(logits.map((row, i) => -(logSoftmaxOf(row)[labels[i] ?? 0] ?? 0)))])
      }),
      { numRuns: 20 },
    )
  })

  it('of one-hot weights is that of the classes', async () => {
    await fc.assert(
      fc.asyncProperty(examples, async ({ logits, labels }) => {
        const hot = tensor(labels.map((label) => [0, 1, 2].map((c) => Number(c === label))))
        const [ofWeights, ofClasses] = [
          softmaxCrossEntropy(tensor(logits), hot),
          softmaxCrossEntropy(tensor(logits), tensor(labels, { dtype: 'i32' })),
        ]
        await close(ofWeights, [await ofClasses.item()])
      }),
      { numRuns: 20 },
    )
  })

  it('has the gradient (softmax(logits) - one-hot) / N', async () => {
    const logits = tensor([
      [1, 2, -1],
      [0, 0, 3],
    ])
    const labels = tensor([1, 0], { dtype: 'i32' })
    const slope = grad((x: typeof logits) => softmaxCrossEntropy(x, labels))(logits)
    const p = [...(await softmax(logits).data())]
    const hot = [0, 1, 0, 1, 0, 0]
    await close(
      slope,
      p.map((x, i) => (x - (hot[i] ?? 0)) / 2),
    )
  })

  it('stays finite for logits of any size', async () => {
    await close(softmaxCrossEntropy(tensor([[1e4, -1e4]]), tensor([1], { dtype: 'i32' })), [2e4])
    await close(softmaxCrossEntropy(tensor([[-Infinity, 0]]), tensor([1], { dtype: 'i32' })), [0])
  })

  it('is NaN where a class does not exist', async () => {
    for (const label of [-1, 2]) expect(await softmaxCrossEntropy(tensor([[0, 1]]), tensor([label], { dtype: 'i32' })).item()).toBeNaN()
  })

  it('says what does not go together', () => {
    const logits = tensor([[1, 2, 3]])
    // @ts-expect-error two labels for one example
    expect(() => softmaxCrossEntropy(logits, tensor([0, 1], { dtype: 'i32' }))).toThrow(
      new ShapeMismatch('softmaxCrossEntropy: outputs [1, 3] take labels [1], a class each, or [1, 3], a weight for each class; got [2]'),
    )
    // @ts-expect-error the model gives classes at each place of an example
    expect(() => softmaxCrossEntropy(zeros([5, 28, 10]), zeros([5], { dtype: 'i32' }))).toThrow(
      /got \[5\]; add flatten before the last dense$/,
    )
    // @ts-expect-error classes are whole numbers
    expect(() => softmaxCrossEntropy(logits, tensor([0]))).toThrow(
      new DTypeMismatch('softmaxCrossEntropy: classes are i32 or u32, got f32; convert with astype'),
    )
    // @ts-expect-error a scalar has no classes
    expect(() => softmaxCrossEntropy(tensor(1), tensor(1))).toThrow(
      new ShapeMismatch('softmaxCrossEntropy: outputs need a last dimension, the classes; got []'),
    )
  })
})

describe('sigmoidBinaryCrossEntropy', () => {
  it('is the mean of -z log(p) - (1 - z) log(1 - p), p = sigmoid(x)', async () => {
    const pairs = fc.array(
      fc.tuple(
        number,
        fc.integer({ min: 0, max: 10 }).map((n) => n / 10),
      ),
      { minLength: 1, maxLength: 8 },
    )
    await fc.assert(
      fc.asyncProperty(pairs, async (items) => {
        const loss = sigmoidBinaryCrossEntropy(tensor(items.map(([x]) => x)), tensor(items.map(([, z]) => z)))
        const expected = items.map(([x, z]) => z * Math.log1p(Math.exp(-x)) + (1 - z) * Math.log1p(Math.exp(x)))
        await close(loss, [mean(expected)])
      }),
      { numRuns: 20 },
    )
  })

  it('stays finite for logits of any size', async () => {
    await close(sigmoidBinaryCrossEntropy(tensor([1e4, -1e4]), tensor([0, 1])), [1e4])
  })
})

describe('meanSquaredError', () => {
  it('is the mean of the squares', async () => close(meanSquaredError(tensor([[1, 2]]), tensor([[1, 4]])), [2]))

  it('and all losses of outputs and targets take one dtype', () => {
    const [outputs, targets] = [tensor([[1, 2]]), tensor([[1, 4]], { dtype: 'i32' })]
    for (const [name, loss] of Object.entries({ meanSquaredError, sigmoidBinaryCrossEntropy, cosineSimilarity }))
      expect(() => loss(outputs, targets as never)).toThrow(
        new DTypeMismatch(`${name}: f32 outputs and i32 targets differ; convert with astype(targets, 'f32')`),
      )
    for (const [name, { keep }] of Object.entries({ r2: r2(), rocAuc: rocAuc(), averagePrecision: averagePrecision() }))
      expect(() => keep(outputs, targets as never)).toThrow(`${name}: f32 outputs and i32 targets differ`)
    expect(() => triplet(outputs, outputs, targets as never)).toThrow('triplet: f32 anchor and i32 negative differ')
    expect(() => contrastive(outputs, targets as never, tensor([1]))).toThrow('contrastive: f32 first and i32 second differ')
    expect(() => gaussianNll(outputs, targets as never, outputs)).toThrow('gaussianNll: f32 means and i32 variances differ')
  })

  it('does not broadcast', () => {
    // @ts-expect-error [2] and [2, 1] would broadcast to [2, 2]
    expect(() => meanSquaredError(tensor([1, 2]), tensor([[1], [2]]))).toThrow(
      new ShapeMismatch('meanSquaredError: outputs [2] and targets [2, 1] differ; they go together one by one'),
    )
  })
})

describe('accuracy', () => {
  it('counts the largest output', async () => {
    const outputs = tensor([
      [1, 3, 2],
      [5, 0, 0],
      [0, 1, 2],
      [0, 9, 0],
    ])
    await close(accuracy(outputs, tensor([1, 0, 1, 1], { dtype: 'i32' })), [0.75])
    await close(accuracy(outputs, tensor([1, 0, 1, 1], { dtype: 'u32' })), [0.75])
    await close(
      accuracy(
        outputs,
        tensor([
          [0, 1, 0],
          [1, 0, 0],
          [0, 1, 0],
          [0, 1, 0],
        ]),
      ),
      [0.75],
    )
  })

  it('of a yes-or-no question counts logits above 0 as yes', async () => {
    await close(accuracy(tensor([[2], [-1], [0], [0.1]]), tensor([[1], [0], [1], [0]])), [0.5])
  })
})
