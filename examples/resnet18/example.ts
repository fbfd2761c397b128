import { fashionMnist } from 'typegrad/dsl'
import { chart } from '../kit/chart.js'
import { first } from '../kit/digits.js'
import { bySize, type Example } from '../kit/example.js'
import { picture } from '../kit/svg.js'
import { learn } from './learn.js'
import { resnet18, seResnet18 } from './model.js'

const networks = { resnet18, 'se-resnet18': seResnet18 }

export const example: Example = {
  name: 'resnet18',
  about: 'ResNet-18 and SE-ResNet-18 learn to name the clothes of Fashion-MNIST, moved and mirrored at random.',
  sizes: {
    quick: '500 pictures, 5 epochs, an eighth of the published width',
    default: '10,000 pictures, 5 epochs, a quarter of the published width: minutes',
    full: '60,000 pictures, 10 epochs, a quarter of the published width: hours',
  },
  parts: Object.keys(networks),
  run: async (setting) => {
    const { size, only } = setting
    const { train, test } = await fashionMnist()
    const clothes = { train: first(train, bySize(size, 500, 10_000, 60_000)), test: first(test, bySize(size, 500, 10_000, 10_000)) }
    const learned = []
    for (const [name, of] of Object.entries(networks)) {
      if (setting.signal?.aborted) break
      if (only === undefined || name === only) learned.push(await learn(name, of(bySize(size, 8, 16, 16)), clothes, setting))
    }
    const curves = learned.map(({ curve }) => curve)
    const cuts = learned.flatMap(({ cut }) => cut ?? [])
    return {
      findings: Object.assign({}, ...learned.map(({ findings }) => findings)),
      pictures: { [only ?? 'accuracy']: picture('Test accuracy after each epoch', chart(curves, { x: 'epoch', y: 'test accuracy in %' })) },
      ...(cuts.length > 0 && { cut: cuts.join('; ') }),
    }
  },
}
