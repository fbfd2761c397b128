import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DataError, mnist } from 'typegrad/dsl'
import { chart } from '../kit/chart.js'
import { first } from '../kit/digits.js'
import { bySize, type Example } from '../kit/example.js'
import { picture } from '../kit/svg.js'
import { drawn } from './draw.js'
import { accuracyOn, fineTune } from './learn.js'
import { answersOf, networkOf, published, written } from './network.js'
import { testStrips } from './strips.js'

export const example: Example = {
  name: 'fine-tune',
  about: 'A network that others trained to tell upright lines of text from turned ones, read from ONNX, learns to tell mirror writing.',
  sizes: {
    quick: '160 strips of four digits, twice',
    default: '1,600 strips of four digits, 5 times: a few minutes',
    full: '15,000 strips of four digits, 10 times: an hour or more',
  },
  run: async (setting) => {
    const { size, seed, checkpoints } = setting
    const network = await published()
    const { train, test } = await mnist()
    const strips = await testStrips(first(test, bySize(size, 800, 4000, 10_000)), seed)
    const [some] = strips
    if (!some) throw new DataError('fine-tune: there are fewer than 400 test digits')
    const digits = first(train, bySize(size, 640, 6400, 60_000))
    const answers = answersOf(network)
    const { parameters, accuracies, epochs, cut } = await fineTune(network, digits, accuracyOn(strips, answers), setting)
    const [before, after] = [await answers(network.parameters, some.x).data(), await answers(parameters, some.x).data()]

    const file = join(dirname(checkpoints), 'fine-tuned.onnx')
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, await written(network, parameters))
    const reread = networkOf(await readFile(file))
    const again = await answersOf(reread)(reread.parameters, some.x).data()

    return {
      findings: {
        'test accuracy before': { value: accuracies[0] ?? Number.NaN, unit: '%', note: 'chance has 50 %' },
        'test accuracy after': { value: accuracies.at(-1) ?? Number.NaN, unit: '%', note: cut ?? `${epochs} epochs` },
        'read again from fine-tuned.onnx': {
          value: after.reduce((most, p, i) => Math.max(most, Math.abs(p - (again[i] ?? Number.NaN))), 0),
          note: 'largest difference of a probability, on 100 strips',
        },
      },
      pictures: {
        strips: picture('Test strips, and the probability that each is mirrored: before, then after', await drawn(some, before, after, 12)),
        accuracy: picture(
          'Test accuracy, epoch by epoch',
          chart([{ name: 'test', points: accuracies.map((right, epoch) => [epoch, right]) }], { x: 'epoch', y: 'strips told right in %' }),
        ),
      },
      ...(cut !== undefined && { cut }),
    }
  },
}
