import { type Key, uniform } from 'typegrad'
import type { Point } from '../kit/plane.js'
import type { Line } from './rule.js'

/** The line that the classes lie on either side of, of length 1. */
const between: Line = [0.12, 0.6, -0.7909]

const along = ({ x, y }: Pick<Point, 'x' | 'y'>): number => between[0] + between[1] * x + between[2] * y

/** So many points of the square from -1 to 1, none nearer to the line than the margin. */
export const separable = async (key: Key, count: number, margin: number): Promise<readonly Point[]> => {
  const drawn = await uniform(key, [8 * count, 2], { min: -1, max: 1 }).toArray()
  return drawn
    .map(([x = 0, y = 0]): Point => ({ x, y, of: along({ x, y }) > 0 ? 1 : 0 }))
    .filter((point) => Math.abs(along(point)) >= margin)
    .slice(0, count)
}

/** Novikoff's bound on the number of mistakes, `(R / margin)^2`: R is the length of the longest point `[1, x, y]`, the margin that of the line they were drawn by. */
export const bound = (points: readonly Point[]): number => {
  const longest = Math.max(...points.map(({ x, y }) => Math.hypot(1, x, y)))
  const margin = Math.min(...points.map((point) => Math.abs(along(point))))
  return (longest / margin) ** 2
}

/** Exclusive or: 1 where one of two is, and not both. */
export const xor: readonly Point[] = [
  { x: 0, y: 0, of: 0 },
  { x: 0, y: 1, of: 1 },
  { x: 1, y: 0, of: 1 },
  { x: 1, y: 1, of: 0 },
]
