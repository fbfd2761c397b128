// From spelling to sound: `npm run example translation -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
