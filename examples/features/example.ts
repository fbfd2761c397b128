import { foldIn, key, max, softmax, type Tensor } from 'typegrad'
import { mnist } from 'typegrad/dsl'
import { first } from '../kit/digits.js'
import { bySize, type Example } from '../kit/example.js'
import { below, picture } from '../kit/svg.js'
import { excite, inTheMiddle } from './excite.js'
import { type LayerName, layersOf } from './layers.js'
import { learn, type Weights } from './network.js'
import { digits, filters, maps } from './pictures.js'

/** Of `[n, n]`, the share of numbers on the diagonal that are larger than that of their column in `least`, in per cent. */
const shareAbove = (square: Float32Array, least: Float32Array): number => {
  const n = least.length
  return (100 * least.filter((value, i) => (square[i * n + i] ?? 0) > value).length) / n
}

/** How many units are more excited by their picture than by any test digit. */
const beaten = async (
  layer: LayerName,
  weights: Weights,
  made: Tensor<[number, 28, 28, 1]>,
  seen: Tensor<[number, 28, 28, 1]>,
): Promise<number> =>
  shareAbove(await inTheMiddle(layer, weights, made).data(), await max(inTheMiddle(layer, weights, seen), { axis: 0 }).data())

export const example: Example = {
  name: 'features',
  about:
    'A hierarchy of features: filters, inputs that excite later units, and the maps of a digit, of a convolutional net that learns MNIST.',
  sizes: {
    quick: '1,000 digits, 4 epochs, 30 steps of ascent',
    default: '6,000 digits, 4 epochs, 200 steps of ascent: a few minutes',
    full: '60,000 digits, 20 epochs, 500 steps of ascent: half an hour',
  },
  run: async (setting) => {
    const { size, seed } = setting
    const { train, test } = await mnist()
    const parts = { train: first(train, bySize(size, 1000, 6000, 60_000)), test: first(test, bySize(size, 500, 2000, 10_000)) }
    const { weights, error, cut } = await learn(parts, setting)

    const steps = bySize(size, 30, 200, 500)
    const made = async (layer: LayerName, units: number, i: number) => excite(layer, units, weights, { key: foldIn(key(seed), i), steps })
    const [second, third, classes] = [await made('second', 32, 1), await made('third', 32, 2), await made('logits', 10, 3)]
    const seen = parts.test.take(Array.from({ length: Math.min(1000, parts.test.size) }, (_, i) => i)).x
    const { x: digit } = parts.test.take([0])
    const sure = await softmax(layersOf(weights, classes).logits).data()

    return {
      ...(cut !== undefined && { cut }),
      findings: {
        'test error': { value: error, unit: '%' },
        'second layer: units excited more by their picture than by any digit': {
          value: await beaten('second', weights, second, seen),
          unit: '%',
          note: `in the middle of ${seen.shape[0]} test digits`,
        },
        'third layer: units excited more by their picture than by any digit': {
          value: await beaten('third', weights, third, seen),
          unit: '%',
          note: `in the middle of ${seen.shape[0]} test digits`,
        },
        'classes: probability of the class in its own picture': {
          value: Array.from({ length: 10 }, (_, i) => sure[11 * i] ?? 0).reduce((total, p) => total + p / 10, 0),
          note: 'mean of ten',
        },
      },
      pictures: {
        filters: picture('Filters of the first layer', await filters(weights)),
        exciting: picture(
          'Inputs that excite later units most',
          below([
            { drawing: await digits(await second.data(), 16, 1.4), said: 'second layer: 32 units in the middle of the picture' },
            { drawing: await digits(await third.data(), 16, 1.4), said: 'third layer: 32 units in the middle of the picture' },
            { drawing: await digits(await classes.data(), 10, 2.2), said: 'classes: 0 to 9' },
          ]),
        ),
        maps: picture('A digit, layer by layer', await maps(weights, digit)),
      },
    }
  },
}
