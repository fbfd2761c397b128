import { jit, key, type Tensor } from 'typegrad'
import { apply, mnist, sequential } from 'typegrad/dsl'
import { chart } from '../kit/chart.js'
import { type Classified, errorOf } from '../kit/classified.js'
import { first, labelled, oneOfEach, vectors } from '../kit/digits.js'
import { bySize, type Example } from '../kit/example.js'
import { tiles } from '../kit/pixels.js'
import { range } from '../kit/rows.js'
import { picture } from '../kit/svg.js'
import { type Coder, masked, reconstructed, stackOf } from './layers.js'
import { learned, type Row, rows } from './rows.js'

export const example: Example = {
  name: 'incremental-learning',
  about:
    'Layers learned one after the other as denoising autoencoders, without labels, then fine-tuned; against the same network begun by chance.',
  sizes: {
    quick: '2,000 digits, 200 of them labelled, three layers of 64',
    default: '10,000 digits, 1,000 of them labelled, three layers of 256: some minutes',
    full: '60,000 digits, 1,000 of them labelled, three layers of 1,000, 50 epochs each: an hour',
  },
  parts: Object.keys(rows),
  run: async (setting) => {
    const { size, only } = setting
    const { train, test } = await mnist()
    const digits = first(train, bySize(size, 2000, 10_000, 60_000))
    const width = bySize(size, 64, 256, 1000)
    const { coders, cut } = await stackOf(setting, vectors(digits), [width, width, width])
    if (cut !== undefined) return { findings: {}, cut }
    const given = {
      width,
      coders,
      few: labelled(first(train, bySize(size, 200, 1000, 1000))),
      many: labelled(digits),
      test: labelled(first(test, bySize(size, 1000, 10_000, 10_000))),
    }
    const measured: Measured[] = []
    for (const [part, row] of Object.entries(rows)) {
      if (only !== undefined && part !== only) continue
      if (setting.signal?.aborted) break
      measured.push({ ...(await learned(part, row, given, setting)), row })
    }
    const cuts = measured.flatMap((each) => each.cut ?? [])
    return {
      findings: Object.fromEntries(
        measured.map((each) => [
          each.curve.name,
          errorOf(each, size, { literature: each.row.literature, source: 'Vincent and others 2010, table 3' }),
        ]),
      ),
      pictures: {
        [only ?? 'errors']: picture(
          'Test error along the training',
          chart(measured.map(alongTraining), { x: '% of the training', y: 'test error in %', log: true, width: 760 }),
        ),
        reconstructions: await reconstructions(coders, vectors(test).take(oneOfEach).x),
      },
      ...(cuts.length > 0 && { cut: cuts.join('; ') }),
    }
  },
}

interface Measured extends Classified {
  readonly row: Row
}

/** Those of few labels take more epochs than those of many: each along its own training. */
const alongTraining = ({ curve: { name, points }, row: { labels, from } }: Measured) => ({
  name,
  points: points.map(([epoch, error], _, { length }) => [(100 * epoch) / length, error] as const),
  colour: labels === 'few' ? 1 : 0,
  dashed: from === 'chance',
})

/** Digits, the same with noise, and what is made of that through one layer and back, through two, and through three. */
const reconstructions = async (coders: readonly Coder[], x: Tensor<['N', number]>): Promise<string> => {
  const noise = sequential([784], masked(0.25))
  const seen = jit((learnt: readonly Coder[], clean: Tensor<['N', number]>) => {
    const [noisy] = apply(noise, { params: [{}], state: [{}] }, clean, { training: true, key: key(0) })
    return [clean, noisy, ...range(learnt.length).map((i) => reconstructed(learnt.slice(0, i + 1), noisy))]
  })(coders, x)
  const values = await Promise.all(seen.map((each) => each.data()))
  const pictures = values.flatMap((row) => range(10).map((i) => row.subarray(784 * i, 784 * (i + 1))))
  return picture(
    'Digits, with noise, and made of that through one layer, two and three',
    await tiles(pictures, { width: 28, height: 28, columns: 10, zoom: 2 }),
  )
}
