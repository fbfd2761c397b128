// What becomes of a layer: `npm run example generated-code -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
