// What units learn with and without dropout: `npm run example dropout-features -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
