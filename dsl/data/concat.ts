import { type AnyTensor, concat as concatTensors, gather, scope, type Tree, tensor, tree } from '../../src/index.js'
import { demandDataset } from '../check.js'
import type { Dataset } from './dataset.js'
import { DataError } from './error.js'

/**
 * Datasets one after the other: the examples of the first, then those of the second. Their rows are alike: the same columns, of the same shapes and dtypes.
 *
 * @throws ShapeMismatch or DataError from `take`, where rows are not alike
 * @example concat(train, await filter(test, ({ y }) => less(y, 5)))
 *
 * @category Data
 */
export const concat = <Row extends Tree>(...datasets: readonly [Dataset<Row>, ...Dataset<Row>[]]): Dataset<Row> => {
  for (const i of Array(Math.max(datasets.length, 1)).keys()) demandDataset('concat', `dataset ${i + 1}`, datasets[i])
  const starts = datasets.map((_, i) => datasets.slice(0, i).reduce((sum, { size }) => sum + size, 0))
  const size = datasets.reduce((sum, data) => sum + data.size, 0)

  /** Which dataset an example lies in. */
  const placeOf = (row: number): number => {
    if (!(row >= 0 && row < size)) throw new DataError(`concat: there is no example ${row}; there are ${size}`)
    return starts.findLastIndex((start) => start <= row)
  }
  const take = (rows: ArrayLike<number>): Row => {
    const places = Array.from(rows, placeOf)
    const used = [...new Set(places)].sort((a, b) => a - b)
    const within = (place: number): number[] =>
      Array.from(rows).flatMap((row, i) => (places[i] === place ? [row - (starts[place] ?? 0)] : []))
    if (used.length < 2) return (datasets[used[0] ?? 0] ?? datasets[0]).take(within(used[0] ?? 0))
    // Taken dataset by dataset, then put into the order asked for.
    const taken = Array.from(places.keys()).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0) || a - b)
    const order = new Int32Array(taken.length)
    for (const [at, row] of taken.entries()) order[row] = at
    // In a tree like those it is made of.
    return scope(() =>
      inOrder(
        used.flatMap((place) => datasets[place]?.take(within(place)) ?? []),
        order,
      ),
    ) as Row
  }
  return { size, take }
}

/** The tensors of trees that are alike, joined along their first axes, in an order. */
const inOrder = (parts: readonly Tree[], order: Int32Array): Tree => {
  const structures = parts.map((part) => tree.structure(part))
  const [first] = structures
  for (const { key } of structures) if (!first || key !== first.key) throw new DataError('concat: the datasets have different columns')
  const at = tensor(order, { dtype: 'i32' })
  const leaves = parts.map((part) => tree.leaves(part))
  const joined = leaves[0]?.map((_, i): AnyTensor => gather(concatTensors(leaves.flatMap((of) => of[i] ?? [])), at)) ?? []
  return first ? tree.unflatten(first, joined) : []
}
