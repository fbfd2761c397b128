import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  binaryCrossEntropy,
  categoricalCrossEntropy,
  ctc,
  focal,
  hinge,
  huber,
  klDivergence,
  logCosh,
  meanSquaredError,
  sigmoidBinaryCrossEntropy,
  softmaxCrossEntropy,
} from '../../../dsl/index.js'
import {
  acquire,
  DTypeMismatch,
  equal,
  grad,
  InvalidArgument,
  logSoftmax,
  ShapeMismatch,
  softmax,
  tensor,
  zeros,
} from '../../../src/index.js'
import { close } from '../close.js'

beforeAll(() => acquire({ backend: 'reference' }))

const number = fc.integer({ min: -40, max: 40 }).map((n) => n / 10)
const weight = fc.integer({ min: 1, max: 30 }).map((n) => n / 10)
const list = <T>(value: fc.Arbitrary<T>, length: number) => fc.array(value, { minLength: length, maxLength: length })
const settings = { numRuns: 15 }

/** Logits of examples with three classes, their labels, weights of classes and of examples, and which count. */
const examples = fc.integer({ min: 1, max: 5 }).chain((count) =>
  fc.record({
    logits: list(list(number, 3), count),
    labels: list(fc.nat(2), count),
    classWeights: list(weight, 3),
    weights: list(weight, count),
    kept: list(fc.boolean(), count),
  }),
)

const i32 = { dtype: 'i32' } as const
const none = { reduction: 'none' } as const

describe('the options of losses', () => {
  it('a mean is the sum of the losses over the sum of their weights', async () => {
    await fc.assert(
      fc.asyncProperty(examples, async ({ logits, labels, weights }) => {
        const [outputs, classes, amounts] = [tensor(logits), tensor(labels, i32), tensor(weights)]
        const each = await softmaxCrossEntropy(outputs, classes, none).data()
        const total = weights.reduce((sum, w, i) => sum + w * (each[i] ?? 0), 0)
        await close(softmaxCrossEntropy(outputs, classes, { weights: amounts, reduction: 'sum' }), [total])
        await close(softmaxCrossEntropy(outputs, classes, { weights: amounts }), [total / weights.reduce((sum, w) => sum + w, 0)])
      }),
      settings,
    )
  })

  it('what a mask leaves out is as if it were not there', async () => {
    await fc.assert(
      fc.asyncProperty(
        examples.filter(({ kept }) => kept.includes(true)),
        async ({ logits, labels, kept }) => {
          const of = (rows: readonly (readonly number[])[], classes: readonly number[]) =>
            softmaxCrossEntropy(tensor(rows), tensor(classes, i32))
          const masked = softmaxCrossEntropy(tensor(logits), tensor(labels, i32), { mask: tensor(kept) })
          const [rows, classes] = [logits.filter((_, i) => kept[i]), labels.filter((_, i) => kept[i])]
          await close(masked, [await of(rows, classes).item()])
          const ignored = labels.map((label, i) => (kept[i] ? label : -1))
          await close(softmaxCrossEntropy(tensor(logits), tensor(ignored, i32), { ignoreIndex: -1 }), [await of(rows, classes).item()])
        },
      ),
      settings,
    )
  })

  it('one-hot weights are their classes, whatever is asked for', async () => {
    await fc.assert(
      fc.asyncProperty(examples, async ({ logits, labels, classWeights, weights }) => {
        const hot = tensor(labels.map((label) => [0, 1, 2].map((c) => Number(c === label))))
        const options = { classWeights: tensor(classWeights), weights: tensor(weights), labelSmoothing: 0.1 }
        for (const loss of [softmaxCrossEntropy, categoricalCrossEntropy]) {
          const outputs = loss === softmaxCrossEntropy ? tensor(logits) : softmax(tensor(logits))
          await close(loss(outputs, hot, options), [await loss(outputs, tensor(labels, i32), options).item()])
        }
      }),
      settings,
    )
  })

  it('nothing that counts has no mean', async () => {
    expect(await meanSquaredError(tensor([1]), tensor([1]), { mask: tensor([false]) }).item()).toBeNaN()
    await close(meanSquaredError(tensor([1]), tensor([5]), { mask: tensor([false]), reduction: 'sum' }), [0])
  })

  it('an infinite loss that does not count adds nothing, nor to the derivative', async () => {
    const slope = grad((x: ReturnType<typeof start>) => meanSquaredError(x, tensor([0, 0]), { weights: tensor([1, 0]), reduction: 'sum' }))
    const start = () => tensor([3, Number.POSITIVE_INFINITY])
    expect((await slope(start()).data())[0]).toBe(6)
    await close(
      softmaxCrossEntropy(
        tensor([
          [0, -Infinity],
          [0, 0],
        ]),
        tensor([1, 0], i32),
        { mask: tensor([false, true]) },
      ),
      [Math.LN2],
    )
  })

  it('are refused in words', () => {
    const [logits, classes] = [zeros([2, 3]), zeros([2], i32)]
    const refused = (options: object) => () => softmaxCrossEntropy(logits, classes, options)
    expect(refused({ reduction: 'average' })).toThrow("softmaxCrossEntropy: the reduction is 'mean', 'sum' or 'none'; got 'average'")
    expect(refused({ labelSmoothing: 2 })).toThrow('softmaxCrossEntropy: labelSmoothing is a number from 0 to 1; got 2')
    expect(refused({ smoothing: 0.1 })).toThrow(/there is no option 'smoothing'/)
    expect(refused({ weights: zeros([3]) })).toThrow(
      new ShapeMismatch('softmaxCrossEntropy: losses [2] take weights of a shape they begin with; got [3]'),
    )
    expect(refused({ classWeights: zeros([2]) })).toThrow(
      new ShapeMismatch('softmaxCrossEntropy: outputs [2, 3] take classWeights [3]; got [2]'),
    )
    expect(refused({ mask: zeros([2]) })).toThrow(new DTypeMismatch('softmaxCrossEntropy: mask is bool, got f32; convert with astype'))
    expect(() => softmaxCrossEntropy(logits, logits, { ignoreIndex: 0 })).toThrow(InvalidArgument)
    expect(() => huber(logits, logits, { delta: 0 })).toThrow('huber: delta is a number above 0; got 0')
  })
})

