import { type Car, moved } from './car.js'
import { halfWidth, type Road } from './road.js'
import { type Size, view } from './view.js'

/** What steers: from pictures of as many cars, one after the other, the steering of each. */
export type Steers = (pictures: Uint8Array, cars: number) => Promise<ArrayLike<number>>

/** How a car fared on a road. */
export interface Drive {
  readonly road: Road
  /** Where it was, step by step, up to where it left the road. */
  readonly path: readonly Car[]
  /** Of the time that it should drive, how much it was on the road, from 0 to 1. */
  readonly onRoad: number
}

/** A car, 1.8 m wide, has left the road when a wheel has. */
const hasLeft = ({ offset }: Car): boolean => Math.abs(offset) > halfWidth - 0.9

/** Lets cars drive by themselves, one on each road: what each sees depends on where its own steering took it. A car that leaves the road is out. */
export const drive = async (steers: Steers, roads: readonly Road[], steps: number, size: Size): Promise<readonly Drive[]> => {
  const paths: Car[][] = roads.map(() => [{ along: 0, offset: 0, heading: 0 }])
  const gone = roads.map(() => steps)
  const length = 3 * size.height * size.width
  const pictures = new Uint8Array(roads.length * length)
  for (let step = 0; step < steps; step++) {
    for (const [i, road] of roads.entries()) {
      const car = paths[i]?.at(-1)
      if (car && gone[i] === steps) pictures.set(view(car, road, size, 1000 * step + i), i * length)
    }
    const steering = await steers(pictures, roads.length)
    for (const [i, road] of roads.entries()) {
      const car = paths[i]?.at(-1)
      if (car === undefined || gone[i] !== steps) continue
      const next = moved(car, steering[i] ?? 0, road)
      paths[i]?.push(next)
      if (hasLeft(next)) gone[i] = step
    }
    if (gone.every((left) => left < steps)) break
  }
  return roads.map((road, i) => ({ road, path: paths[i] ?? [], onRoad: (gone[i] ?? 0) / steps }))
}
