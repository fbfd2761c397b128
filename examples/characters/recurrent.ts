import { dense, dropout, embedding, gru, identity, parallel, sequential, serial, type VariablesOf } from 'typegrad/dsl'

/** How large a network is. */
export interface Widths {
  /** How many characters there are. */
  readonly characters: number
  readonly units: number
}

/** Reads so many characters, with what is carried of those before; gives logits of what comes next at each, and what is carried on. */
export const readerOf = ({ characters, units }: Widths, steps: number) =>
  sequential(
    [[steps], [units]],
    parallel(embedding(characters, 32), identity),
    gru(units, { returnSequences: true, returnState: true, initialState: true }),
    parallel(serial(dropout(0.2), dense(characters)), identity),
  )

/** The same network as it writes: what is carried is kept by `generate`. */
export const writerOf = ({ characters, units }: Widths, places: number) =>
  sequential(
    { shape: [places], dtype: 'i32' },
    embedding(characters, 32),
    gru(units, { returnSequences: true }),
    serial(dropout(0.2), dense(characters)),
  )

type Reader = VariablesOf<ReturnType<typeof readerOf>>
type Writer = VariablesOf<ReturnType<typeof writerOf>>

/** What was learned by reading, where writing looks for it. */
export const toWrite = ({ params: [[embedded], carried, [read]], state: [[e], c, [r]] }: Reader): Writer => ({
  params: [embedded, carried, read],
  state: [e, c, r],
})
