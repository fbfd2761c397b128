// Learns to tell two classes apart: `npm run example classifier -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
