// What runs: the program of a function, what is fused, and the code of its kernels.
// `inspect` gives them as text; "Show kernels" above does it for everything that is compiled.
import { div, exp, inspect, jit, key, matmul, max, mul, normal, sub, sum, type Tensor } from 'typegrad'

const softmaxOf = (x: Tensor<[64, 128]>, w: Tensor<[128, 10]>) => {
  const logits = matmul(x, w)
  const weights = exp(sub(logits, max(logits, { axis: 1, keepDims: true })))
  return div(weights, sum(weights, { axis: 1, keepDims: true }))
}

const x = normal(key(0), [64, 128])
const w = mul(normal(key(1), [128, 10]), 0.1)
const { program, kernels, code, counts } = inspect(softmaxOf)(x, w)
console.log(`${counts.equations} operations become ${counts.kernels} kernels\n`)
console.log(program)
console.log(kernels)
console.log(code)
console.log('rows add up to', sum(jit(softmaxOf)(x, w), { axis: 1 }))
