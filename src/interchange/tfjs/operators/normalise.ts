import * as ops from '../../../index.js'
import { normalised } from '../../read/operators/normalise.js'
import { sumAround } from '../../read/operators/reduce.js'
import { ofTensor } from '../../read/value.js'
import { type Operator, type Operators, operator } from '../operator.js'
import { choice, float, int } from './attributes.js'

const batch: Operator = operator(
  5,
  { fixed: [3, 4], attributes: { epsilon: float(0.001), data_format: choice({ NHWC: true }, true) } },
  ({ input, settings: { epsilon } }) =>
    ofTensor(
      normalised(
        input(0).tensor,
        { scale: input(1).tensor, offset: input(2).tensor, mean: input(3).tensor, variance: input(4).tensor },
        epsilon,
      ),
    ),
)

/** `x / (bias + alpha * sum of squares over the channels that are at most so far)^beta` */
const localResponse = operator(
  1,
  { attributes: { depth_radius: int(5), bias: float(1), alpha: float(1), beta: float(0.5) } },
  ({ input, settings: { depth_radius: radius, bias, alpha, beta }, fail }) => {
    const x = input(0).tensor
    if (x.rank !== 4 || radius < 0 || radius > 1024) return fail(`a radius of ${radius} channels is none in [${x.shape.join(', ')}]`)
    const total = sumAround(ops.square(x), 3, radius, radius)
    return ofTensor(ops.div(x, ops.pow(ops.add(ops.mul(total, alpha), bias), beta)))
  },
)

export const normalisations: Operators = {
  FusedBatchNorm: batch,
  FusedBatchNormV2: batch,
  FusedBatchNormV3: batch,
  LRN: localResponse,
}
