// Learns to tell two classes apart: rows of 100 numbers whose mean is above 0, or is not.

import '../closed-pipe.js'
import { acquire, astype, greater, key, mean, normal } from 'typegrad'
import { accuracy, dense, evaluate, fit, fromArrays, relu, rmsprop, sequential, sigmoidBinaryCrossEntropy } from 'typegrad/dsl'

await acquire()

const rows = normal(key(0), [1000, 100])
const above = astype(greater(mean(rows, { axis: 1, keepDims: true }), 0), 'f32')
const data = fromArrays({ x: { values: await rows.data(), shape: [100] }, y: { values: await above.data(), shape: [1] } })

// The last layer gives a logit; the loss holds the sigmoid that makes it a probability.
const model = sequential([100], dense(32), relu, dense(1))
const { variables } = await fit(model, data, {
  loss: sigmoidBinaryCrossEntropy,
  optimizer: rmsprop(),
  metrics: { accuracy },
  epochs: 10,
  batchSize: 32,
  key: key(1),
})

export const measured = await evaluate(model, variables, data, { loss: sigmoidBinaryCrossEntropy, metrics: { accuracy } })
console.log(measured)
