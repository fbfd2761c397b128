// Rosenblatt's perceptron: `npm run example perceptron -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
