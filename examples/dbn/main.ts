// A deep belief network on MNIST: `npm run example dbn -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
