// Prints SE-ResNet-152 as a table: layers, output shapes, parameters, work.

import '../closed-pipe.js'
import { summary } from 'typegrad/dsl'
import { senet152 } from './model.js'

console.log(summary(senet152))
