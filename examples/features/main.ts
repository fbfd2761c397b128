// A hierarchy of features of MNIST: `npm run example features -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
