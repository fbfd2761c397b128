// Test-time scaling of dropout on MNIST: `npm run example test-time-scaling -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
