// Prints VGG-19 as a table: layers, output shapes, parameters, work.

import '../closed-pipe.js'
import { summary } from 'typegrad/dsl'
import { vgg19 } from './model.js'

console.log(summary(vgg19))
