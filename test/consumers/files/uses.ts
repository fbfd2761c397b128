// What the types of the package are compiled for, under each TypeScript, with each set of libraries.

import {
  acquire,
  type Device,
  grad,
  jit,
  key,
  matmul,
  mean,
  ShapeMismatch,
  square,
  sub,
  type Tensor,
  tensor,
  tree,
  uniform,
  zeros,
} from 'typegrad'
import { accuracy, adam, dense, evaluate, fit, flatten, mnist, relu, sequential, softmaxCrossEntropy } from 'typegrad/dsl'
import { fromOnnx, mesh, shard, toOnnx, toStableHlo } from 'typegrad/interchange'
import { useDawn } from 'typegrad/node'

const loss = (w: Tensor<[784, 10]>, x: Tensor<['N', 784]>, y: Tensor<['N', 10]>) => mean(square(sub(matmul(x, w), y)))
export const step = jit(grad(loss))

export const main = async (): Promise<number> => {
  useDawn(['backend=vulkan'])
  const device: Device = await acquire({ backend: 'reference' })
  const drawn: Tensor<[2, 3]> = uniform(key(0), [2, 3])
  const product: Tensor<[2, 2]> = matmul(
    drawn,
    tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
  ) // prettier-ignore
  // @ts-expect-error the sizes do not fit
  matmul(drawn, drawn)
  const { train, test } = await mnist({ directory: '/mnist' })
  const model = sequential([28, 28, 1], flatten, dense(32), relu, dense(10))
  const { variables } = await fit(model, train, { loss: softmaxCrossEntropy, optimizer: adam(), epochs: 1, batchSize: 128, key: key(0) })
  await evaluate(model, variables, test, { metrics: { accuracy } })
  tree.leaves(variables).length
  const devices = mesh({ data: 4 })
  // @ts-expect-error 4 devices do not divide 2 rows
  shard(drawn, devices, ['data'])
  const text: string = await toStableHlo(loss, { mesh: devices, shardings: [null, ['data'], ['data']] })(
    zeros([784, 10]),
    zeros([8, 784]),
    zeros([8, 10]),
  )
  const { apply, parameters } = fromOnnx(await toOnnx(model, variables), { inputs: { x: ['N', 28, 28, 1] }, outputs: { y: ['N', 10] } })
  const read: Tensor<[2, 10]> = apply(parameters, { x: zeros([2, 28, 28, 1]) }).y
  if (text.length === read.size) return 0
  if (device.backend === 'cpu') throw new ShapeMismatch('none')
  product[Symbol.dispose]
  return product.rank
}
