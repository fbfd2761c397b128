import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  accuracy,
  averagePrecision,
  confusionMatrix,
  f1,
  meanAbsoluteError,
  perplexity,
  precision,
  r2,
  recall,
  rocAuc,
  topKAccuracy,
} from '../../../dsl/index.js'
import { type AnyTensor, acquire, logSoftmax, oneHot, ShapeMismatch, slice, type Tree, tensor, zeros } from '../../../src/index.js'
import fixture from '../../fixtures/sklearn/metrics.json' with { type: 'json' }

const { given, said } = fixture

beforeAll(() => acquire({ backend: 'cpu', threads: 1 }))

/** A metric where types are of no interest. */
interface Any<R> {
  readonly keep: (outputs: never, targets: never) => Tree
  readonly join: (one: never, other: never) => Tree
  readonly result: (kept: never) => Promise<R>
}

/** What a metric says of examples in batches that end at some places, joined in the order given by `joins`. */
const gathered = async <R>(
  metric: Any<R>,
  outputs: AnyTensor,
  targets: AnyTensor,
  ends: readonly number[],
  joins: readonly number[] = [],
) => {
  const [count = 0] = outputs.shape
  const starts = [0, ...ends]
  const parts = starts.map((from, i) => {
    const to = starts[i + 1] ?? count
    return metric.keep(slice(outputs, [from, to]) as never, slice(targets, [from, to]) as never)
  })
  for (let i = 0; parts.length > 1; i++) {
    const at = (joins[i] ?? 0) % (parts.length - 1)
    parts.splice(at, 2, metric.join(parts[at] as never, parts[at + 1] as never))
  }
  return metric.result(parts[0] as never)
}

const classes = () => [tensor(given.outputs), tensor(given.labels, { dtype: 'i32' })] as const
const answers = () => [tensor(given.scores), tensor(given.yes.map(Number))] as const
const chances = () => [tensor(given.multiOutputs), tensor(given.multiLabels, { dtype: 'i32' })] as const
const columns = () => [tensor(given.found), tensor(given.wanted)] as const
const ends = [7, 8, 40]

