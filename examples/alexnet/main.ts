// Prints AlexNet as a table: layers, output shapes, parameters, work.

import '../closed-pipe.js'
import { summary } from 'typegrad/dsl'
import { alexnet } from './model.js'

console.log(summary(alexnet))
