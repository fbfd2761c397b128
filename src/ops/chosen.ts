import { TracedTensor } from '../errors.js'
import { broadcast } from '../primitives/broadcast.js'
import { less } from '../primitives/compare.js'
import { convert } from '../primitives/convert.js'
import { countBelow } from '../primitives/count-below.js'
import { cumsum } from '../primitives/cumulative.js'
import { iota } from '../primitives/iota.js'
import { full, zeros } from '../primitives/literal.js'
import { add } from '../primitives/multiply.js'
import { reshape } from '../primitives/reshape.js'
import { select } from '../primitives/select.js'
import { orThrow } from '../shape/sentence.js'
import { type Dims, sizeList } from '../shape/size-list.js'
import * as check from '../tensor/check.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { between } from './slice.js'

/*
 * Of a vector of bools the places that hold. How many there are depends on values: either it is said beforehand, and what is missing is filled, or the number is
 * waited for.
 */

/** How many are wanted, and what stands in the place of those that there are not. */
export interface SizeOptions<N> {
  readonly size: N
  readonly fill?: number | undefined
}

/** The one size asked for. */
export type SizeGiven<N extends number> = Dims<[N]>[0]

/** The places that hold. */
export interface Chosen {
  /** Of the first so many, in order; 0 where there are no more. */
  readonly places: AnyTensor
  /** Which of them there are. */
  readonly isThere: AnyTensor
  /** How many hold, as a scalar. */
  readonly count: AnyTensor
}

/** How many hold up to each place, that included. */
const running = (holds: AnyTensor): AnyTensor => cumsum(convert(holds, 'i32'), 0, false)

const countOf = (upTo: AnyTensor): AnyTensor => {
  const { size } = upTo
  return size === 0 ? full(0, [], 'i32') : reshape(between(upTo, 0, size - 1, size), [])
}

/** The first `size` places of a vector of bools that hold. */
export const chosen = (holds: AnyTensor, size: number): Chosen => {
  const upTo = running(holds)
  const number = iota([size], 0, 'i32')
  const count = countOf(upTo)
  if (holds.size === 0) return { places: zeros(number.type), isThere: full(0, [size], 'bool'), count }
  const found = countBelow(upTo, add(number, full(1, [size], 'i32')))
  const isThere = less(number, broadcast(count, [size], [0]))
  return { places: select(isThere, found, zeros(number.type)), isThere, count }
}

/** The options of an operation whose result has a size that is said. */
export const sizeOptions = (op: string, call: string, given: SizeOptions<number> | undefined): SizeOptions<number> | undefined => {
  if (given === undefined) return undefined
  const { size, fill } = check.options<Partial<SizeOptions<number>>>(op, call, given, ['size', 'fill'])
  if (typeof size !== 'number') check.refuse(op, 'the size', 'a number', size, `say it, or leave the options out and await ${op}(${call})`)
  const [checked = 0] = orThrow(sizeList(op, [size as number])) // else it was refused
  if (fill !== undefined) check.number(op, 'the fill', fill)
  return { size: checked, fill }
}

/**
 * How many hold, once it is known.
 *
 * @throws TracedTensor inside a function being traced
 */
export const awaitedCount = (op: string, holds: AnyTensor, from: AnyTensor): Promise<number> => {
  if (from.traced)
    throw new TracedTensor(`${op}: how many there are is not known in a function being traced; say how many are wanted, as in { size: 10 }`)
  return countOf(running(holds))
    .data()
    .then(([count = 0]) => count)
}
