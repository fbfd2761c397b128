// Prints an encoder of the size of BERT-base as a table: layers, output shapes, parameters, work.

import '../closed-pipe.js'
import { summary } from 'typegrad/dsl'
import { encoder } from './model.js'

console.log(summary(encoder))
