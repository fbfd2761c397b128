import { jit, softmax, type Tensor, tensor, zeros } from 'typegrad'
import { load, predict } from 'typegrad/dsl'
import { model, parts, type Variables } from './model.ts'

/** What the network thinks of a picture: numbers row by row, with features last. */
export interface Thought {
  readonly first: Float32Array
  readonly second: Float32Array
  readonly probabilities: Float32Array
}

/** The network as one compiled function, which also gives what its convolutions make of the picture. */
const think = jit(({ params, state }: Variables, x: Tensor<[1, 28, 28, 1]>) => {
  const first = predict(parts.first, { params: [params[0]], state: [state[0]] }, x)
  const second = predict(parts.second, { params: [params[1]], state: [state[1]] }, first)
  const logits = predict(parts.reading, { params: [params[2]], state: [state[2]] }, second)
  return { first, second, probabilities: softmax(logits) }
})

/** Reads the weights, compiles, and gives what reads pictures of 784 pixels. */
export const reader = async (weights: string): Promise<(pixels: Float32Array) => Promise<Thought>> => {
  const variables = await load(model, weights)
  await think.compile(variables, zeros([1, 28, 28, 1]))
  return async (pixels) => {
    const { first, second, probabilities } = think(variables, tensor(pixels, { shape: [1, 28, 28, 1] }))
    const [a, b, c] = await Promise.all([first.data(), second.data(), probabilities.data()])
    for (const one of [first, second, probabilities]) one.dispose()
    return { first: a, second: b, probabilities: c }
  }
}
