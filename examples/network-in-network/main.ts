// Prints the network in network as a table: layers, output shapes, parameters, work.

import '../closed-pipe.js'
import { summary } from 'typegrad/dsl'
import { networkInNetwork } from './model.js'

console.log(summary(networkInNetwork))
