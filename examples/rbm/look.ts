import { foldIn, jit, type Key } from 'typegrad'
import { gibbs, type Machine, type Units } from './machine.js'

/** Fantasies are looked at after so many more Gibbs steps each. */
export const looks = [1, 9, 90, 900] as const

/** What stands under the pictures of fantasies: all steps so far. */
export const looksAfter = looks.map((_, i) => looks.slice(0, i + 1).reduce((sum, steps) => sum + steps, 0))

/** Rows of a matrix that lies in memory row by row. */
export const rowsOf = (values: Float32Array, width: number): readonly Float32Array[] =>
  Array.from({ length: values.length / width }, (_, i) => values.subarray(i * width, (i + 1) * width))

/** The first columns of a matrix that lies in memory row by row: what is seen by the first hidden units, of a matrix of weights. */
export const columnsOf = (values: Float32Array, width: number, count: number): readonly Float32Array[] =>
  Array.from({ length: Math.min(count, width) }, (_, column) =>
    Float32Array.from({ length: values.length / width }, (_, row) => values[row * width + column] ?? 0),
  )

/** What a machine dreams that begins at `v`: the probabilities of its visible units now and then, the first moment of all chains before the next. */
export const fantasiesOf = async (machine: Machine, v: Units, key: Key): Promise<readonly Float32Array[]> => {
  const seen: Float32Array[] = []
  let states = v
  for (const [i, steps] of looks.entries()) {
    const dreamt = jit((one: Machine, from: Units, now: Key) => gibbs(one, from, now, steps))(machine, states, foldIn(key, i))
    states = dreamt.states
    seen.push(...rowsOf(await dreamt.means.data(), machine.visible.shape[0]))
  }
  return seen
}
