// ResNet-18 and SE-ResNet-18 on Fashion-MNIST: `npm run example resnet18 -- --help`.

import { main } from '../kit/main.js'
import { example } from './example.js'

await main(example)
