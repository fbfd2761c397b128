import { mnist } from 'typegrad/dsl'
import { chart } from '../kit/chart.js'
import type { Example } from '../kit/example.js'
import { picture } from '../kit/svg.js'
import { memorise } from './learn.js'
import { networks } from './networks.js'

export const example: Example = {
  name: 'memorise',
  about: 'AlexNet, VGG-19, ResNet-152, SE-ResNet-152 and a network in network learn 16 pictures with drawn labels by heart.',
  sizes: {
    quick: 'a narrow AlexNet, pictures of 32 x 32: seconds',
    default: 'the published widths and depths, small pictures: minutes',
    full: 'larger pictures, up to 224 x 224 for AlexNet: an hour',
  },
  parts: Object.keys(networks),
  run: async (setting) => {
    const { size, only } = setting
    const { train } = await mnist()
    const learned = []
    for (const [name, { layers, sizes, steps, optimizer }] of Object.entries(networks)) {
      if (setting.signal?.aborted) break
      if (only === undefined ? (name === 'narrow') !== (size === 'quick') : name !== only) continue
      const entry = { layers, size: sizes[size === 'full' ? 1 : 0], steps, optimizer: optimizer(steps) }
      learned.push(await memorise(name, entry, train, setting))
    }
    const curves = learned.map(({ curve }) => curve)
    const cuts = learned.flatMap(({ cut }) => cut ?? [])
    return {
      findings: Object.assign({}, ...learned.map(({ findings }) => findings)),
      pictures: {
        [only ?? 'losses']: picture('Training loss after each step', chart(curves, { x: 'step', y: 'training loss', log: true })),
      },
      ...(cuts.length > 0 && { cut: cuts.join('; ') }),
    }
  },
}
