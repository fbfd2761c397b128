// An autoencoder: digits through 12 numbers, and back.
import { key } from 'typegrad'
import { adam, dense, fit, flatten, fromArrays, meanSquaredError, mnist, predict, relu, reshapeTo, sequential, sigmoid } from 'typegrad/dsl'
import { image, plot } from 'playground'

const { train, test } = await mnist()
const model = sequential([28, 28, 1], flatten, dense(128), relu, dense(12), dense(128), relu, dense(784), sigmoid, reshapeTo([28, 28, 1]))

const pixels = train.columns.x
const pictures = fromArrays({ x: pixels, y: pixels }) // what goes in is to come out
const some = test.take(Array.from({ length: 16 }, (_, i) => i)).x
image(some, { title: 'digits it has not seen', zoom: 2 })

await fit(model, pictures, {
  loss: meanSquaredError,
  optimizer: adam(2e-3),
  epochs: 8,
  batchSize: 64,
  key: key(0),
  callbacks: [
    ({ epoch, train: { loss } }, variables) => {
      plot({ loss: loss ?? Number.NaN }, { at: epoch })
      image(predict(model, variables, some), { title: 'what comes back', zoom: 2, min: 0, max: 1 })
    },
  ],
})
