import {
  adam,
  conv2d,
  cosineDecay,
  dense,
  dropout,
  flatten,
  type Layer,
  maxPool2d,
  momentum,
  type Optimizer,
  relu,
  sequential,
  warmupCosine,
} from 'typegrad/dsl'
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
  /** How often it sees them. */
  readonly steps: number
  readonly optimizer: (steps: number) => Optimizer
}

/** Momentum whose rate falls to nothing along half a cosine. */
const falling =
  (rate: number) =>
  (steps: number): Optimizer =>
    momentum(cosineDecay(rate, steps), 0.9)

/** Without batch norm gradients of one layer are far smaller than those of another; steps of Adam have the size of the rate in all. */
const adaptive =
  (rate: number, warmup = 5) =>
  (steps: number): Optimizer =>
    adam(warmupCosine({ peak: rate, warmup, steps }))

/** The networks as they were published, by what `--only` calls them; 'narrow' is that of `--quick`. */
export const networks: Readonly<Record<'narrow' | 'alexnet' | 'vgg19' | 'resnet152' | 'se-resnet152' | 'network-in-network', Network>> = {
  narrow: { layers: narrow.layers, sizes: [32, 32], steps: 200, optimizer: falling(0.01) },
  alexnet: { layers: alexnet.layers, sizes: [64, 224], steps: 150, optimizer: adaptive(3e-4) },
  vgg19: { layers: vgg19.layers, sizes: [32, 128], steps: 150, optimizer: adaptive(1e-4) },
  resnet152: { layers: resnet152.layers, sizes: [32, 128], steps: 60, optimizer: falling(0.02) },
  'se-resnet152': { layers: senet152.layers, sizes: [32, 128], steps: 60, optimizer: falling(0.02) },
  'network-in-network': { layers: networkInNetwork.layers, sizes: [32, 32], steps: 250, optimizer: adaptive(1e-3, 50) },
}
