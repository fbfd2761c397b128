// A process that takes one step of training and prints its milliseconds, from `jit` to the loss read: `node first-step.js THREADS`.

import { acquire } from 'typegrad'
import { inputs } from './inputs.js'
import { leNetSteps } from './models.js'

const given = inputs.lenet()
await acquire({ backend: 'cpu', threads: Number(process.argv[2]) })
// Weights and images are tensors by then; the device has not seen them.
const steps = leNetSteps(given)
const began = performance.now()
await steps.run(1)
console.log(performance.now() - began)
process.exit()
