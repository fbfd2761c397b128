// Layers learned one after the other: `npm run example incremental-learning -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
