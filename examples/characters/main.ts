// Models of the characters of Moby-Dick: `npm run example characters -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
