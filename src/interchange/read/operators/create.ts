import * as ops from '../../../index.js'
import type { Call } from '../call.js'
import { integers, isSmall, type Known, mapped, stretched } from '../known.js'
import { ofKnown, ofTensor, type Value } from '../value.js'
import { sizesFrom } from './axes.js'

/** So many times the one element. */
export const filled = (shape: readonly number[], known: Known): Value =>
  isSmall(shape)
    ? ofKnown(stretched({ ...known, shape: [] }, shape))
    : ofTensor(ops.full([...shape], known.data[0] ?? 0, { dtype: known.dtype }), known.bits)

/** From a start to before a stop, by a step. */
export const ranged = (call: Call<unknown>): Value => {
  const [[start = 0], [stop = 0], [step = 1]] = [call.numbers(0), call.numbers(1), call.numbers(2)]
  const { dtype } = call.input(0)
  const shape = sizesFrom(call, [Math.max(0, Math.ceil((stop - start) / step))])
  if (!isSmall(shape)) return ofTensor(ops.arange(stop, { start, step, dtype }))
  return ofKnown(mapped(dtype, (i) => start + i * step, integers(Array.from({ length: shape[0] ?? 0 }, (_, i) => i))))
}
