// Five activations in a network in network: `npm run example activations -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
