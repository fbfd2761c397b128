// Multilayer perceptrons on XOR and two spirals: `npm run example mlp -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
