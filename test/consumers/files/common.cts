import { acquire, grad, mul, sum, type Tensor, tensor } from 'typegrad'
import { relu } from 'typegrad/dsl'

const main = async () => {
  await acquire({ backend: 'reference' })
  const slope: Tensor<[2]> = grad((x: Tensor<[2]>) => sum(mul(relu(x), x)))(tensor([3, -4]))
  console.log(JSON.stringify(await slope.toArray()))
}
void main()
