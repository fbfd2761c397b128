// Networks that learn 16 pictures by heart: `npm run example memorise -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
