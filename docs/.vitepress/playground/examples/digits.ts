// Handwritten digits: a small convolutional network on 6,000 of MNIST.
import { key } from 'typegrad'
import { accuracy, adam, conv2d, dense, evaluate, fit, flatten, maxPool2d, mnist, relu, sequential, softmaxCrossEntropy, summary } from 'typegrad/dsl'
import { image, plot } from 'playground'

const { train, test } = await mnist() // in the playground: 6,000 to learn from, 1,000 to test
image(train.take(Array.from({ length: 40 }, (_, i) => i)).x, { title: 'some of them', zoom: 1 })

const model = sequential([28, 28, 1], conv2d(8, 5, { stride: 2 }), relu, conv2d(16, 3), relu, maxPool2d(2), flatten, dense(10))
console.log(summary(model))

const { variables } = await fit(model, train, {
  loss: softmaxCrossEntropy,
  optimizer: adam(3e-3),
  epochs: 3,
  batchSize: 64,
  key: key(0),
  validation: test,
  metrics: { accuracy },
  callbacks: [
    {
      step: async ({ place, measured }) => {
        if (place.step % 10 === 0) plot({ 'mean loss of the epoch': (await measured()).loss ?? Number.NaN })
      },
      epoch: ({ epoch, validation }) =>
        console.log(`epoch ${epoch}: ${(100 * (validation?.accuracy ?? 0)).toFixed(1)} % of the test digits`),
    },
  ],
})
console.log(await evaluate(model, variables, test, { metrics: { accuracy } }))
