import { exactly, sizesFrom } from '../../read/operators/axes.js'
import { reshaped } from '../../read/operators/movement.js'
import { along, oneOf, runOf } from '../../read/operators/slice.js'
import { type Operator, operator } from '../operator.js'
import { int } from './attributes.js'

const attributes = { begin_mask: int(0), ellipsis_mask: int(0), end_mask: int(0), new_axis_mask: int(0), shrink_axis_mask: int(0) }

const has = (mask: number, bit: number): boolean => Math.floor(mask / 2 ** bit) % 2 === 1

/** Entries stand for an axis each; bits of the masks say that one is a place, a new axis, all the axes between, or has no start or end. */
export const strided: Operator = operator(4, { attributes, fixed: [1, 2, 3] }, (call) => {
  const begin = call.numbers(1)
  const end = exactly(call, 'end', call.numbers(2), begin.length)
  const strides = exactly(call, 'strides', call.numbers(3), begin.length)
  if (begin.length > 16) return call.fail(`${begin.length} entries are too many; 16 are the most`)
  if (strides.some((step) => !Number.isInteger(step) || step === 0)) return call.fail(`the strides are [${strides.join(', ')}]; none is 0`)
  const { begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask } = call.settings
  if (begin.filter((_, entry) => has(ellipsis_mask, entry)).length > 1) return call.fail('it leaves axes out in more than one place')
  const isNew = (entry: number) => has(new_axis_mask, entry) && !has(ellipsis_mask, entry)
  const own = begin.filter((_, entry) => !isNew(entry) && !has(ellipsis_mask, entry)).length
  let x = call.input(0)
  const between = x.shape.length - own
  if (between < 0) return call.fail(`[${x.shape.join(', ')}] has fewer axes than the ${own} that are sliced`)
  let axis = 0
  for (const [entry, step] of strides.entries()) {
    const [from = 0, to = 0, size = 0] = [begin[entry], end[entry], x.shape[axis]]
    if (has(ellipsis_mask, entry)) axis += between
    else if (isNew(entry)) x = reshaped(call, x, x.shape.toSpliced(axis++, 0, 1))
    else if (has(shrink_axis_mask, entry)) {
      if (!(from >= -size && from < size)) return call.fail(`the place ${from} is out of range, ${size} elements`)
      x = oneOf(x, axis, from < 0 ? from + size : from)
    } else {
      x = along(x, axis, runOf(size, has(begin_mask, entry) ? undefined : from, has(end_mask, entry) ? undefined : to, step))
      axis++
    }
  }
  sizesFrom(call, x.shape)
  return x
})
