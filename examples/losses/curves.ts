import { linspace, stack, sub, type Tensor, tensor, valueAndGrad, vmap } from 'typegrad'
import { meanAbsoluteError, meanSquaredError, sigmoidBinaryCrossEntropy, softmaxCrossEntropy } from 'typegrad/dsl'
import { type Curve, chart } from '../kit/chart.js'
import { side } from '../kit/svg.js'

const count = 161
/** What of them is shown. */
const [low, high] = [-3, 8]

/** A loss of one number, and its slope, from -8 to 8. */
const curvesOf = async (loss: (x: Tensor<[]>) => Tensor<[]>): Promise<readonly Curve[]> => {
  const xs = linspace(-8, 8, count)
  const [values, slopes] = vmap(valueAndGrad(loss))(xs)
  const [x, y, dy] = await Promise.all([xs.data(), values.data(), slopes.data()])
  const points = (of: ArrayLike<number>) => [...x].map((at, i) => [at, of[i] ?? Number.NaN] as const).filter(([, one]) => one >= low && one <= high)
  return [
    { name: 'loss', points: points(y) },
    { name: 'gradient', points: points(dy), dashed: true },
  ]
}

/** Each loss and its gradient, over what the last layer gives. */
export const drawn = async () => {
  const one = tensor(1)
  const kinds = [
    { said: 'sigmoid and binary cross entropy, target 1', x: 'logit', loss: (x: Tensor<[]>) => sigmoidBinaryCrossEntropy(x, one) },
    {
      said: 'softmax and categorical cross entropy, class 0 of [x, 0]',
      x: 'logit x',
      loss: (x: Tensor<[]>) => softmaxCrossEntropy(stack([x, sub(x, x)]), tensor(0, { dtype: 'i32' })),
    },
    { said: 'linear and squared error, target 1', x: 'output', loss: (x: Tensor<[]>) => meanSquaredError(x, one) },
    { said: 'linear and absolute error, target 1', x: 'output', loss: (x: Tensor<[]>) => meanAbsoluteError(x, one) },
  ]
  const parts = await Promise.all(
    kinds.map(async ({ said, x, loss }) => ({
      said,
      drawing: chart(await curvesOf(loss), { x, y: '', width: 420, height: 240, range: [low, high] }),
    })),
  )
  return side(parts, 2)
}