describe('losses where others overflow or lose their digits', () => {
  it('logCosh', async () => {
    const numbers = [0.5, 0.999, 1.001, 20, -3]
    await close(
      logCosh(tensor(numbers), zeros([5]), none),
      numbers.map((x) => Math.log(Math.cosh(x))),
      1e-6,
    )
    await close(logCosh(tensor([500]), tensor([0])), [500 - Math.LN2])
    expect(1e6 * (await logCosh(tensor([1e-3]), tensor([0])).item())).toBeCloseTo(0.5, 6)
    const slope = grad((x: ReturnType<typeof at>) => logCosh(x, tensor([0, 0, 0]), { reduction: 'sum' }))
    const at = () => tensor([-500, 0, 0.5])
    await close(slope(at()), [-1, 0, Math.tanh(0.5)])
  })

  it('focal', async () => {
    const slope = grad((x: ReturnType<typeof at>) => focal(x, tensor([1, 0, 1]), { gamma: 0.5, reduction: 'sum' }))
    const at = () => tensor([2000, -2000, -2000])
    await close(slope(at()), [0, 0, -1])
  })

  it('binaryCrossEntropy and klDivergence', async () => {
    const slope = grad((p: ReturnType<typeof at>) => binaryCrossEntropy(p, tensor([0, 1, 1]), { reduction: 'sum' }))
    const at = () => tensor([0, 1, 0.5])
    await close(slope(at()), [1, -1, -2])
    await close(klDivergence(logSoftmax(tensor([[0, -Infinity]])), tensor([[1, 0]])), [0])
  })
})

describe('focal', () => {
  it('with gamma 0 is sigmoidBinaryCrossEntropy', async () => {
    await fc.assert(
      fc.asyncProperty(list(number, 4), list(fc.constantFrom(0, 1), 4), async (logits, answers) => {
        const [x, z] = [tensor(logits), tensor(answers)]
        await close(focal(x, z, { gamma: 0 }), [await sigmoidBinaryCrossEntropy(x, z).item()])
      }),
      settings,
    )
  })
})

describe('hinge', () => {
  it('is 0 beyond the margin', async () => close(hinge(tensor([1, 2, 0.5, -1]), tensor([1, 1, 1, 1]), none), [0, 0, 0.5, 2]))
})

describe('ctc', () => {
  /** All paths of so many steps, by what they say. */
  const said = (path: readonly number[]): string => path.filter((c, i) => c !== 0 && c !== path[i - 1]).join()

  it('sums over the paths that say the target', async () => {
    const steps = fc.integer({ min: 1, max: 4 })
    const drawn = steps.chain((t) =>
      fc.record({ logits: list(list(number, 3), t), target: fc.array(fc.constantFrom(1, 2), { maxLength: 3 }) }),
    )
    await fc.assert(
      fc.asyncProperty(drawn, async ({ logits, target }) => {
        const logP = logits.map((row) => row.map((x) => x - Math.log(row.reduce((sum, y) => sum + Math.exp(y), 0))))
        const paths = logits.reduce<number[][]>((all) => all.flatMap((path) => [0, 1, 2].map((c) => [...path, c])), [[]])
        const fitting = paths.filter((path) => said(path) === target.join())
        const likelihood = fitting.reduce((sum, path) => sum + Math.exp(path.reduce((s, c, t) => s + (logP[t]?.[c] ?? 0), 0)), 0)
        const loss = ctc(tensor([logits]), tensor(target, { shape: [1, target.length], dtype: 'i32' }), none)
        await close(loss, [-Math.log(likelihood)])
      }),
      { numRuns: 25 },
    )
  })

  it('of what is impossible is infinite, and its derivative 0', async () => {
    const target = tensor([[1, 1]], i32)
    expect(await ctc(zeros([1, 2, 2]), target).item()).toBe(Number.POSITIVE_INFINITY)
    await close(grad((x: ReturnType<typeof at>) => ctc(x, target))(at()), [0, 0, 0, 0])
    await close(ctc(zeros([1, 2, 2]), target, { zeroInfinity: true }), [0])
  })

  it('of a class that does not exist is no number', async () => {
    expect(await ctc(zeros([1, 2, 2]), tensor([[5]], i32)).item()).toBeNaN()
  })

  const at = () => zeros([1, 2, 2])

  it('says what does not go together', () => {
    expect(() => ctc(zeros([1, 2, 2]), zeros([1, 1], i32), { blank: 2 })).toThrow(
      'ctc: the blank is a class, a whole number from 0 to 1; got 2',
    )
    expect(() => ctc(zeros([1, 2, 2]), zeros([1, 1], i32), { targetLengths: zeros([2], i32) as never })).toThrow(
      'ctc: targetLengths are one for each of 1 sequences, [1]; got [2]',
    )
  })
})

it('a mask may be of the examples, or of each of their losses', async () => {
  const [outputs, targets] = [
    tensor([
      [1, 2],
      [3, 4],
    ]),
    zeros([2, 2]),
  ]
  await close(meanSquaredError(outputs, targets, { mask: tensor([true, false]) }), [2.5])
  await close(meanSquaredError(outputs, targets, { mask: equal(outputs, 4) }), [16])
})
