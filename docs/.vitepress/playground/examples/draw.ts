// Draw a digit, and a network that has just learned says which it is.
import { expandDims, jit, key, type Tensor } from 'typegrad'
import { adam, conv2d, dense, fit, flatten, maxPool2d, mnist, predict, relu, sequential, softmax, softmaxCrossEntropy } from 'typegrad/dsl'
import { drawings, image } from 'playground'

const { train } = await mnist()
const model = sequential([28, 28, 1], conv2d(8, 5, { stride: 2 }), relu, conv2d(16, 3), relu, maxPool2d(2), flatten, dense(10))
console.log('learning')
const { variables } = await fit(model, train, { loss: softmaxCrossEntropy, optimizer: adam(3e-3), epochs: 3, batchSize: 64, key: key(0) })

const probabilities = jit((x: Tensor<[28, 28]>) => softmax(predict(model, variables, expandDims(expandDims(x, 0), -1))))
console.log('draw a large digit below, in the middle')
for await (const digit of drawings(28, 28))
  image(probabilities(digit), {
    title: 'which it is',
    min: 0,
    max: 1,
    zoom: 28,
    colors: 'heat',
    columns: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  })
