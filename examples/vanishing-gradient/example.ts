import { mnist } from 'typegrad/dsl'
import { chart } from '../kit/chart.js'
import { first } from '../kit/digits.js'
import { bySize, type Example } from '../kit/example.js'
import { picture, side } from '../kit/svg.js'
import type { Measured } from './measure.js'
import { stacks } from './stacks.js'

export const example: Example = {
  name: 'vanishing-gradient',
  about: 'Stacks of 2 to 50 layers: how long the gradient of each layer is, and whether they learn to read digits.',
  sizes: {
    quick: '2 and 20 layers, 1,000 digits, 2 epochs',
    default: '2, 10, 20 and 50 layers, 4,000 digits, 10 epochs: some minutes',
    full: '2, 10, 20 and 50 layers, 60,000 digits, 20 epochs: hours',
  },
  parts: Object.keys(stacks),
  run: async (setting) => {
    const { size, only } = setting
    const depths = bySize<readonly number[]>(size, [2, 20], [2, 10, 20, 50], [2, 10, 20, 50])
    const { train, test } = await mnist()
    const [learned, asked] = [first(train, bySize(size, 1000, 4000, 60_000)), first(test, bySize(size, 500, 2000, 10_000))]
    const measured: Measured[] = []
    for (const depth of depths)
      for (const [part, measure] of Object.entries(stacks)) {
        if ((only !== undefined && part !== only) || setting.signal?.aborted) continue
        measured.push(await measure(part, depth, learned, asked, setting))
      }
    const names = [...new Set(measured.map(({ name }) => name))]
    const deepest = Math.max(...measured.map(({ depth }) => depth))
    const at = (depth: number): readonly Measured[] => measured.filter((one) => one.depth === depth)
    const cut = setting.signal?.aborted
    return {
      findings: {
        ...Object.fromEntries(
          at(deepest).map(({ name, norms }) => [
            `${name}: gradient of layer 1, as a share of the last's`,
            { value: (norms[0] ?? Number.NaN) / (norms.at(-1) ?? Number.NaN), note: `${deepest} layers, before they learn` },
          ]),
        ),
        ...Object.fromEntries(at(deepest).map(({ name, right }) => [`${name}: digits read right`, { value: right, unit: '%', note: `${deepest} layers` }])),
      },
      pictures: {
        [only ? `gradients-${only}` : 'gradients']: picture(
          `Length of the gradient of each of ${deepest} layers, before they learn`,
          chart(
            at(deepest).map(({ name, norms }) => ({ name, points: norms.map((norm, i) => [i + 1, norm] as const) })),
            { x: 'layer', y: 'length of the gradient', log: true, width: 720 },
          ),
        ),
        [only ? `losses-${only}` : 'losses']: picture(
          'Training loss, epoch by epoch',
          side(
            depths.map((depth) => ({
              said: `${depth} layers`,
              drawing: chart(
                at(depth).map(({ name, losses }) => ({ name, points: losses })),
                { x: 'epoch', y: 'cross entropy', width: 480, height: 260, range: [0, 2.5] },
              ),
            })),
            2,
          ),
        ),
        [only ? `depth-${only}` : 'depth']: picture(
          'Digits read right, by depth',
          chart(
            names.map((name) => ({ name, points: measured.filter((one) => one.name === name).map(({ depth, right }) => [depth, right] as const) })),
            { x: 'layers', y: 'test digits read right, in %', width: 720, range: [0, 100] },
          ),
        ),
      },
      ...(cut && { cut: `after ${measured.length} of ${depths.length * (only ? 1 : Object.keys(stacks).length)} stacks` }),
    }
  },
}
