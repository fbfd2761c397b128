// Fits a line to 100 points of y = 0.1 x + 0.3 by gradient descent.

import '../closed-pipe.js'
import { acquire, add, grad, jit, key, mean, mul, square, sub, type Tensor, tree, uniform, zeros } from 'typegrad'

await acquire()

const x = uniform(key(0), [100])
const y = add(mul(x, 0.1), 0.3)

type Line = { slope: Tensor<[]>; offset: Tensor<[]> }

const loss = ({ slope, offset }: Line) => mean(square(sub(add(mul(x, slope), offset), y)))
const step = jit((line: Line) => tree.map((value, gradient) => sub(value, mul(gradient, 0.5)), line, grad(loss)(line)))

let line: Line = { slope: uniform(key(1), [], { min: -1, max: 1 }), offset: zeros([]) }
for (let i = 0; i <= 200; i++) {
  line = step(line)
  if (i % 20 === 0) console.log(`step ${i}: y = ${(await line.slope.item()).toFixed(4)} x + ${(await line.offset.item()).toFixed(4)}`)
}

export const [slope, offset] = [await line.slope.item(), await line.offset.item()]
