import { relu, type Tensor } from 'typegrad'
import { greyOf, heat, scaled, signed, tiles } from '../kit/pixels.js'
import { below, type Drawing } from '../kit/svg.js'
import { layersOf } from './layers.js'
import type { Weights } from './network.js'

/** The numbers of each channel of the first example of `[N, height, width, channels]`. */
const channelsOf = (values: Float32Array, size: number, channels: number): readonly Float32Array[] =>
  Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: size * size }, (_, i) => values[i * channels + channel] ?? 0),
  )

/** Filters of the first layer: blue lowers, red raises. */
export const filters = async ({ params: [first] }: Weights): Promise<Drawing> =>
  tiles(channelsOf(await first.kernel.data(), 5, 16).map(scaled), { width: 5, height: 5, columns: 8, zoom: 11, show: signed })

/** Pictures of 28 x 28 as tiles. */
export const digits = (values: Float32Array, columns: number, zoom = 1): Promise<Drawing> =>
  tiles(
    Array.from({ length: values.length / 784 }, (_, i) => values.subarray(784 * i, 784 * (i + 1))),
    { width: 28, height: 28, columns, zoom, show: (value) => greyOf(Math.round(15 * value) / 15) },
  )

/** What a digit becomes, layer by layer: the maps of each after its ReLU, each in its own range. */
export const maps = async (weights: Weights, digit: Tensor<[number, 28, 28, 1]>): Promise<Drawing> => {
  const { first, second, third } = layersOf(weights, digit)
  const drawn = async (values: Float32Array, size: number, channels: number, columns: number, zoom: number): Promise<Drawing> =>
    tiles(channelsOf(values, size, channels).map(scaled), { width: size, height: size, columns, zoom, show: heat })
  return below([
    { drawing: await digits(await digit.data(), 1, 2), said: 'a test digit' },
    { drawing: await drawn(await relu(first).data(), 28, 16, 8, 2), said: 'first layer: 16 maps of 28 x 28' },
    { drawing: await drawn(await relu(second).data(), 14, 32, 16, 2), said: 'second layer: 32 maps of 14 x 14' },
    { drawing: await drawn(await relu(third).data(), 7, 32, 16, 4), said: 'third layer: 32 maps of 7 x 7' },
  ])
}
