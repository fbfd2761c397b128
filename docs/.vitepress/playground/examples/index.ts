/* What the playground begins with, in the order of its list. */

import attention from './attention.ts?raw'
import autoencoder from './autoencoder.ts?raw'
import digits from './digits.ts?raw'
import draw from './draw.ts?raw'
import filters from './filters.ts?raw'
import gru from './gru.ts?raw'
import kernels from './kernels.ts?raw'
import line from './line.ts?raw'
import newton from './newton.ts?raw'
import perExample from './per-example.ts?raw'
import spirals from './spirals.ts?raw'
import wrongStack from './wrong-stack.ts?raw'
import xor from './xor.ts?raw'

export interface Example {
  readonly name: string
  readonly title: string
  readonly code: string
}

export const examples: readonly [Example, ...Example[]] = [
  { name: 'line', title: 'A line through points', code: line },
  { name: 'wrong-stack', title: 'A wrong stack, to repair', code: wrongStack },
  { name: 'xor', title: 'XOR and its surface', code: xor },
  { name: 'spirals', title: 'Two spirals', code: spirals },
  { name: 'digits', title: 'Handwritten digits', code: digits },
  { name: 'draw', title: 'Draw a digit', code: draw },
  { name: 'filters', title: 'What a convolution makes', code: filters },
  { name: 'autoencoder', title: 'An autoencoder', code: autoencoder },
  { name: 'gru', title: 'A GRU that writes', code: gru },
  { name: 'attention', title: 'Where attention looks', code: attention },
  { name: 'per-example', title: 'Gradients of each example', code: perExample },
  { name: 'newton', title: "Newton's method", code: newton },
  { name: 'kernels', title: 'What runs: kernels', code: kernels },
]
