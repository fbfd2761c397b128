import { key, split } from 'typegrad'
import { mnist } from 'typegrad/dsl'
import { chart } from '../kit/chart.js'
import { type Classified, errorOf } from '../kit/classified.js'
import { first, labelled, oneOfEach, vectors } from '../kit/digits.js'
import { bySize, type Example } from '../kit/example.js'
import { tiles } from '../kit/pixels.js'
import { picture } from '../kit/svg.js'
import { looksAfter } from '../rbm/look.js'
import { dreamsOf } from './dreams.js'
import { stackOf } from './greedy.js'
import { type Row, rows } from './rows.js'

export const example: Example = {
  name: 'dbn',
  about: 'A deep belief network: machines learned one on the other, then fine-tuned by backpropagation to read digits.',
  sizes: {
    quick: '1,000 digits, layers of 64, 64 and 128',
    default: '10,000 digits, layers of 256, 256 and 512: some minutes',
    full: '60,000 digits, layers of 500, 500 and 2,000, 50 epochs each, then 50 to 200: an hour and a half',
  },
  parts: Object.keys(rows),
  run: async (setting) => {
    const { size, seed, only } = setting
    const { train, test } = await mnist()
    const digits = { train: first(train, bySize(size, 1000, 10_000, 60_000)), test: first(test, bySize(size, 1000, 10_000, 10_000)) }
    const widths = bySize(size, [64, 64, 128] as const, [256, 256, 512] as const, [500, 500, 2000] as const)
    const [forMachines, forDreams] = split(key(seed), 2)
    const lessons = { epochs: bySize(size, 6, 15, 50), batchSize: bySize(size, 20, 50, 100), rate: bySize(size, 0.1, 0.05, 0.05) }
    const { machines, cut } = await stackOf(setting, vectors(digits.train), widths, lessons, forMachines)
    const [one, two, three] = machines
    if (cut !== undefined || !one || !two || !three) return { findings: {}, cut: cut ?? 'before the last layer' }
    const dreams = await dreamsOf([one, two, three], vectors(test).take(oneOfEach).x, forDreams)
    const given = { widths, machines: [one, two, three], train: labelled(digits.train), test: labelled(digits.test) } as const
    const measured: Measured[] = []
    for (const [part, row] of Object.entries(rows)) {
      if (only !== undefined && part !== only) continue
      if (setting.signal?.aborted) break
      measured.push({ ...(await row.run(part, given, setting)), row })
    }
    const cuts = measured.flatMap((each) => each.cut ?? [])
    return {
      findings: Object.fromEntries(
        measured.map((each) => [
          each.row.name,
          errorOf(each, size, { literature: each.row.literature, source: 'Srivastava and others 2014, table 2' }),
        ]),
      ),
      pictures: {
        [only ?? 'errors']: picture(
          'Test error after each epoch',
          chart(
            measured.map(({ curve }) => curve),
            { x: 'epoch', y: 'test error in %', log: true },
          ),
        ),
        dreams: picture(
          `Dreams after ${looksAfter.join(', ')} Gibbs steps`,
          await tiles(dreams, { width: 28, height: 28, columns: 10, zoom: 2 }),
        ),
      },
      ...(cuts.length > 0 && { cut: cuts.join('; ') }),
    }
  },
}

interface Measured extends Classified {
  readonly row: Row
}
