import type { Dataset } from './dataset.js'
import { DataError } from './error.js'

/** The examples of the given numbers, in that order. Nothing is copied. */
export const select = <Row>(op: string, data: Dataset<Row>, order: Uint32Array): Dataset<Row> => ({
  size: order.length,
  take: (rows) =>
    data.take(
      Uint32Array.from(rows, (row) => {
        const chosen = order[row]
        if (chosen === undefined) throw new DataError(`${op}: there is no example ${row}; there are ${order.length}`)
        return chosen
      }),
    ),
})
