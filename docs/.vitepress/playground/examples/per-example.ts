// The gradient of every example by itself: vmap of grad. Transforms nest in any order.
import { grad, hessian, key, matmul, mean, mul, normal, square, sub, sum, type Tensor, vmap, zeros } from 'typegrad'
import { image } from 'playground'

const loss = (w: Tensor<[8]>, x: Tensor<[8]>, y: Tensor<[]>) => square(sub(sum(mul(w, x)), y))
const each = vmap(grad(loss), { in: [null, 0, 0] })

const x = normal(key(0), [20, 8])
const y = normal(key(1), [20])
const gradients = each(zeros([8]), x, y) // hover: [20, 8], a row for each example
image(gradients, { title: 'gradients, one row for each example', colors: 'heat', zoom: 16 })

// The mean over examples is the gradient of the mean.
const whole = grad((w: Tensor<[8]>) => mean(square(sub(matmul(x, w), y))))(zeros([8]))
console.log('differ by', sum(square(sub(mean(gradients, { axis: 0 }), whole))))

// And the second derivative of the first example's loss: twice the outer product of x.
image(hessian((w: Tensor<[8]>) => loss(w, normal(key(0), [8]), zeros([])))(zeros([8])), { title: 'a Hessian', colors: 'heat', zoom: 16 })
