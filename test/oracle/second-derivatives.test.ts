import { softmaxCrossEntropy } from '../../dsl/index.js'
import {
  type AnyTensor,
  add,
  conv,
  cumsum,
  div,
  grad,
  jvp,
  logSoftmax,
  logSumExp,
  matmul,
  mean,
  mul,
  norm,
  prod,
  reshape,
  sin,
  softplus,
  square,
  sum,
  tanh,
  tensor,
} from '../../src/index.js'
import { compareWithTorch, type Named } from './oracle.js'

/** The gradient of `f`, and its Hessian times `v`: forward over reverse. Their gradients are compared too, which makes third derivatives. */
const of = (f: (x: AnyTensor) => AnyTensor, x: AnyTensor, v: AnyTensor): Named => {
  const [gradient, product] = jvp(grad(f), [x], [v])
  return { gradient, product }
}

compareWithTorch<'x' | 'v' | 'first' | 'second' | 'inputs' | 'image'>('second-derivatives', {
  'a network of two layers': ({ x, v, first, second }) =>
    of((weights) => sum(square(tanh(matmul(tanh(matmul(first, weights)), second)))), x, v),
  'cross entropy': ({ x, v, inputs }) =>
    of((weights) => softmaxCrossEntropy(matmul(inputs, weights), tensor([2, 0, 1, 1, 2], { dtype: 'i32' })), x, v),
  // PyTorch flattens channels first; a mean over all does not mind.
  'a convolution': ({ x, v, image }) => of((kernel) => mean(square(logSoftmax(reshape(softplus(conv(image, kernel)), [1, -1])))), x, v),
  'products, sums and quotients': ({ x, v }) =>
    of((y) => mul(add(div(prod(y), norm(y)), logSumExp(square(y))), sum(sin(cumsum(y, { axis: 0 })))), x, v),
})
