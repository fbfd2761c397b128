// Where attention looks: it learns to turn a list of ten digits round, and its weights show how.
import { argmax, attentionWeights, flip, foldIn, gather, jit, key, matmul, mul, normal, randint, slice, split, type Tensor, valueAndGrad } from 'typegrad'
import { adam, softmaxCrossEntropy } from 'typegrad/dsl'
import { image, plot } from 'playground'

const [forQueries, forKeys, forValues, forOutputs] = split(key(0), 4)
const drawn = <const S extends readonly number[]>(k: typeof forKeys, shape: S) => mul(normal(k, shape), 0.3)
let params = {
  queries: drawn(forQueries, [10, 16]), // one for each place that is written
  keys: drawn(forKeys, [10, 16]), // one for each place that is read
  values: drawn(forValues, [10, 32]), // one for each digit
  outputs: drawn(forOutputs, [32, 10]),
}
type Params = typeof params

const weightsOf = ({ queries, keys }: Params) => attentionWeights(queries, keys) // [10, 10]
const logitsOf = (p: Params, x: Tensor<[64, 10], 'i32'>) => matmul(matmul(weightsOf(p), gather(p.values, x)), p.outputs)
const loss = (p: Params, x: Tensor<[64, 10], 'i32'>) => softmaxCrossEntropy(logitsOf(p, x), flip(x, 1))

const optimizer = adam(0.02)
let memory = optimizer.init(params)
const step = jit((p: Params, m: typeof memory, x: Tensor<[64, 10], 'i32'>) => {
  const [value, gradients] = valueAndGrad(loss)(p, x)
  return [...optimizer.update(gradients, m, p), value] as const
})

const places = Array.from({ length: 10 }, (_, i) => `${i}`)
for (let i = 0; i <= 300; i++) {
  const [better, remembered, value] = step(params, memory, randint(foldIn(key(1), i), 0, 10, [64, 10]))
  params = better
  memory = remembered
  if (i % 5 === 0) plot({ loss: value }, { at: i })
  if (i % 50 === 0)
    image(weightsOf(params), { title: 'where each place looks', colors: 'heat', zoom: 24, min: 0, max: 1, rows: places, columns: places })
}

const x = randint(key(2), 0, 10, [64, 10])
console.log('read   ', slice(x, 0))
console.log('written', slice(argmax(logitsOf(params, x), { axis: 2 }), 0))
