import { chart } from '../kit/chart.js'
import { bySize, type Example, type Setting } from '../kit/example.js'
import type { Finding } from '../kit/result.js'
import { picture } from '../kit/svg.js'
import { looks } from './attention.js'
import { type Words, wordsOf, written } from './dictionary.js'
import { type Errors, errorsOf, nearest } from './errors.js'
import { type Learned, learn } from './learn.js'
import { recurrent, transformer } from './models.js'
import type { Said } from './say.js'

/** What a network gave: errors of the words held out, by the beam, and of the words that it learned from; and what it says. */
interface Row {
  readonly part: string
  readonly name: string
  readonly curve: readonly Errors[]
  readonly epochs: number
  readonly heldOut: Errors
  readonly learned: Errors
  readonly said: readonly Said[]
  readonly pictures?: Readonly<Record<string, string>>
}

/** What a network says of all words held out, and of some that it learned from. */
const measured = async <P, S>(
  part: string,
  name: string,
  { variables, errors, epochs, say }: Learned<P, S>,
  { train, heldOut }: Words,
  { size }: Setting,
) => {
  const width = bySize(size, 2, 4, 8)
  const said = await say(variables, heldOut, width)
  const learned = errorsOf(await say(variables, train.slice(0, 300), width))
  return { part, name, curve: errors, epochs, heldOut: errorsOf(said), learned, said }
}

const rows: Readonly<Record<string, (words: Words, setting: Setting) => Promise<Row>>> = {
  gru: async (words, setting) => {
    const units = bySize(setting.size, 64, 96, 256)
    const learned = await learn(
      'gru',
      recurrent(units),
      { rate: bySize(setting.size, 1e-2, 4e-3, 1e-3), epochs: bySize(setting.size, 25, 8, 40) },
      words,
      setting,
    )
    const row = await measured('gru', `GRU with attention, ${units} units`, learned, words, setting)
    const long = row.said.filter(
      ({ spelling, spoken, said }) => spelling.length >= bySize(setting.size, 5, 7, 7) && nearest(said, spoken).apart === 0,
    )
    const shown = (long.length < 6 ? row.said : long).slice(0, 6)
    return {
      ...row,
      pictures: { attention: picture('Where the recurrent decoder looks in a word', await looks(units, learned.variables, shown)) },
    }
  },
  transformer: async (words, setting) => {
    const [width, blocks] = [bySize(setting.size, 64, 96, 256), bySize(setting.size, 1, 2, 3)]
    const learned = await learn(
      'transformer',
      transformer(width, blocks),
      { rate: bySize(setting.size, 5e-3, 2e-3, 5e-4), epochs: bySize(setting.size, 25, 8, 40) },
      words,
      setting,
    )
    return measured('transformer', `transformer, ${blocks} + ${blocks} blocks of ${width}`, learned, words, setting)
  },
}

/** Words held out, what each network says of them, and what the dictionary says. */
const told = (measured: readonly Row[]): string => {
  const [first] = measured
  const table = [
    ['word', ...measured.map(({ part }) => part), 'dictionary'],
    ...(first?.said.slice(0, 16) ?? []).map(({ spelling, spoken }, i) => [
      spelling,
      ...measured.map(({ said }) => {
        const own = said[i]?.said ?? []
        return `${nearest(own, spoken).apart === 0 ? '' : '* '}${written(own)}`
      }),
      spoken.map(written).join(', or '),
    ]),
  ]
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? []
  return `${table
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')}\n\n* none of its pronunciations`
}

const literature: Readonly<Record<keyof Errors, number>> = { phonemes: 5.45, words: 23.55 }
const source = 'Yao and Zweig 2015, a bidirectional LSTM on aligned letters, on another split of an older dictionary'

const findingsOf = ({ name, heldOut, learned, curve, epochs }: Row, { size }: Setting): readonly (readonly [string, Finding])[] =>
  (['phonemes', 'words'] as const).flatMap((kind) => [
    [
      `${name}: ${kind} wrong, of words held out`,
      {
        value: heldOut[kind],
        unit: '%',
        ...(size === 'full' && { literature: literature[kind], source }),
        note: `${curve.length} of ${epochs} epochs`,
      },
    ],
    [`${name}: ${kind} wrong, of words learned from`, { value: learned[kind], unit: '%' }],
  ])

export const example: Example = {
  name: 'translation',
  about:
    'From spelling to sound, word by word, as the CMU pronouncing dictionary has it: a recurrent network with attention, and a transformer.',
  sizes: {
    quick: '300 short words, learned by heart',
    default: '20,000 words, 8 epochs: some minutes',
    full: '112,000 words, 40 epochs: many hours',
  },
  parts: Object.keys(rows),
  run: async (setting) => {
    const words = wordsOf(setting.size)
    setting.log(`${words.train.length.toLocaleString('en')} words to learn from, ${words.heldOut.length.toLocaleString('en')} held out`)
    const done: Row[] = []
    for (const [part, row] of Object.entries(rows)) {
      if (setting.only !== undefined && part !== setting.only) continue
      if (setting.signal?.aborted) break
      done.push(await row(words, setting))
    }
    const cuts = done.flatMap(({ name, curve, epochs }) =>
      curve.length < epochs ? [`${name}, after epoch ${curve.length} of ${epochs}`] : [],
    )
    const curves = done.map(({ part, curve }) => ({ name: part, points: curve.map(({ phonemes }, i) => [i + 1, phonemes] as const) }))
    return {
      findings: Object.fromEntries(done.flatMap((row) => findingsOf(row, setting))),
      pictures: {
        [setting.only ?? 'errors']: picture(
          'Phonemes wrong, of words held out, after each epoch',
          chart(curves, { x: 'epoch', y: 'phonemes wrong in %, held out, the likeliest at each place', log: true }),
        ),
        ...Object.assign({}, ...done.map(({ pictures }) => pictures ?? {})),
      },
      text: told(done),
      ...(cuts.length > 0 && { cut: cuts.join('; ') }),
    }
  },
}
