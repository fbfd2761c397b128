// Go by policy and value nets with tree search: `npm run example go -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
