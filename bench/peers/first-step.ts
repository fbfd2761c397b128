// A process that takes one step of training and prints its milliseconds, from `jit` to the loss read: `node first-step.js THREADS`.

import { acquire } from 'typegrad'
import { inputs } from './inputs.js'
import { leNetSteps } from './models.js'

const given = inputs.lenet()
await acquire({ backend: 'cpu', threads: Number(process.argv[2]) })
const began = performance.now()
await leNetSteps(given).run(1)
console.log(performance.now() - began)
process.exit()
