import type { Car } from './car.js'
import { halfWidth, type Road, randomFrom, type Weather } from './road.js'

/** How many pixels a picture has. */
export interface Size {
  readonly height: number
  readonly width: number
}

type Colour = readonly [red: number, green: number, blue: number]

const [sky, fog, asphalt, paint]: readonly [Colour, Colour, Colour, Colour] = [
  [0.55, 0.72, 0.92],
  [0.75, 0.77, 0.8],
  [0.34, 0.34, 0.36],
  [0.95, 0.95, 0.9],
]

/** Metres from the camera's axis to the middle of the road, to the left, so many metres ahead: the road bends, and the car stands askew. */
const middleAhead = ({ along, offset, heading }: Car, { curvature }: Road): ((ahead: number) => number) => {
  const places = [-offset]
  let direction = -heading
  for (let metre = 0; metre < 120; metre++) {
    direction += curvature(along + metre)
    places.push((places[metre] ?? 0) + direction)
  }
  return (ahead) => {
    const metre = Math.min(119, Math.floor(ahead))
    const [near = 0, far = 0] = [places[metre], places[metre + 1]]
    return near + (far - near) * Math.min(1, ahead - metre)
  }
}

/** A number from 0 to 1 that belongs to a patch of ground. */
const grain = (a: number, b: number): number => {
  const mixed = Math.sin(Math.floor(a) * 12.9898 + Math.floor(b) * 78.233) * 43758.5453
  return mixed - Math.floor(mixed)
}

/** The colour of the ground so far to the left of the middle, so many metres along the road. */
const ground = (left: number, along: number): Colour => {
  const aside = Math.abs(left)
  if (aside > halfWidth) {
    const green = 0.38 + 0.14 * grain(left, along)
    return [0.6 * green, green, 0.42 * green]
  }
  const dash = aside < 0.12 && Math.floor(along / 3) % 2 === 0
  return dash || Math.abs(aside - halfWidth + 0.3) < 0.14 ? paint : asphalt
}

const seen = (colour: Colour, ahead: number, { light, visibility }: Weather, drop: number): Colour => {
  const clear = Math.exp(-ahead / visibility)
  const through = (part: 0 | 1 | 2) => Math.min(1, Math.max(0, light * (colour[part] * clear + fog[part] * (1 - clear)) + drop))
  return [through(0), through(1), through(2)]
}

/**
 * What a camera at the windscreen sees: for each pixel the point of the ground that it looks at, by perspective, in the weather of the road. Bytes of
 * `[height, width, 3]`. `seed` is that of rain and noise.
 */
export const view = (car: Car, road: Road, { height, width }: Size, seed: number): Uint8Array => {
  const random = randomFrom(seed)
  const middle = middleAhead(car, road)
  const [focal, above, horizon] = [0.6 * width, 1.6, 0.32 * height]
  const picture = new Uint8Array(3 * height * width)
  for (let row = 0; row < height; row++) {
    const below = row + 0.5 - horizon
    const ahead = below > 0 ? (focal * above) / below : Number.POSITIVE_INFINITY
    const centre = below > 0 ? middle(ahead) : 0
    for (let column = 0; column < width; column++) {
      const left = (-(column + 0.5 - width / 2) * ahead) / focal - centre
      const drop = random() < 0.12 * road.weather.rain ? 0.25 * random() : 0.04 * (random() - 0.5)
      const colour = below > 0 ? ground(left, car.along + ahead) : sky
      const shown = seen(colour, below > 0 ? ahead : 60, road.weather, drop)
      for (let part = 0; part < 3; part++) picture[3 * (row * width + column) + part] = 255 * (shown[part] ?? 0)
    }
  }
  return picture
}
