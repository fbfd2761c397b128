import { leakyRelu, relu, sigmoid, tanh } from 'typegrad'
import type { Stack } from './depth.js'

/** What is compared: the gain is the one that each is usually drawn with (Glorot's 1, He's 2). */
export const stacks: readonly Stack[] = [
  { name: 'sigmoid', activation: (h) => sigmoid(h), gain: 1 },
  { name: 'tanh', activation: (h) => tanh(h), gain: 1 },
  { name: 'ReLU', activation: (h) => relu(h), gain: 2 },
  { name: 'leaky ReLU', activation: (h) => leakyRelu(h), gain: 2 },
]

export const depth = 20
