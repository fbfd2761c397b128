import { type AnyTensor, KeyReused, NotFinite } from '../../src/index.js'

/** What a promise is rejected with. */
export const failure = (run: Promise<unknown>): Promise<unknown> =>
  run.then(
    () => 'no failure',
    (error: unknown) => error,
  )

/** What `debug.nanCheck` says where the elements are asked for. */
export const notFinite = async (x: AnyTensor): Promise<NotFinite> => {
  const error = await failure(x.data())
  if (!(error instanceof NotFinite)) throw new Error(`expected NotFinite, got ${error}`)
  return error
}

/** What `debug.keyReuse` says of a function. */
export const keyReused = (f: () => unknown): KeyReused => {
  try {
    f()
  } catch (error) {
    if (error instanceof KeyReused) return error
    throw error
  }
  throw new Error('expected KeyReused')
}
