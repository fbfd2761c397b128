import { key, tensor } from 'typegrad'
import { type Model, meanSquaredError, type Optimizer, predict, type Signal, trainState, trainStep, type Variables } from 'typegrad/dsl'
import { pixels, type Rgb } from '../kit/pixels.js'
import { type Point, plane } from '../kit/plane.js'
import type { Drawing } from '../kit/svg.js'

/** What is learned, from which points, and how. */
interface Task<Params, State> {
  readonly model: Model<[2], [1], Params, State>
  readonly points: readonly Point[]
  readonly range: readonly [low: number, high: number]
  readonly optimizer: Optimizer
  readonly seed: number
  /** Steps of the whole set, unless it has learned before. */
  readonly most: number
  /** After how many of them the surface is drawn. */
  readonly moments: readonly number[]
  /** Every how many of them it is asked how far it is. */
  readonly every: number
  readonly signal?: Signal | undefined
}

/** What came of it. */
export interface Learned {
  readonly steps: number
  /** Points on their side of 1/2, of all. */
  readonly right: number
  /** By how much the output misses, at the worst point. */
  readonly worst: number
  readonly surfaces: readonly { readonly said: string; readonly drawing: Drawing }[]
  readonly losses: readonly (readonly [step: number, loss: number])[]
}

/** From blue over white to orange, as the points are. */
const shade = (value: number): Rgb => {
  const side: Rgb = value > 0.5 ? [0.9, 0.38, 0.23] : [0.23, 0.51, 0.96]
  const share = Math.abs(2 * value - 1) * 0.75
  return [1 + share * (side[0] - 1), 1 + share * (side[1] - 1), 1 + share * (side[2] - 1)]
}

/** What a model says of each place of the square, under the points. */
const surface = async <Params, State>(
  { model, points, range: [low, high] }: Pick<Task<Params, State>, 'model' | 'points' | 'range'>,
  variables: Variables<Params, State>,
): Promise<Drawing> => {
  const across = 90
  const place = (i: number): number => low + ((i + 0.5) / across) * (high - low)
  const grid = Array.from({ length: across ** 2 }, (_, i) => [place(i % across), -place(Math.floor(i / across)) + low + high])
  const values = await predict(model, variables, tensor(grid.map(([x = 0, y = 0]): [number, number] => [x, y]))).data()
  const under = await pixels(across, across, (x, y) => shade(values[y * across + x] ?? 0), 2)
  return plane({ range: [low, high], size: 2 * across, under, points, radius: points.length > 4 ? 2.5 : 6 })
}

/** Backpropagation of the mean squared error over all points, step by step, until every output is nearer than 0.4 to its target. */
export const learn = async <Params, State>(task: Task<Params, State>): Promise<Learned> => {
  const { model, points, optimizer, seed, most, moments, every, signal } = task
  const x = tensor(points.map(({ x, y }): [number, number] => [x, y]))
  const y = tensor(points.map(({ of }): [number] => [of]))
  const step = trainStep(model, { loss: meanSquaredError, optimizer })
  let state = trainState(model, { optimizer, key: key(seed) })
  const surfaces = []
  const losses: [number, number][] = []
  for (let steps = 0; ; steps++) {
    const due = steps % every === 0
    const outputs = due ? [...(await predict(model, state.variables, x).data())] : []
    const off = outputs.map((output, i) => Math.abs(output - (points[i]?.of ?? 0)))
    const worst = Math.max(...off)
    const ends = due && (worst < 0.4 || steps >= most || signal?.aborted)
    if (ends || moments.includes(steps))
      surfaces.push({ said: `after ${steps.toLocaleString('en')} steps`, drawing: await surface(task, state.variables) })
    if (ends) return { steps, right: off.filter((one) => one < 0.5).length / off.length, worst, surfaces, losses }
    const [next, loss] = step(state, { x, y })
    state = next
    if (due) losses.push([steps + 1, await loss.item()])
  }
}
