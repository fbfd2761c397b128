// These layers do not fit: the first that does not is underlined, with a sentence.
// Repair it: conv2d takes pictures, and flatten makes rows of them.
import { key, zeros } from 'typegrad'
import { conv2d, dense, flatten, init, maxPool2d, predict, relu, sequential, summary } from 'typegrad/dsl'

const model = sequential([28, 28, 1], flatten, conv2d(8, 3), relu, maxPool2d(2), dense(10))

console.log(summary(model))
const logits = predict(model, init(model, key(0)), zeros([4, 28, 28, 1]))
console.log(logits)
