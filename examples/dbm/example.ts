import { foldIn, jit, type Key, key, split } from 'typegrad'
import { mnist } from 'typegrad/dsl'
import { featuresOf, learnedFrom } from '../dbn/greedy.js'
import { chart } from '../kit/chart.js'
import { type Classified, errorOf } from '../kit/classified.js'
import { first, labelled, oneOfEach, vectors } from '../kit/digits.js'
import { bySize, type Example } from '../kit/example.js'
import { tiles } from '../kit/pixels.js'
import { picture } from '../kit/svg.js'
import { looks, looksAfter, rowsOf } from '../rbm/look.js'
import type { Units } from '../rbm/machine.js'
import { type DeepMachine, gibbs, joined, type Layers, meanField, visibleGiven } from './deep.js'
import { learnedTogether, withTopUnits } from './learn.js'
import { type Row, rows } from './rows.js'

/** Where the pixels, or the units of the middle, stand twice. */
const [belowTwice, aboveTwice] = [
  { visible: 2, hidden: 1 },
  { visible: 1, hidden: 2 },
] as const

export const example: Example = {
  name: 'dbm',
  about: 'A deep Boltzmann machine: two layers of hidden units that are inferred together, then fine-tuned to read digits.',
  sizes: {
    quick: '1,000 digits, layers of 64 and 128',
    default: '10,000 digits, layers of 256 and 512: some minutes',
    full: '60,000 digits, layers of 500 and 1,000, 50 epochs each and 100 together, then 50 to 200: two to three hours',
  },
  parts: Object.keys(rows),
  run: async (setting) => {
    const { size, seed, only } = setting
    const { train, test } = await mnist()
    const digits = { train: first(train, bySize(size, 1000, 10_000, 60_000)), test: first(test, bySize(size, 1000, 10_000, 10_000)) }
    const [middle, top] = bySize(size, [64, 128] as const, [256, 512] as const, [500, 1000] as const)
    const [forFirst, forSecond, forBoth, forDreams] = split(key(seed), 4)
    const lessons = { epochs: bySize(size, 6, 15, 50), batchSize: bySize(size, 20, 50, 100), rate: 0.02 }
    const data = vectors(digits.train)

    const lower = await learnedFrom(setting, 'lower', data, { ...lessons, hidden: middle, copies: belowTwice }, forFirst)
    if (lower.cut !== undefined) return { findings: {}, cut: lower.cut }
    const features = await featuresOf(lower.machine, data, belowTwice)
    const upper = await learnedFrom(setting, 'upper', features, { ...lessons, hidden: top, copies: aboveTwice }, forSecond)
    if (upper.cut !== undefined) return { findings: {}, cut: upper.cut }
    const { machine, cut } = await learnedTogether(setting, joined(lower.machine, upper.machine), data, forBoth)
    if (cut !== undefined) return { findings: {}, cut }

    const dreams = await dreamsOf(machine, vectors(test).take(oneOfEach).x, forDreams)
    const given = {
      machine,
      train: await withTopUnits(machine, labelled(digits.train)),
      test: await withTopUnits(machine, labelled(digits.test)),
    }
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

/** What the machine dreams that begins at pictures: the probabilities of the pixels now and then, the first moment of all chains before the next. */
const dreamsOf = async (machine: DeepMachine, pictures: Units, key: Key): Promise<readonly Float32Array[]> => {
  const seen: Float32Array[] = []
  const shown = jit((one: DeepMachine, { h }: Layers) => visibleGiven(one, h))
  let layers = jit((one: DeepMachine, v: Units) => meanField(one, v, 10))(machine, pictures)
  for (const [i, steps] of looks.entries()) {
    layers = jit((one: DeepMachine, from: Layers, now: Key) => gibbs(one, from, now, steps))(machine, layers, foldIn(key, i))
    seen.push(...rowsOf(await shown(machine, layers).data(), 784))
  }
  return seen
}
