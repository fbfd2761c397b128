import { mnist } from 'typegrad/dsl'
import { chart } from '../kit/chart.js'
import { first } from '../kit/digits.js'
import { bySize, type Example } from '../kit/example.js'
import { picture } from '../kit/svg.js'
import { rows } from './rows.js'

export const example: Example = {
  name: 'dropout',
  about:
    'Dropout, max-norm and maxout on MNIST without augmentation: the test error, row by row as in table 2 of Srivastava and others, 2014.',
  sizes: {
    quick: '1,000 digits, 10 epochs, layers of an eighth',
    default: '10,000 digits, 10 epochs, layers of a quarter: a few minutes',
    full: '60,000 digits, 100 epochs, layers as in the paper: hours',
  },
  parts: Object.keys(rows),
  run: async (setting) => {
    const { size, only } = setting
    const { train, test } = await mnist()
    const digits = { train: first(train, bySize(size, 1000, 10_000, 60_000)), test: first(test, bySize(size, 1000, 10_000, 10_000)) }
    const measured = []
    for (const [part, run] of Object.entries(rows)) {
      if (only !== undefined && part !== only) continue
      if (setting.signal?.aborted) break
      measured.push(await run(part, digits, setting))
    }
    const curves = measured.map(({ curve }) => curve)
    const cuts = measured.flatMap(({ cut }) => cut ?? [])
    return {
      findings: Object.fromEntries(measured.map(({ name, finding }) => [name, finding])),
      pictures: {
        [only ?? 'errors']: picture('Test error after each epoch', chart(curves, { x: 'epoch', y: 'test error in %', log: true })),
      },
      ...(cuts.length > 0 && { cut: cuts.join('; ') }),
    }
  },
}
