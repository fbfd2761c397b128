// A network with branches, joins, a shared layer, two inputs and two losses: `npm run example dag -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
