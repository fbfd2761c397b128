import { fromArrays } from 'typegrad/dsl'
import { type Car, driver, moved } from './car.js'
import { type Road, randomFrom } from './road.js'
import { type Size, view } from './view.js'

/** What steering is multiplied by for the network, so that it is of the size of 1: a bend of a radius of 30 m is 1. */
export const steeringScale = 30

/**
 * What the scripted driver's cameras record on roads, a step in `every`, with the steering that belongs to each picture. Of each moment there are three: what the car sees,
 * and views shifted to the left and to the right and turned a little, with the steering that would bring the car back. Without them the network would never
 * have seen a mistake.
 *
 * @see Bojarski and others, End to end learning for self-driving cars, 2016
 */
export const record = (roads: readonly Road[], steps: number, every: number, size: Size, seed: number) => {
  const random = randomFrom(seed)
  const { height, width } = size
  const length = 3 * height * width
  const count = 3 * roads.length * Math.ceil(steps / every)
  const [pictures, steering] = [new Uint8Array(count * length), new Float32Array(count)]
  let taken = 0
  for (const road of roads) {
    let car: Car = { along: 200 * random(), offset: 0, heading: 0 }
    for (let step = 0; step < steps; step++) {
      const angle = driver(car, road)
      if (step % every === 0)
        for (const side of [-1, 0, 1]) {
          const shifted = {
            ...car,
            offset: car.offset + side * (0.3 + 1.5 * random()),
            heading: car.heading + side * 0.3 * (random() - 0.5),
          }
          pictures.set(view(shifted, road, size, Math.floor(2 ** 31 * random())), taken * length)
          steering[taken++] = steeringScale * driver(shifted, road)
        }
      car = moved(car, angle, road)
    }
  }
  return fromArrays({
    x: { values: pictures, shape: [height, width, 3], scale: 1 / 255 },
    y: { values: steering, shape: [1] },
  })
}
