import { mul } from 'typegrad'
import { adam, concatOf, dense, glorotUniform, identity, initializer, momentum, sequential, serial, sigmoid } from 'typegrad/dsl'
import { type Curve, chart } from '../kit/chart.js'
import { bySize, type Example } from '../kit/example.js'
import { picture, side } from '../kit/svg.js'
import { learn } from './learn.js'
import { spirals, xor } from './points.js'

/** Four times as large as those of units whose slope is 1 at zero: a logistic unit's is 1/4. */
const start = { kernelInit: initializer('logistic', (key, shape) => mul(glorotUniform(key, shape), 4)) }

/** Two units that see two numbers, and one that sees the two: the net for XOR of Rumelhart, Hinton and Williams. */
const forXor = sequential([2], dense(2, start), sigmoid, dense(1, start), sigmoid)

/** Units that see all that came before them, and are joined to it. */
const hidden = (units: number) => concatOf(identity, serial(dense(units, start), sigmoid))

/** Three such layers: the net for two spirals of Lang and Witbrock, who have five units in each. */
const forSpirals = (units: number) => sequential([2], hidden(units), hidden(units), hidden(units), dense(1, start), sigmoid)

export const example: Example = {
  name: 'mlp',
  about: 'Multilayer perceptrons of sigmoid units learn XOR, and to tell two spirals apart, by backpropagation.',
  sizes: {
    quick: 'XOR by 2-2-1; spirals by three layers of 16 units and Adam',
    default: 'XOR by 2-2-1; spirals by three layers of 5 units and Adam: a minute or two',
    full: 'XOR by 2-2-1; spirals by three layers of 5 units and momentum, as in 1988: a minute',
  },
  run: async ({ size, seed, signal, log }) => {
    const one = await learn({
      model: forXor,
      points: xor,
      range: [-0.4, 1.4],
      optimizer: momentum(bySize(size, 2, 0.5, 0.5), 0.9),
      seed,
      most: 20_000,
      moments: [0, 10, 20, 30, 40],
      every: 5,
      signal,
    })
    log(`XOR: ${one.steps} steps, ${100 * one.right} % right`)
    const two = await learn({
      model: forSpirals(bySize(size, 16, 5, 5)),
      points: spirals,
      range: [-1.1, 1.1],
      optimizer: bySize(size, adam(0.02), adam(0.01), momentum(1, 0.95)),
      seed,
      most: bySize(size, 3000, 30_000, 200_000),
      moments: bySize(size, [0, 100, 300, 600], [0, 500, 2000, 5000, 10_000], [0, 1000, 5000, 10_000, 20_000]),
      every: bySize(size, 50, 100, 500),
      signal,
    })
    log(`spirals: ${two.steps} steps, ${100 * two.right} % right`)
    const curves: readonly Curve[] = [
      { name: 'XOR', points: one.losses },
      { name: 'two spirals', points: two.losses },
    ]
    return {
      findings: {
        'XOR: right': { value: 100 * one.right, unit: '%' },
        'XOR: steps until each output is within 0.4': { value: one.steps },
        'two spirals: right': { value: 100 * two.right, unit: '%', note: 'of the 194 points' },
        'two spirals: steps until each output is within 0.4': {
          value: two.steps,
          ...(size === 'full' && { literature: 20_000, source: 'Lang and Witbrock 1988' }),
          ...(two.worst >= 0.4 && { note: `not reached: the worst misses by ${two.worst.toFixed(2)}` }),
        },
      },
      pictures: {
        xor: picture('XOR: what the network says of each place, as it learns', side(one.surfaces, 3)),
        spirals: picture('Two spirals: what the network says of each place, as it learns', side(two.surfaces, 3)),
        losses: picture('Mean squared error, step by step', chart(curves, { x: 'step', y: 'mean squared error', log: true })),
      },
    }
  },
}
