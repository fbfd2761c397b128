import type { Point } from '../kit/plane.js'

/** Exclusive or: 1 where one of two is, and not both. */
export const xor: readonly Point[] = [
  { x: 0, y: 0, of: 0 },
  { x: 0, y: 1, of: 1 },
  { x: 1, y: 0, of: 1 },
  { x: 1, y: 1, of: 0 },
]

/** Two spirals of 97 points, each three times around (Lang and Witbrock 1988); their radius is 1 at most, not 6.5. */
export const spirals: readonly Point[] = Array.from({ length: 97 }, (_, i) => {
  const [angle, radius] = [(i * Math.PI) / 16, (104 - i) / 104]
  const [x, y] = [radius * Math.sin(angle), radius * Math.cos(angle)]
  return [{ x, y, of: 1 } as const, { x: -x, y: -y, of: 0 } as const]
}).flat()
