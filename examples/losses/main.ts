// Outputs and the losses that belong to them: `npm run example losses -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
