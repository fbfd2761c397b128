/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What the sky does to a picture. */
export interface Weather {
  /** How bright it is, from 0, night, to 1. */
  readonly light: number
  /** How far one sees, in metres. */
  readonly visibility: number
  /** From 0, dry, to 1. */
  readonly rain: number
}

/** A road without an end, and the weather on it. */
export interface Road {
  /** One over the radius of the bend at so many metres; positive to the left. */
  readonly curvature: (metres: number) => number
  readonly weather: Weather
}

/** From the middle of the road to its edge, in metres. */
export const halfWidth = 3

/** A road of bends of several lengths, the sharpest of a radius of about 25 m, in weather of its own. */
export const roadOf = (seed: number): Road => {
  const random = randomFrom(seed)
  const bends = [180, 95, 50].map((length) => ({ length, sharp: 0.006 + 0.009 * random(), begin: 2 * Math.PI * random() }))
  return {
    curvature: (metres) =>
      bends.reduce((total, { length, sharp, begin }) => total + sharp * Math.sin((2 * Math.PI * metres) / length + begin), 0),
    weather: { light: 0.4 + 0.6 * random(), visibility: 15 * 15 ** random(), rain: Math.max(0, 2 * random() - 1) },
  }
}
