import { mnist } from 'typegrad/dsl'
import { chart } from '../kit/chart.js'
import { first } from '../kit/digits.js'
import { bySize, type Example } from '../kit/example.js'
import { greyOf, scaled, tiles } from '../kit/pixels.js'
import type { Findings } from '../kit/result.js'
import { type Drawing, picture, side } from '../kit/svg.js'
import { type Learned, learn } from './autoencoder.js'
import { histogram, type Sparsity, sparsityOf } from './sparsity.js'

/** The first hundred features as tiles: black where ink lowers the unit, white where it raises it; each in sixteen steps of its own range. */
const drawn = ({ features }: Learned): Promise<Drawing> =>
  tiles(features.slice(0, 100).map(scaled), {
    width: 28,
    height: 28,
    columns: 10,
    show: (value) => greyOf(Math.round(7.5 + 7.5 * value) / 15),
  })

const findingsOf = (name: string, { loss }: Learned, { mean, active, half }: Sparsity): Findings => ({
  [`${name}: mean activation`]: { value: mean, note: 'of all units, on test digits' },
  [`${name}: units that are not 0`]: { value: active, unit: '%', note: 'on a digit' },
  [`${name}: units that hold half of the activation`]: { value: half, unit: '%', note: 'on a digit' },
  [`${name}: cross-entropy of a pixel`]: { value: loss, note: 'test digits, no unit left out' },
})

export const example: Example = {
  name: 'dropout-features',
  about:
    'What hidden units learn: autoencoders of digits with 256 ReLUs, with and without dropout, their features and how sparse they are.',
  sizes: {
    quick: '1,000 digits, 64 units, 20 epochs',
    default: '10,000 digits, 256 units, 30 epochs: a few minutes',
    full: '60,000 digits, 256 units, 100 epochs: half an hour',
  },
  run: async (setting) => {
    const { size, log } = setting
    const { train, test } = await mnist()
    const digits = { train: first(train, bySize(size, 1000, 10_000, 60_000)), test: first(test, bySize(size, 500, 2000, 10_000)) }
    const plain = await learn('plain', 0, digits, setting)
    const dropped = await learn('dropout', 0.5, digits, setting)
    const [without, withIt] = [sparsityOf(plain), sparsityOf(dropped)]
    log(`mean activation ${without.mean.toFixed(2)} without dropout, ${withIt.mean.toFixed(2)} with it`)

    const [mostMean, most] = [Math.max(...without.means, ...withIt.means), 3 * Math.max(...without.means, ...withIt.means)]
    const frame = { width: 420, height: 280, y: '% of them' }
    const two = (a: ArrayLike<number>, b: ArrayLike<number>, end: number, x: string, log: boolean) =>
      chart(
        [
          { name: 'plain', points: histogram(a, end, 24) },
          { name: 'dropout', points: histogram(b, end, 24) },
        ],
        { ...frame, x, log },
      )
    const cuts = Object.entries({ plain, dropout: dropped }).flatMap(([name, { cut }]) => (cut === undefined ? [] : [`${name} ${cut}`]))
    return {
      ...(cuts.length > 0 && { cut: cuts.join('; ') }),
      findings: { ...findingsOf('plain', plain, without), ...findingsOf('dropout', dropped, withIt) },
      pictures: {
        features: picture(
          'Weights into the first hundred hidden units',
          side(
            [
              { drawing: await drawn(plain), said: 'without dropout' },
              { drawing: await drawn(dropped), said: 'with dropout, rate 0.5' },
            ],
            2,
          ),
        ),
        sparsity: picture(
          'How active hidden units are on test digits',
          side(
            [
              { drawing: two(without.means, withIt.means, mostMean, 'mean activation of a unit', false) },
              { drawing: two(plain.activations, dropped.activations, most, 'activation of a unit on a digit', true) },
            ],
            2,
          ),
        ),
      },
    }
  },
}
