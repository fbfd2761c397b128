// A recurrent network that reads a rhyme letter by letter, and then writes.
import { argmax, key, slice, type Tensor, tensor } from 'typegrad'
import { adam, dense, embedding, gru, predict, sequential, softmaxCrossEntropy, trainState, trainStep } from 'typegrad/dsl'
import { plot } from 'playground'

const text = 'the rain in spain stays mainly in the plain. how now, brown cow. she sells sea shells on the sea shore. '
const letters = [...new Set(text)].sort()
const codes = [...text].map((letter) => letters.indexOf(letter))

const steps = 24
const starts = Array.from({ length: codes.length - steps }, (_, i) => i)
const cut = (shift: number) =>
  tensor(Int32Array.from(starts.flatMap((i) => codes.slice(i + shift, i + shift + steps))), { shape: [starts.length, 24] })
const [x, y] = [cut(0), cut(1)]

const model = sequential({ shape: [24], dtype: 'i32' }, embedding(32, 16), gru(64, { returnSequences: true }), dense(32))
const optimizer = adam(0.01)
const step = trainStep(model, { loss: softmaxCrossEntropy, optimizer })
let state = trainState(model, { optimizer, key: key(0) })
for (let i = 0; i < 200; i++) {
  const [next, loss] = step(state, { x, y })
  state = next
  if (i % 5 === 0) plot({ loss: await loss.item() }, { at: i })
}

let written = 'she sells sea shells on '
for (let i = 0; i < 60; i++) {
  const last = tensor(Int32Array.from([...written.slice(-steps)].map((letter) => letters.indexOf(letter))), { shape: [1, 24] })
  const logits: Tensor<[1, 24, 32]> = predict(model, state.variables, last)
  written += letters[await argmax(slice(logits, 0, -1)).item()] ?? '?'
}
console.log(written)
