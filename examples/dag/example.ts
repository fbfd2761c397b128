import { foldIn, key, variance } from 'typegrad'
import { accuracy, adam, draw, meanSquaredError, predict, sigmoidBinaryCrossEntropy, trainState, trainStep } from 'typegrad/dsl'
import { type Curve, chart } from '../kit/chart.js'
import { bySize, type Example } from '../kit/example.js'
import { picture } from '../kit/svg.js'
import { compare } from './gradients.js'
import { loss, model, pairs } from './model.js'

export const example: Example = {
  name: 'dag',
  about: 'A network with branches, joins, a layer that is shared, two inputs and two losses; its graph, and where its gradients meet.',
  sizes: { quick: '400 steps', default: '4,000 steps: a minute', full: '50,000 steps: minutes' },
  run: async ({ size, seed, signal, log }) => {
    const steps = bySize(size, 400, 4000, 50_000)
    const optimizer = adam(bySize(size, 0.005, 0.002, 0.001))
    const step = trainStep(model, { loss, optimizer })
    const draws = pairs(bySize(size, 64, 256, 256))
    const test = pairs(2000)(foldIn(key(seed), 1))
    let state = trainState(model, { optimizer, key: key(seed) })

    /** Both heads on pairs that were not learned from. */
    const measure = async () => {
      const [same, distance] = predict(model, state.variables, test.x)
      return {
        right: 100 * (await accuracy(same, test.y.same).item()),
        entropy: await sigmoidBinaryCrossEntropy(same, test.y.same).item(),
        error: await meanSquaredError(distance, test.y.distance).item(),
      }
    }
    const curves = { entropy: [] as [number, number][], error: [] as [number, number][] }
    let taken = 0
    for (; taken <= steps && !signal?.aborted; taken++) {
      if (taken % (steps / 25) === 0) {
        const { entropy, error } = await measure()
        curves.entropy.push([taken, entropy])
        curves.error.push([taken, error])
      }
      ;[state] = step(state, draws(foldIn(key(seed), 2 + taken)))
    }
    const { right, error } = await measure()
    log(`${taken} steps: ${right.toFixed(1)} % of the pairs right, the distance squared is off by ${error.toFixed(4)}, squared`)

    const { shared, uses, difference } = await compare(foldIn(key(seed), 0))
    const spread = await variance(test.y.distance).item()
    const lines: readonly Curve[] = [
      { name: 'of a kind: cross entropy', points: curves.entropy },
      { name: 'distance: squared error', points: curves.error },
    ]
    return {
      findings: {
        'pairs told apart': { value: right, unit: '%', note: 'chance has 50 %' },
        'distance: variance explained': { value: 100 * (1 - error / spread), unit: '%' },
        'gradient of the shared encoder, length': { value: shared },
        'gradient of its first use, length': { value: uses[0] },
        'gradient of its second use, length': { value: uses[1] },
        'shared less the sum of both, largest number': { value: difference, note: 'f32 rounds at about 1e-7 of what is added' },
      },
      pictures: {
        graph: draw(model),
        losses: picture('Both losses on pairs that were not learned from', chart(lines, { x: 'step', y: 'loss', log: true })),
      },
      ...(taken <= steps && { cut: `after step ${taken} of ${steps}` }),
    }
  },
}
