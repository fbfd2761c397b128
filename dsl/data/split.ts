import { check, type Key } from '../../src/index.js'
import { demandDataset } from '../check.js'
import { type Dataset, range } from './dataset.js'
import { DataError } from './error.js'
import { drawnOrder } from './order.js'
import { select } from './select.js'

/**
 * As many datasets as there are parts.
 *
 * @category Data
 */
export type PartsOf<Row, Parts extends readonly number[]> = { readonly [I in keyof Parts]: Dataset<Row> }

/**
 * The examples in parts that share none: by their shares, which add up to 1, or by their sizes, which add up to the number of examples. Which example goes
 * where is drawn by the key; without one they are taken in order, the first part from the front. Shares that give no whole number of examples are rounded
 * down, and the parts get what is left over one each, from the first on.
 *
 * @throws DataError unless shares or sizes add up
 * @example
 * ```ts
 * const [train, validation] = await split(digits, [0.9, 0.1], key(0))
 * ```
 *
 * @category Data
 */
export const split = async <Row, const Parts extends readonly number[]>(
  data: Dataset<Row>,
  parts: Parts,
  key?: Key,
): Promise<PartsOf<Row, Parts>> => {
  demandDataset('split', 'the first argument', data)
  check.numbers('split', 'the second argument', parts, 'a list of shares or sizes, as in [0.9, 0.1]')
  if (key !== undefined) check.key('split', key)
  const sizes = sizesOf(parts, data.size)
  const order = key ? await drawnOrder(key, data.size) : range(0, data.size)
  let start = 0
  return sizes.map((size) => {
    start += size
    return select('split', data, order.subarray(start - size, start))
  }) as PartsOf<Row, Parts> // one for each part
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0)

/** How many examples each part holds. */
const sizesOf = (parts: readonly number[], size: number): readonly number[] => {
  const written = `[${parts.join(', ')}]`
  if (parts.some((part) => !(part >= 0))) throw new DataError(`split: no part is below 0; got ${written}`)
  if (parts.every(Number.isInteger) && total(parts) === size) return parts
  if (Math.abs(total(parts) - 1) > 1e-9)
    throw new DataError(`split: ${written} adds up to ${total(parts)}; shares add up to 1, sizes to the number of examples, ${size}`)
  const least = parts.map((part) => Math.floor(part * size * (1 + 1e-12))) // 0.29 * 100 is a bit less than 29
  const over = size - total(least)
  return least.map((one, i) => one + Math.floor(over / parts.length) + (i < over % parts.length ? 1 : 0))
}
