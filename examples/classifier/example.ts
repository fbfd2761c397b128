import { astype, greater, key, mean, normal } from 'typegrad'
import { accuracy, dense, evaluate, fit, fromArrays, plot, relu, rmsprop, sequential, sigmoidBinaryCrossEntropy, split } from 'typegrad/dsl'
import type { Example } from '../kit/example.js'

/** The last layer gives a logit; the loss holds the sigmoid that makes it a probability. */
const model = sequential([100], dense(32), relu, dense(1))

export const example: Example = {
  name: 'classifier',
  about: 'Learns to tell two classes apart: rows of 100 numbers whose mean is above 0, or is not.',
  sizes: { quick: 'as the default', default: '2,000 rows, 10 epochs: seconds', full: 'as the default' },
  run: async ({ seed }) => {
    const rows = normal(key(seed), [2000, 100])
    const above = astype(greater(mean(rows, { axis: 1, keepDims: true }), 0), 'f32')
    const data = fromArrays({ x: { values: await rows.data(), shape: [100] }, y: { values: await above.data(), shape: [1] } })
    const [train, test] = await split(data, [1000, 1000])
    const { variables, history } = await fit(model, train, {
      loss: sigmoidBinaryCrossEntropy,
      optimizer: rmsprop(),
      metrics: { accuracy },
      validation: test,
      epochs: 10,
      batchSize: 32,
      key: key(seed + 1),
      progress: false,
    })
    const measured = await evaluate(model, variables, test, { loss: sigmoidBinaryCrossEntropy, metrics: { accuracy } })
    return {
      findings: {
        'rows told apart': { value: 100 * (measured.accuracy ?? Number.NaN), unit: '%', note: 'of 1,000 that were not learned from; chance has 50 %' },
        'cross entropy': { value: measured.loss ?? Number.NaN },
      },
      pictures: { history: plot(history) },
    }
  },
}
