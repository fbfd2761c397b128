// XOR: what one layer cannot learn, two can. The picture is what the network says of each place of the plane.
import { arange, div, jit, key, meshgrid, reshape, stack, sub, tensor } from 'typegrad'
import { adam, dense, predict, sequential, sigmoid, sigmoidBinaryCrossEntropy, tanh, trainState, trainStep, type VariablesOf } from 'typegrad/dsl'
import { image, plot } from 'playground'

const x = tensor([[0, 0], [0, 1], [1, 0], [1, 1]])
const y = tensor([[0], [1], [1], [0]])
const model = sequential([2], dense(8), tanh, dense(1))

const n = 48
const line = div(sub(arange(n), n / 4), n / 2) // from -0.5 to 1.5
const places = reshape(stack(meshgrid([line, line]), -1), [n * n, 2])
const surface = jit((variables: VariablesOf<typeof model>) => reshape(sigmoid(predict(model, variables, places)), [n, n]))

const optimizer = adam(0.05)
const step = trainStep(model, { loss: sigmoidBinaryCrossEntropy, optimizer })
let state = trainState(model, { optimizer, key: key(1) })
for (let i = 0; i <= 200; i++) {
  const [next, loss] = step(state, { x, y })
  state = next
  plot({ loss })
  if (i % 20 === 0) image(surface(state.variables), { title: 'surface', min: 0, max: 1, zoom: 5, colors: 'heat' })
}
console.log('answers', sigmoid(predict(model, state.variables, x)))
