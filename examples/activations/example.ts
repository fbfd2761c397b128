import { fashionMnist, mnist } from 'typegrad/dsl'
import { chart } from '../kit/chart.js'
import { first } from '../kit/digits.js'
import { bySize, type Example } from '../kit/example.js'
import { picture } from '../kit/svg.js'
import { learn } from './learn.js'
import { activations } from './network.js'

export const example: Example = {
  name: 'activations',
  about:
    'Five rectified activations in a network in network on Fashion-MNIST: ReLU, leaky ReLU with a = 100 and a = 5.5, parametric and randomised.',
  sizes: {
    quick: '600 digits of MNIST, 12 units, 10 epochs',
    default: '3,000 pictures, 24 units, 4 epochs: a few minutes',
    full: '60,000 pictures, 64 units, 20 epochs: hours',
  },
  parts: Object.keys(activations),
  run: async (setting) => {
    const { size, only } = setting
    const { train, test } = await (size === 'quick' ? mnist() : fashionMnist())
    const parts = { train: first(train, bySize(size, 600, 3000, 60_000)), test: first(test, bySize(size, 500, 1000, 10_000)) }
    const measured = []
    for (const [part, activation] of Object.entries(activations)) {
      if (only !== undefined && part !== only) continue
      if (setting.signal?.aborted) break
      measured.push(await learn(part, activation, parts, setting))
    }
    const curves = measured.map(({ curve }) => curve)
    const cuts = measured.flatMap(({ cut }) => cut ?? [])
    return {
      findings: Object.assign({}, ...measured.map(({ findings }) => findings)),
      pictures: {
        [only ?? 'errors']: picture('Test error after each epoch', chart(curves, { x: 'epoch', y: 'test error in %', log: true })),
      },
      ...(cuts.length > 0 && { cut: cuts.join('; ') }),
    }
  },
}
