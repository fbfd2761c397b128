import { conv2d, dense, dropout, flatten, type Layer, maxPool2d, relu, sequential } from 'typegrad/dsl'
import { alexnet } from '../alexnet/model.js'
import { networkInNetwork } from '../network-in-network/model.js'
import { resnet152 } from '../resnet152/model.js'
import { senet152 } from '../senet152/model.js'
import { vgg19 } from '../vgg19/model.js'

/** As AlexNet, for small pictures, with layers of a sixteenth. */
const narrow = sequential(
  [32, 32, 3],
  conv2d(8, 5, { stride: 2, padding: 2 }),
  relu,
  maxPool2d(2),
  conv2d(16, 3, { padding: 1 }),
  relu,
  conv2d(16, 3, { padding: 1 }),
  relu,
  maxPool2d(2),
  flatten,
  dropout(0.5),
  dense(256),
  relu,
  dropout(0.5),
  dense(10),
)

interface Network {
  readonly layers: readonly Layer[]
  /** Height and width of a picture by default, and with `--full`. */
  readonly sizes: readonly [usual: number, full: number]
  readonly rate: number
}

/** The networks as they were published, by what `--only` calls them; 'narrow' is that of `--quick`. */
export const networks: Readonly<Record<'narrow' | 'alexnet' | 'vgg19' | 'resnet152' | 'se-resnet152' | 'network-in-network', Network>> = {
  narrow: { layers: narrow.layers, sizes: [32, 32], rate: 0.01 },
  alexnet: { layers: alexnet.layers, sizes: [64, 224], rate: 0.01 },
  vgg19: { layers: vgg19.layers, sizes: [32, 128], rate: 0.01 },
  resnet152: { layers: resnet152.layers, sizes: [32, 128], rate: 0.02 },
  'se-resnet152': { layers: senet152.layers, sizes: [32, 128], rate: 0.02 },
  'network-in-network': { layers: networkInNetwork.layers, sizes: [32, 32], rate: 0.02 },
}
