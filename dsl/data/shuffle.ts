import { check, type Key } from '../../src/index.js'
import { demandDataset } from '../check.js'
import type { Dataset } from './dataset.js'
import { drawnOrder } from './order.js'
import { select } from './select.js'

/**
 * The same examples in an order drawn by the key, each once. Nothing is copied.
 *
 * @category Data
 */
export const shuffle = async <Row>(data: Dataset<Row>, key: Key): Promise<Dataset<Row>> => {
  demandDataset('shuffle', 'the first argument', data)
  check.key('shuffle', key)
  return select('shuffle', data, await drawnOrder(key, data.size))
}
