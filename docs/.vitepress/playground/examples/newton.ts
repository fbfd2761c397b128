// Newton's method in the valley of Rosenbrock's function: the Hessian is a transform, the step a linear system.
import { add, grad, hessian, jit, mul, slice, solve, square, sub, type Tensor, tensor } from 'typegrad'
import { plot } from 'playground'

const valley = (p: Tensor<[2]>) => {
  const [x, y] = [slice(p, 0), slice(p, 1)]
  return add(square(sub(1, x)), mul(square(sub(y, square(x))), 100))
}

const newton = jit((p: Tensor<[2]>) => sub(p, solve(hessian(valley)(p), grad(valley)(p))))
const descent = jit((p: Tensor<[2]>) => sub(p, mul(grad(valley)(p), 1e-3)))

let [p, q]: [Tensor<[2]>, Tensor<[2]>] = [tensor([-1.2, 1]), tensor([-1.2, 1])]
for (let i = 0; i < 8; i++) {
  p = newton(p)
  q = descent(q)
  plot({ newton: slice(p, 0), 'gradient descent': slice(q, 0) }, { title: 'x, which is 1 at the bottom' })
}
console.log('Newton is at', p)
console.log('gradient descent is at', q)
