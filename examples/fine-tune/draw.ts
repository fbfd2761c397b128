import { tiles } from '../kit/pixels.js'
import { type Drawing, side } from '../kit/svg.js'
import type { Batch } from './strips.js'

/** Numbers of a batch. */
type Values = ArrayLike<number>

/** The first strips of a batch: what each is, and the probability that it is mirrored, as the network had it before and has it after. */
export const drawn = async ({ x, y }: Batch, before: Values, after: Values, count: number): Promise<Drawing> => {
  const [greys, labels] = [await x.data(), await y.data()]
  const per = (answers: Values, i: number): string => `${Math.round(100 * (answers[2 * i + 1] ?? Number.NaN))} %`
  const parts = Array.from({ length: count }, async (_, i) => ({
    drawing: await tiles([greys.subarray(i * 28 * 112, (i + 1) * 28 * 112)], { width: 112, height: 28, columns: 1, zoom: 2 }),
    said: `${labels[i] === 1 ? 'mirrored' : 'as written'}: ${per(before, i)}, then ${per(after, i)}`,
  }))
  return side(await Promise.all(parts), 3)
}
