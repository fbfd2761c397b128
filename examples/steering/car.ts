import type { Road } from './road.js'

/** Where a car is on a road. */
export interface Car {
  /** Metres along the road. */
  readonly along: number
  /** Metres to the left of its middle. */
  readonly offset: number
  /** Radians to the left of its direction. */
  readonly heading: number
}

/** Metres driven in a step: a tenth of a second at 36 km/h. */
export const stride = 1

/** Where it is a step later, if it turns by `steering`, one over the radius. */
export const moved = ({ along, offset, heading }: Car, steering: number, { curvature }: Road): Car => {
  const forward = (stride * Math.cos(heading)) / (1 - offset * curvature(along))
  return {
    along: along + forward,
    offset: offset + stride * Math.sin(heading),
    heading: heading + stride * steering - forward * curvature(along),
  }
}

/** The scripted driver, who knows the road: `steering = curvature - w^2 offset - 2 w heading`, which brings the car back to the middle within some 30 m. */
export const driver = ({ along, offset, heading }: Car, { curvature }: Road): number => {
  const w = 0.15
  return curvature(along + stride / 2) - w * w * offset - 2 * w * heading
}
