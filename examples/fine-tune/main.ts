// A network that others trained learns a new task: `npm run example fine-tune -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