describe('metrics say what scikit-learn says, of any batches', () => {
  it('confusionMatrix', async () => {
    expect(await gathered(confusionMatrix(), ...classes(), ends)).toEqual(said.confusionMatrix)
  })

  it('topKAccuracy', async () => {
    for (const [i, wanted] of said.topKAccuracy.entries())
      expect(await gathered(topKAccuracy(i + 1), ...classes(), ends)).toBeCloseTo(wanted, 12)
    expect(await gathered(topKAccuracy(1), ...classes(), ends)).toBeCloseTo(await accuracy(...classes()).item(), 6)
  })

  it.each([
    ['precision', precision],
    ['recall', recall],
    ['f1', f1],
  ] as const)('%s', async (name, metric) => {
    const { of, ...averages } = said[name]
    for (const average of ['macro', 'micro', 'weighted'] as const)
      expect(await gathered(metric({ average }), ...classes(), ends)).toBeCloseTo(averages[average], 12)
    expect(await gathered(metric(), ...classes(), ends)).toBeCloseTo(averages.macro, 12)
    const each = await gathered(metric({ average: 'none' }), ...classes(), ends)
    expect(each).toHaveLength(of.length)
    for (const [c, wanted] of of.entries()) expect(each[c]).toBeCloseTo(wanted, 12)
    for (const [c, wanted] of of.entries()) expect(await gathered(metric({ of: c }), ...classes(), ends)).toBeCloseTo(wanted, 12)
  })

  it('precision of yes-or-no questions', async () => {
    const column = (xs: readonly number[]) => tensor(xs.map((x) => [x]))
    expect(await gathered(precision({ of: 1 }), column(given.scores), column(given.yes), ends)).toBeCloseTo(said.yesPrecision, 12)
  })

  it('rocAuc, averagePrecision', async () => {
    expect(await gathered(rocAuc(), ...answers(), ends)).toBeCloseTo(said.rocAuc, 12)
    expect(await gathered(averagePrecision(), ...answers(), ends)).toBeCloseTo(said.averagePrecision, 12)
  })

  it('rocAuc of classes, by logits and by logarithms of probabilities', async () => {
    const [outputs, labels] = chances()
    const { oneVsRest, oneVsOne } = said.multiRocAuc
    for (const y of [outputs, logSoftmax(outputs)]) {
      for (const average of ['macro', 'micro', 'weighted'] as const)
        expect(await gathered(rocAuc({ multiClass: 'oneVsRest', average }), y, labels, ends)).toBeCloseTo(oneVsRest[average], 12)
      for (const average of ['macro', 'weighted'] as const)
        expect(await gathered(rocAuc({ multiClass: 'oneVsOne', average }), y, labels, ends)).toBeCloseTo(oneVsOne[average], 12)
    }
    const each = await gathered(rocAuc({ multiClass: 'oneVsRest', average: 'none' }), outputs, labels, ends)
    for (const [c, wanted] of oneVsRest.none.entries()) expect(each[c]).toBeCloseTo(wanted, 12)
    expect(await gathered(rocAuc({ multiClass: 'oneVsOne' }), outputs, oneHot(labels, 5), ends)).toBeCloseTo(oneVsOne.macro, 12)
  })

  it('averagePrecision of classes', async () => {
    const { none, ...averages } = said.multiAveragePrecision
    for (const average of ['macro', 'micro', 'weighted'] as const)
      expect(await gathered(averagePrecision({ multiClass: 'oneVsRest', average }), ...chances(), ends)).toBeCloseTo(averages[average], 12)
    const each = await gathered(averagePrecision({ multiClass: 'oneVsRest', average: 'none' }), ...chances(), ends)
    expect(each).toHaveLength(none.length)
    for (const [c, wanted] of none.entries()) expect(each[c]).toBeCloseTo(wanted, 12)
  })

  it('r2, meanAbsoluteError', async () => {
    expect(await gathered(r2(), ...columns(), ends)).toBeCloseTo(said.r2, 5)
    expect(await meanAbsoluteError(...columns()).item()).toBeCloseTo(said.meanAbsoluteError, 5)
  })

  it('perplexity', async () => {
    expect(await gathered(perplexity(), ...classes(), ends)).toBeCloseTo(said.perplexity, 4)
  })
})

it('batches and the order of joining change nothing', async () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 5 }).map((places) => places.sort((a, b) => a - b))
  const metrics = [
    ['macro f1', f1(), classes],
    ['rocAuc', rocAuc(), answers],
    ['averagePrecision', averagePrecision(), answers],
    ['rocAuc of classes', rocAuc({ multiClass: 'oneVsOne', average: 'weighted' }), chances],
    ['averagePrecision of classes', averagePrecision({ multiClass: 'oneVsRest', average: 'micro' }), chances],
    ['r2', r2(), columns],
    ['perplexity', perplexity({ ignoreIndex: 0 }), classes],
    ['topKAccuracy', topKAccuracy(2), classes],
  ] as const
  for (const [name, metric, data] of metrics) {
    const [outputs, targets]: readonly AnyTensor[] = data()
    if (!outputs || !targets) throw new Error('there are two')
    const whole = await gathered<number>(metric, outputs, targets, [])
    await fc.assert(
      fc.asyncProperty(cuts, fc.array(fc.nat(5), { minLength: 5, maxLength: 5 }), async (places, joins) => {
        expect(await gathered<number>(metric, outputs, targets, places, joins), name).toBeCloseTo(whole, 4)
      }),
      { numRuns: 6 },
    )
  }
})

