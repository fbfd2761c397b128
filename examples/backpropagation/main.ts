// What backpropagation does, and what becomes of gradients in deep stacks: `npm run example backpropagation -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
