// Dropout on MNIST: `npm run example dropout -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
