// Steering from pixels: `npm run example steering -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
