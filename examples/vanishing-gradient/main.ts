// Deep stacks, and what becomes of their gradients: `npm run example vanishing-gradient -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
