// Restricted Boltzmann machines on MNIST: `npm run example rbm -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
