import { add, astype, jit, lessEqual, matmul, mul, scan, type Tensor, tensor } from 'typegrad'
import type { Point } from '../kit/plane.js'

/** The bias, and the weights of `x` and `y`. */
export type Line = readonly [bias: number, x: number, y: number]

/** Rosenblatt's rule, `w := w + t x` for each point of class `t`, 1 or -1, that `w` has on the wrong side: `t (w . x) <= 0`. One pass over the points, `[1, x, y]`. */
const pass = jit((w: Tensor<[3]>, xs: Tensor<['N', 3]>, ts: Tensor<['N']>) =>
  scan(
    (w: Tensor<[3]>, { x, t }: { x: Tensor<[3]>; t: Tensor<[]> }) => {
      const wrong = astype(lessEqual(mul(t, matmul(w, x)), 0), 'f32')
      const after = add(w, mul(x, mul(t, wrong)))
      return [after, { after, wrong }] as const
    },
    w,
    { x: xs, t: ts },
  ),
)

/** What came of learning. */
export interface Learned {
  /** The weights at first, and after each mistake. */
  readonly lines: readonly Line[]
  /** How many points were on the wrong side, pass by pass. */
  readonly mistakes: readonly number[]
  /** The pass after which the weights were those of an earlier one, and how many passes lie between: it will go round for ever. */
  readonly cycle?: { readonly from: number; readonly length: number }
}

/** Learns from the points, one after the other, until a pass makes no mistake, or ends where another has ended. */
export const learn = async (points: readonly Point[], first: Line = [0, 0, 0]): Promise<Learned> => {
  const xs = tensor(points.map(({ x, y }): Line => [1, x, y]))
  const ts = tensor(points.map(({ of }) => 2 * of - 1))
  let w: Tensor<[3]> = tensor(first)
  const lines = [first]
  const mistakes: number[] = []
  const ends = new Map<string, number>()
  while (true) {
    const [next, { after, wrong }] = pass(w, xs, ts)
    w = next
    const missed = await wrong.toArray()
    const steps = (await after.toArray()).map(([bias = 0, x = 0, y = 0]): Line => [bias, x, y])
    lines.push(...steps.filter((_, i) => missed[i] === 1))
    mistakes.push(missed.reduce((sum, one) => sum + one, 0))
    if (mistakes.at(-1) === 0) return { lines, mistakes }
    const end = String(await w.toArray())
    const before = ends.get(end)
    if (before !== undefined) return { lines, mistakes, cycle: { from: before, length: mistakes.length - before } }
    ends.set(end, mistakes.length)
  }
}

/** Points of each class that a line has on its side, of all. */
export const right = ([bias, a, b]: Line, points: readonly Point[]): number =>
  points.filter(({ x, y, of }) => (2 * of - 1) * (bias + a * x + b * y) > 0).length / points.length
