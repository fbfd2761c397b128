import { adam, momentum, type Optimizer, rmsprop, sgd } from '../../dsl/index.js'
import { type AnyTensor, astype, grad, matmul, square, stack, sub, sum } from '../../src/index.js'
import { compareWithTorch, type Named } from './oracle.js'

type Path = (problem: Named<'matrix' | 'target' | 'start'>) => AnyTensor

/** Five steps down `|matrix . point - target|^2`: the point after each. */
const path =
  (optimizer: Optimizer): Path =>
  ({ matrix, target, start }) => {
    const slope = grad((point: AnyTensor) => sum(square(sub(matmul(matrix, point), target))))
    let [point, state] = [start, optimizer.init(start)]
    const points = Array.from({ length: 5 }, () => {
      ;[point, state] = optimizer.update(slope(point), state, point)
      return point
    })
    return stack(points)
  }

/** Adam weighs its moments by a count in f32, and so takes parameters of f32 alone. The reference holds f32 in f64 all the same. */
const inF32 =
  (f: Path): Path =>
  ({ matrix, target, start }) =>
    astype(f({ matrix: astype(matrix, 'f32'), target: astype(target, 'f32'), start: astype(start, 'f32') }), matrix.dtype)

compareWithTorch<'matrix' | 'target' | 'start'>('optimizers', {
  sgd: path(sgd(0.02)),
  momentum: path(momentum(0.02, 0.8)),
  adam: inF32(path(adam({ rate: 0.1 }))),
  'adam with other betas and epsilon': inF32(path(adam({ rate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-3 }))),
  rmsprop: path(rmsprop({ rate: 0.05, decay: 0.9, epsilon: 1e-7 })),
  'rmsprop with other decay and epsilon': path(rmsprop({ rate: 0.05, decay: 0.7, epsilon: 0.1 })),
})
