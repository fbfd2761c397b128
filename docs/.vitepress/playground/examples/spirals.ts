// Two spirals, told apart by a multilayer perceptron; the surface as it learns.
import { add, arange, concat, cos, div, jit, key, meshgrid, mul, neg, normal, ones, reshape, sin, stack, sub, type Tensor, zeros } from 'typegrad'
import { adam, dense, predict, sequential, sigmoid, sigmoidBinaryCrossEntropy, tanh, trainState, trainStep, type VariablesOf } from 'typegrad/dsl'
import { image, plot } from 'playground'

const count = 100
const turn = mul(div(arange(count), count), 9)
const arm = mul(stack([mul(turn, cos(turn)), mul(turn, sin(turn))], 1), 0.11)
const x = add(concat([arm, neg(arm)], 0), mul(normal(key(0), [200, 2]), 0.01))
const y = concat([zeros([count, 1]), ones([count, 1])], 0)

const model = sequential([2], dense(32), tanh, dense(32), tanh, dense(1))

const n = 56
const line = sub(mul(div(arange(n), n), 2.2), 1.1)
const places = reshape(stack(meshgrid([line, line]), -1), [n * n, 2])
const surface = jit((variables: VariablesOf<typeof model>): Tensor<[56, 56]> => reshape(sigmoid(predict(model, variables, places)), [n, n]))

const optimizer = adam(0.01)
const step = trainStep(model, { loss: sigmoidBinaryCrossEntropy, optimizer })
let state = trainState(model, { optimizer, key: key(3) })
for (let i = 0; i <= 1500; i++) {
  const [next, loss] = step(state, { x, y })
  state = next
  if (i % 10 === 0) plot({ loss }, { at: i })
  if (i % 100 === 0) {
    image(surface(state.variables), { title: 'surface', min: 0, max: 1, zoom: 5, colors: 'heat' })
    await loss.item() // not too far ahead of the picture
  }
}
