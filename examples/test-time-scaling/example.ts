import { abs, foldIn, jit, key, max, normal, softmax, sub } from 'typegrad'
import { adam, cosineDecay, type Digits, fit, mnist, predict, softmaxCrossEntropy, type VariablesOf } from 'typegrad/dsl'
import { chart } from '../kit/chart.js'
import { first } from '../kit/digits.js'
import { bySize, type Example, type Setting } from '../kit/example.js'
import type { Finding } from '../kit/result.js'
import { cutOf, ended, resuming } from '../kit/resuming.js'
import { picture } from '../kit/svg.js'
import { geometricMean, scaledLayer } from './identity.js'
import { inverted, type Net, plain, plainOf, scaledForTest, type Weights } from './nets.js'
import { type Averaged, averageThinned, errorOf, type Probabilities, wrong } from './thinned.js'

/** Learns to read the digits; both networks from the same key. */
const learn = async (
  name: string,
  net: Net,
  train: Digits,
  setting: Setting,
): Promise<{ readonly weights: Weights; readonly cut?: string }> => {
  const [epochs, batchSize] = [bySize(setting.size, 15, 20, 100), bySize(setting.size, 25, 100, 100)]
  const optimizer = adam(cosineDecay(1e-3, epochs * Math.floor(train.size / batchSize)))
  const options = { loss: softmaxCrossEntropy, optimizer, epochs, batchSize, key: key(setting.seed) }
  const run = await ended(fit(net, train, { ...options, ...(await resuming(setting, name, net, optimizer)) }), setting)
  return { weights: run.variables as VariablesOf<Net>, ...cutOf(run.history, epochs) } // of this network
}

/** The largest difference between what all thinned layers together say and what one with scaled weights does. */
const identityGap = async (seed: number): Promise<number> => {
  const layer = { kernel: normal(key(seed + 1), [10, 10]), bias: normal(key(seed + 2), [10]) }
  const x = normal(key(seed + 3), [10])
  return max(abs(sub(geometricMean(layer, x, 0.5), scaledLayer(layer, x, 0.5)))).item()
}

/** How far two predictions lie apart: digits that one alone reads wrong, and the standard error of the difference of their errors, in points. */
const compared = (a: Probabilities, b: Probabilities, labels: ArrayLike<number>) => {
  const [ofA, ofB] = [wrong(a, labels), wrong(b, labels)]
  const apart = ofA.filter((each, i) => each !== ofB[i]).length
  const distance = a.reduce((total, p, i) => total + Math.abs(p - (b[i] ?? Number.NaN)), 0) / a.length
  return {
    difference: errorOf(a, labels) - errorOf(b, labels),
    standardError: (100 * Math.sqrt(apart)) / labels.length,
    distance,
  }
}

/** Test error over how many nets are averaged, with a band of a standard deviation, beside the two that draw nothing. */
const curve = ({ levels }: Averaged, scaled: number, whole: number) => {
  const shown = levels.filter(({ groups }) => groups > 1)
  const [low, high] = [levels[0]?.n ?? 1, levels.at(-1)?.n ?? 1]
  const flat = (error: number) => [low, high].map((n) => [n, error] as const)
  return chart(
    [
      {
        name: 'mean of n nets',
        points: levels.map(({ n, error }) => [n, error]),
        band: shown.map(({ n, error, deviation }) => [n, error - deviation, error + deviation]),
      },
      { name: 'inverted', points: flat(whole), dashed: true },
      { name: 'plain, scaled', points: flat(scaled), dashed: true },
    ],
    { x: 'thinned nets averaged, n', y: 'test error in %', logX: true },
  )
}

export const example: Example = {
  name: 'test-time-scaling',
  about: 'Dropout at test time: weights scaled by 1 - p, inverted dropout, and the mean of n thinned nets drawn.',
  sizes: {
    quick: '1,000 digits, 128 units, 50 nets drawn',
    default: '10,000 digits, 256 units, 1,000 nets drawn on 2,000 test digits: a few minutes',
    full: '60,000 digits, 1,024 units, 1,000 nets drawn on 10,000 test digits: hours',
  },
  run: async (setting) => {
    const { size, seed, log } = setting
    const digits = await mnist()
    const train = first(digits.train, bySize(size, 1000, 10_000, 60_000))
    const test = first(digits.test, bySize(size, 500, 2000, 10_000))
    const labels = test.columns.y.values
    const { x } = test.take(Array.from({ length: test.size }, (_, i) => i))
    const units = bySize(size, 128, 256, 1024)

    const [plainNet, invertedNet] = [plain(units), inverted(units)]
    const { weights: learnt, ...ofPlain } = await learn('plain', plainNet, train, setting)
    const { weights, ...ofInverted } = await learn('inverted', invertedNet, train, setting)
    const cuts = Object.entries({ plain: ofPlain, inverted: ofInverted }).flatMap(([name, { cut }]) =>
      cut === undefined ? [] : [`${name} ${cut}`],
    )
    const says = jit((variables: Weights) => softmax(predict(invertedNet, variables, x)))
    const scaled = await says(scaledForTest(learnt)).data()
    const whole = await says(weights).data()
    const back = await says(scaledForTest(plainOf(weights))).data()

    const averaged = await averageThinned(invertedNet, weights, x, labels, foldIn(key(seed), 2), bySize(size, 50, 1000, 1000), log)
    const most = averaged.levels.at(-1)?.n ?? 0
    const { difference, standardError, distance } = compared(averaged.mean, whole, labels)
    const twice = compared(scaled, whole, labels)
    const nets = averaged.levels
      .filter(({ n }) => [1, 10, 50, 100, 1000].includes(n))
      .map(({ n, error, deviation, groups }): [string, Finding] => [
        `mean of ${n} thinned nets`,
        { value: error, unit: '%', note: groups > 1 ? `standard deviation ${deviation.toFixed(2)} over ${groups} draws` : 'one draw' },
      ])
    return {
      findings: {
        'plain dropout, weights times 1 - p': { value: errorOf(scaled, labels), unit: '%', note: 'test error' },
        'inverted dropout': { value: errorOf(whole, labels), unit: '%', note: 'test error' },
        'plain against inverted: test error': {
          value: twice.difference,
          unit: 'points',
          note: `standard error ${twice.standardError.toFixed(2)}; two networks`,
        },
        ...Object.fromEntries(nets),
        [`mean of ${most} against inverted: test error`]: {
          value: difference,
          unit: 'points',
          note: `standard error ${standardError.toFixed(2)}`,
        },
        [`mean of ${most} against inverted: probability`]: { value: distance, note: 'mean absolute difference' },
        'inverted against its weights over 1 - p, scaled': {
          value: back.reduce((most, p, i) => Math.max(most, Math.abs(p - (whole[i] ?? Number.NaN))), 0),
          note: 'largest difference of a probability',
        },
        'one softmax layer: geometric mean of all 1,024 nets against scaled': {
          value: await identityGap(seed),
          note: 'largest difference of a probability',
        },
      },
      pictures: {
        nets: picture('Test error of the mean of n thinned nets', curve(averaged, errorOf(scaled, labels), errorOf(whole, labels))),
      },
      ...(cuts.length > 0 && { cut: cuts.join('; ') }),
    }
  },
}
