// Fits a line by gradient descent: `npm run example line -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
