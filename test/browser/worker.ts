/* Trains in a worker of the page. */

import { adam, dense, fit, fromArrays, meanSquaredError, predict, sequential } from '../../dsl/index.js'
import { acquire, key, tensor } from '../../src/index.js'

declare const postMessage: (message: string) => void
/** The worker's, which is the backend that is asked for. */
declare const name: string

const run = async (): Promise<string> => {
  const device = await acquire(name === 'webgpu' ? { backend: name } : {})
  const model = sequential([1], dense(1))
  const data = fromArrays({ x: { values: [0, 1, 2, 3], shape: [1] }, y: { values: [1, 3, 5, 7], shape: [1] } })
  const { variables } = await fit(model, data, {
    loss: meanSquaredError,
    optimizer: adam(0.1),
    epochs: 300,
    batchSize: 4,
    key: key(0),
    progress: false,
  })
  const at = (await predict(model, variables, tensor([[10]])).data())[0] as number
  if (!(Math.abs(at - 21) < 0.1)) throw new Error(`the line is ${at} at 10, and not 21`)
  return `${at.toFixed(3)} of 21 on ${device.backend}`
}

postMessage(await run().catch((error: unknown) => `failed: ${error}`))
