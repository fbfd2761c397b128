import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Car, driver, moved } from '../../examples/steering/car.js'
import { drive } from '../../examples/steering/drive.js'
import { example } from '../../examples/steering/example.js'
import { halfWidth, roadOf } from '../../examples/steering/road.js'
import { view } from '../../examples/steering/view.js'
import { found, quick } from './quick.js'

it('drives by itself for longer than with the wheel held', async () => {
  const { findings, pictures } = await quick(example)
  const held = found({ findings }, 'time on the road, steering held at the mean of the recordings')
  expect(held).toBeLessThan(30)
  expect(found({ findings }, 'time on the road')).toBeGreaterThan(2 * held)
  expect(pictures?.film).toContain('data:image/png')
  expect(pictures?.offsets).toContain('<polyline')
})

describe('the scripted driver', () => {
  it('stays near the middle of any road, and comes back to it', () =>
    fc.assert(
      fc.property(fc.nat(10_000), fc.double({ min: -1.8, max: 1.8, noNaN: true }), (seed, offset) => {
        const road = roadOf(seed)
        let car: Car = { along: 0, offset, heading: 0 }
        for (let step = 0; step < 400; step++) {
          car = moved(car, driver(car, road), road)
          expect(Math.abs(car.offset)).toBeLessThan(halfWidth)
          if (step > 60) expect(Math.abs(car.offset)).toBeLessThan(0.5)
        }
      }),
      { numRuns: 50 },
    ))
})

describe('a drive', () => {
  const size = { height: 8, width: 24 }

  it('ends where a car leaves the road', async () => {
    const [one] = await drive(async () => [0.05], [roadOf(1)], 100, size)
    expect(one?.onRoad).toBeLessThan(0.5)
    expect(Math.abs(one?.path.at(-1)?.offset ?? 0)).toBeGreaterThan(halfWidth - 0.9)
  })

  it('is seen in the same pixels from the same place', () => {
    const car = { along: 5, offset: 0.2, heading: 0.01 }
    expect(view(car, roadOf(3), size, 7)).toEqual(view(car, roadOf(3), size, 7))
    expect(view(car, roadOf(3), size, 7)).not.toEqual(view({ ...car, offset: 1.2 }, roadOf(3), size, 7))
  })
})
