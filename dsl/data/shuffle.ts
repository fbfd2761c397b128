import { bits, check, type Key, scope } from '../../src/index.js'
import { demandDataset } from '../check.js'
import type { Dataset } from './dataset.js'

/** The same examples in an order drawn by the key, each once. Nothing is copied: each is given random bits, and these are sorted. */
export const shuffle = async <Row>(data: Dataset<Row>, key: Key): Promise<Dataset<Row>> => {
  demandDataset('shuffle', 'the first argument', data)
  check.key('shuffle', key)
  using random = scope(() => bits(key, [data.size]))
  const drawn = await random.data()
  const order = Uint32Array.from(drawn, (_, row) => row).sort((a, b) => (drawn[a] ?? 0) - (drawn[b] ?? 0) || a - b)
  return { size: data.size, take: (rows) => data.take(Uint32Array.from(rows, (row) => order[row] ?? row)) }
}
