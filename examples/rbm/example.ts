import { mnist } from 'typegrad/dsl'
import { type Curve, chart } from '../kit/chart.js'
import { first } from '../kit/digits.js'
import { bySize, type Example } from '../kit/example.js'
import { scaled, signed, tiles } from '../kit/pixels.js'
import { picture, side } from '../kit/svg.js'
import { looksAfter } from './look.js'
import { learned, type Measured, ways } from './rows.js'

export const example: Example = {
  name: 'rbm',
  about: 'Restricted Boltzmann machines learn digits by contrastive divergence, and dream of them.',
  sizes: {
    quick: '1,000 digits, 64 hidden units, 6 epochs',
    default: '10,000 digits, 256 hidden units, 10 epochs: a few minutes',
    full: '60,000 digits, 500 hidden units, 100 epochs: some hours, most of them for CD-25',
  },
  parts: Object.keys(ways),
  run: async (setting) => {
    const { size, only } = setting
    const { train, test } = await mnist()
    const digits = { train: first(train, bySize(size, 1000, 10_000, 60_000)), test: first(test, bySize(size, 1000, 10_000, 10_000)) }
    const measured: Measured[] = []
    for (const [part, way] of Object.entries(ways)) {
      if (only !== undefined && part !== only) continue
      if (setting.signal?.aborted) break
      measured.push(await learned(part, way, digits, setting))
    }
    const cuts = measured.flatMap(({ cut }) => cut ?? [])
    const suffix = only === undefined ? '' : `-${only}`
    return {
      findings: Object.assign({}, ...measured.map(({ findings }) => findings)),
      pictures: {
        [`energy${suffix}`]: picture(
          'Mean free energy of digits learned from, and dashed of test digits',
          chart(measured.flatMap(energiesOf), { x: 'epoch', y: 'mean free energy in nats, dashed of test digits' }),
        ),
        [`gaps${suffix}`]: picture(
          'Free energy of test digits less that of digits learned from',
          chart(measured.map(gapOf), { x: 'epoch', y: 'free energy of test digits less that of digits learned from' }),
        ),
        [`filters${suffix}`]: picture('Weights of hidden units', await inRow(measured, ({ filters }) => filters.map(scaled), 6, signed)),
        [`fantasies${suffix}`]: picture(
          `Fantasies after ${looksAfter.join(', ')} Gibbs steps`,
          await inRow(measured, ({ fantasies }) => fantasies, 10),
        ),
      },
      ...(cuts.length > 0 && { cut: cuts.join('; ') }),
    }
  },
}

const energiesOf = ({ name, energies: { train, test } }: Measured, i: number): readonly Curve[] => [
  { name, points: train, colour: i },
  { name: '', points: test, colour: i, dashed: true },
]

const gapOf = ({ name, energies: { train, test } }: Measured): Curve => ({
  name,
  points: test.map(([epoch, energy], i) => [epoch, energy - (train[i]?.[1] ?? Number.NaN)] as const),
})

/** Tiles of what each way gave, one way beside the other. */
const inRow = async (
  measured: readonly Measured[],
  of: (one: Measured) => readonly ArrayLike<number>[],
  columns: number,
  show?: typeof signed,
) =>
  side(
    await Promise.all(
      measured.map(async (one) => ({
        said: one.name,
        drawing: await tiles(of(one), { width: 28, height: 28, columns, ...(show && { show }) }),
      })),
    ),
    3,
  )
