import { bits, type Key, scope } from '../../src/index.js'

/** The whole numbers from 0 up to `size` in an order drawn by the key: each is given random bits, and these are sorted. */
export const drawnOrder = async (key: Key, size: number): Promise<Uint32Array> => {
  using random = scope(() => bits(key, [size]))
  const drawn = await random.data()
  return Uint32Array.from(drawn, (_, row) => row).sort((a, b) => (drawn[a] ?? 0) - (drawn[b] ?? 0) || a - b)
}
