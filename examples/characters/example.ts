import { chart } from '../kit/chart.js'
import type { Example } from '../kit/example.js'
import { picture } from '../kit/svg.js'
import { bookOf } from './book.js'
import { nGrams } from './n-gram.js'
import { gru } from './read.js'
import { told } from './row.js'
import { transformer } from './transformer.js'

const rows = { gru, transformer }

export const example: Example = {
  name: 'characters',
  about:
    'Models of the characters of Moby-Dick: what the next one costs in chapters held out, beside models that count, and what they write.',
  sizes: {
    quick: 'ten chapters, 3 epochs, 64 units',
    default: 'the whole book, 192 units, 4 epochs: some minutes',
    full: 'the whole book, 512 units, 30 epochs: hours',
  },
  parts: Object.keys(rows),
  run: async (setting) => {
    const { size, only, log } = setting
    const book = bookOf(size)
    const counted = nGrams(book.train, book.heldOut, book.tokenizer.size, 6)
    const measured = []
    for (const [part, learn] of Object.entries(rows)) {
      if (only !== undefined && part !== only) continue
      if (setting.signal?.aborted) break
      measured.push(await learn(book, setting))
    }
    log(`${book.train.length.toLocaleString('en')} characters to learn from, ${book.heldOut.length.toLocaleString('en')} held out`)
    const last = Math.max(...measured.map(({ bits }) => bits.length), 2)
    const cuts = measured.flatMap(({ name, bits, epochs }) =>
      bits.length < epochs ? [`${name}, after epoch ${bits.length} of ${epochs}`] : [],
    )
    const unit = 'bits a character'
    return {
      findings: {
        ...Object.fromEntries(
          measured.map(({ name, bits, epochs }) => [name, { value: bits.at(-1) ?? Number.NaN, unit, note: `${epochs} epochs` }]),
        ),
        ...Object.fromEntries(counted.map((value, i) => [`${i + 1}-gram`, { value, unit }])),
      },
      pictures: {
        bits: picture(
          'Bits a character of held-out chapters, after each epoch',
          chart(
            [
              ...measured.map(({ name, bits }) => ({ name, points: bits.map((value, i) => [i + 1, value] as const) })),
              ...[3, 4, 6].map((n, i) => ({
                name: `${n}-gram`,
                dashed: true,
                colour: i + 4,
                points: [1, last].map((epoch) => [epoch, counted[n - 1] ?? Number.NaN] as const),
              })),
            ],
            { x: 'epoch', y: 'bits a character, held out' },
          ),
        ),
      },
      text: measured.map(told).join('\n\n'),
      ...(cuts.length > 0 && { cut: cuts.join('; ') }),
    }
  },
}
