// What every consumer builds and runs: the gradient of a small network, which was written as ONNX and read again, compiled, on each backend.

import { acquire, grad, jit, matmul, mean, square, sub, tensor } from 'typegrad'
import * as models from 'typegrad/dsl'
import { fromOnnx, toOnnx } from 'typegrad/interchange'

const x = [
  [1, 2, -3],
  [4, -5, 6],
]
const y = [[1], [2]]
const w = [[0.1], [0.2], [0.3]]

const on = async (backend) => {
  const device = await acquire({ backend })
  const written = await toOnnx((w) => models.relu(matmul(tensor(x), w)), { inputs: ['w'], outputs: ['z'] })(tensor(w))
  const { apply, parameters } = fromOnnx(written)
  const step = jit(grad((w) => mean(square(sub(apply(parameters, { w }).z, tensor(y))))))
  return { backend: device.backend, name: device.name, gradient: [...(await step(tensor(w)).data())] }
}

export const answers = async () => [await on('reference'), await on('cpu'), await on('webgpu')]
