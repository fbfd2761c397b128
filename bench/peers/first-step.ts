// A process that takes one step of training and prints its milliseconds, from `jit` to the loss read: `node first-step.js THREADS`.

import { acquire } from 'typegrad'
import { inputs } from './inputs.js'
import { leNetSteps } from './models.js'

await acquire({ backend: 'cpu', threads: Number(process.argv[2]) })
// Weights and images are tensors before the clock starts; the device has not seen them.
const steps = leNetSteps(inputs.lenet())
const began = performance.now()
await steps.run(1)
console.log(performance.now() - began)
process.exit()
