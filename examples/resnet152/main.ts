// Prints ResNet-152 as a table: layers, output shapes, parameters, work.

import '../closed-pipe.js'
import { summary } from 'typegrad/dsl'
import { resnet152 } from './model.js'

console.log(summary(resnet152))
