// A line through points, found by gradient descent.
// Change something: an error appears as you type.
import { add, grad, jit, mean, mul, square, sub, type Tensor, tensor } from 'typegrad'
import { plot } from 'playground'

const x = tensor([0, 1, 2, 3, 4])
const y = tensor([1.1, 2.9, 5.2, 6.8, 9.1])

const loss = (w: Tensor<[]>, b: Tensor<[]>) => mean(square(sub(add(mul(x, w), b), y)))
const step = jit((w: Tensor<[]>, b: Tensor<[]>) => {
  const [dw, db] = grad(loss, { argnums: [0, 1] })(w, b)
  return [sub(w, mul(dw, 0.05)), sub(b, mul(db, 0.05)), loss(w, b)] as const
})

let w: Tensor<[]> = tensor(0)
let b: Tensor<[]> = tensor(0)
for (let i = 0; i < 100; i++) {
  const [nextW, nextB, loss] = step(w, b)
  w = nextW
  b = nextB
  plot({ loss })
}
console.log('slope', w, 'intercept', b)
