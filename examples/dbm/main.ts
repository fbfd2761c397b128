// A deep Boltzmann machine on MNIST: `npm run example dbm -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