describe('edges', () => {
  const of = <R>(metric: Any<R>, outputs: AnyTensor, targets: AnyTensor) => gathered(metric, outputs, targets, [])

  it('rocAuc and averagePrecision have no value where all answers are the same', async () => {
    expect(await of(rocAuc(), tensor([1, 2]), tensor([1, 1]))).toBeNaN()
    expect(await of(averagePrecision(), tensor([1, 2]), tensor([0, 0]))).toBeNaN()
    expect(await of(rocAuc(), tensor([Number.NaN, 2]), tensor([0, 1]))).toBeNaN()
    expect(await of(rocAuc(), tensor([1, 1]), tensor([0, 1]))).toBe(0.5)
  })

  it('of classes that are not there, one against the rest has no value, and pairs leave them out', async () => {
    const outputs = tensor([
      [2, 0, 1],
      [1, 1, 0],
      [0, 3, 2],
    ])
    const labels = tensor([0, 0, 1], { dtype: 'i32' })
    expect(await of(rocAuc({ multiClass: 'oneVsRest', average: 'none' }), outputs, labels)).toEqual([1, 1, Number.NaN])
    expect(await of(rocAuc({ multiClass: 'oneVsRest' }), outputs, labels)).toBeNaN()
    expect(await of(rocAuc({ multiClass: 'oneVsOne' }), outputs, labels)).toBe(1)
  })

  it('r2 of targets that are all equal is 1 or 0', async () => {
    expect(await of(r2(), tensor([1, 1]), tensor([1, 1]))).toBe(1)
    expect(await of(r2(), tensor([1, 2]), tensor([1, 1]))).toBe(0)
    expect(await of(r2(), zeros([0, 2]), zeros([0, 2]))).toBeNaN()
  })

  it('topKAccuracy takes the first of equal outputs, and no class that does not exist', async () => {
    const outputs = zeros([2, 3])
    expect(await of(topKAccuracy(2), outputs, tensor([1, 2], { dtype: 'i32' }))).toBe(0.5)
    expect(await of(topKAccuracy(3), outputs, tensor([3, -1], { dtype: 'i32' }))).toBe(0)
    const broken = tensor([[Number.NaN, Number.NaN, Number.NaN]])
    expect(await of(topKAccuracy(1), broken, tensor([2], { dtype: 'i32' }))).toBe(0)
  })

  it('perplexity leaves out what is ignored', async () => {
    const labels = tensor([1, 0], { dtype: 'i32' })
    expect(
      await of(
        perplexity({ ignoreIndex: 0 }),
        tensor([
          [0, 0],
          [50, 0],
        ]),
        labels,
      ),
    ).toBeCloseTo(2, 5)
  })

  it('mistakes have sentences', async () => {
    expect(() => topKAccuracy(0)).toThrow('topKAccuracy: k is a whole number, at least 1; got 0')
    expect(() => topKAccuracy(4).keep(zeros([2, 3]), zeros([2], { dtype: 'i32' }))).toThrow('topKAccuracy: k is 4, and there are 3 classes')
    expect(() => precision({ average: 'binary' as never })).toThrow(
      "precision: the average is 'macro', 'micro', 'weighted' or 'none'; got 'binary'",
    )
    expect(() => rocAuc({ average: 'macro' } as never)).toThrow(
      "rocAuc: average is left out of yes-or-no questions, those without multiClass; got 'macro'",
    )
    expect(() => rocAuc({ multiClass: 'ovr' as never })).toThrow("rocAuc: multiClass is 'oneVsRest' or 'oneVsOne'; got 'ovr'")
    expect(() => rocAuc({ multiClass: 'oneVsOne', average: 'micro' as never })).toThrow(
      "rocAuc: the average of oneVsOne is 'macro', 'weighted'; got 'micro'",
    )
    expect(() => averagePrecision({ multiClass: 'oneVsOne' as never })).toThrow(
      "averagePrecision: multiClass is 'oneVsRest'; got 'oneVsOne'",
    )
    expect(() => rocAuc({ multiClass: 'oneVsRest' }).keep(zeros([2, 1]), zeros([2, 1]))).toThrow(
      new ShapeMismatch('rocAuc: one class against others takes 2 or more, and outputs are [2, 1]'),
    )
    await expect(of(recall({ of: 7 }), ...classes())).rejects.toThrow('recall: the class is one of 5; got 7')
    // @ts-expect-error they go together one by one
    expect(() => rocAuc().keep(zeros([2]), zeros([2, 1]))).toThrow(
      new ShapeMismatch('rocAuc: outputs [2] and targets [2, 1] differ; they go together one by one'),
    )
  })
})
