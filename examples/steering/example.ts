import { jit, key, mul, type Tensor, tensor } from 'typegrad'
import { adam, cosineDecay, evaluate, fit, meanSquaredError, predict, type VariablesOf } from 'typegrad/dsl'
import { bySize, type Example } from '../kit/example.js'
import { cutOf, ended, resuming } from '../kit/resuming.js'
import { picture } from '../kit/svg.js'
import { type Drive, drive, type Steers } from './drive.js'
import { film, inAllWeathers, offsets } from './film.js'
import { pilotNet } from './network.js'
import { record, steeringScale } from './recordings.js'
import { roadOf } from './road.js'

const meanOf = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length

/** The share of the time that cars were on the road, in per cent, over all roads. */
const onRoad = (drives: readonly Drive[]): number => 100 * meanOf(drives.map(({ onRoad }) => onRoad))

/** Metres from the middle, while on the road: the mean of the sizes. */
const astray = (drives: readonly Drive[]): number => meanOf(drives.flatMap(({ path }) => path.map(({ offset }) => Math.abs(offset))))

export const example: Example = {
  name: 'steering',
  about: 'Steering from pixels: PilotNet learns from a scripted driver on roads with bends and weather, and then drives by itself.',
  sizes: {
    quick: '16 x 48 pixels, 900 pictures, 8 epochs; 6 roads of 200 m',
    default: '32 x 96 pixels, 4,500 pictures, 8 epochs; 12 roads of 600 m: a few minutes',
    full: '66 x 200 pixels, 30,000 pictures, 20 epochs; 50 roads of 3,000 m: hours',
  },
  run: async (setting) => {
    const { size, seed, log } = setting
    const pixels = bySize(size, { height: 16, width: 48 }, { height: 32, width: 96 }, { height: 66, width: 200 })
    const roadsFrom = (first: number, count: number) => Array.from({ length: count }, (_, i) => roadOf(1_000_000 * seed + first + i))
    const recorded = record(roadsFrom(0, bySize(size, 15, 50, 100)), bySize(size, 80, 120, 400), 4, pixels, seed)
    const unseen = record(roadsFrom(500_000, 5), 40, 4, pixels, seed + 1)
    log(`${recorded.size} pictures recorded`)

    const [epochs, batchSize] = [bySize(size, 8, 8, 20), bySize(size, 25, 50, 100)]
    const net = pilotNet(pixels)
    const optimizer = adam(cosineDecay(1e-3, epochs * Math.floor(recorded.size / batchSize)))
    const options = { loss: meanSquaredError, optimizer, epochs, batchSize, key: key(seed) }
    const run = await ended(fit(net, recorded, { ...options, ...(await resuming(setting, 'pilotnet', net, optimizer)) }), setting)
    const variables = run.variables as VariablesOf<typeof net> // of this network
    const { loss = Number.NaN } = await evaluate(net, variables, unseen, { loss: meanSquaredError })

    const roads = roadsFrom(900_000, bySize(size, 6, 12, 50))
    const steps = bySize(size, 200, 600, 3000)
    const angles = jit((x: Tensor<[number, number, number, 3]>) => mul(predict(net, variables, x), 1 / steeringScale))
    const byNet: Steers = (pictures, cars) =>
      angles(mul(tensor(Float32Array.from(pictures), { shape: [cars, pixels.height, pixels.width, 3] }), 1 / 255)).data()
    const constant = meanOf(Array.from(recorded.columns.y.values)) / steeringScale
    const own = await drive(byNet, roads, steps, pixels)
    const straight = await drive(async (_, cars) => new Array<number>(cars).fill(constant), roads, steps, pixels)

    const shown = inAllWeathers(own)
    const [before] = straight
    return {
      findings: {
        'time on the road': { value: onRoad(own), unit: '%', note: `${roads.length} roads not driven before, ${steps / 10} s each` },
        'roads driven to their end': { value: own.filter((one) => one.onRoad === 1).length, note: `of ${roads.length}` },
        'distance from the middle': { value: astray(own), unit: 'm', note: 'mean, while on the road' },
        'time on the road, steering held at the mean of the recordings': { value: onRoad(straight), unit: '%' },
        'error of the steering': {
          value: Math.sqrt(loss) / steeringScale,
          unit: '1/m',
          note: 'root of the mean square, recordings of other roads',
        },
      },
      pictures: {
        film: picture(
          'What the network saw as it drove',
          await film(
            shown.map(({ drive }) => drive),
            5,
            { height: 32, width: 96 },
          ),
        ),
        offsets: picture(
          'Where the cars were',
          offsets([...shown, ...(before ? [{ name: 'constant', drive: before, dashed: true }] : [])]),
        ),
      },
      ...cutOf(run.history, epochs),
    }
  },
}
