import { CheckpointError, indexedDb, type LoadProgress, load, save, type VariablesOf } from 'typegrad/dsl'
import { model } from './model.ts'

/** Where weights are asked for: the file, and two that show what is said if something is wrong. */
export type Source = 'whole' | 'missing' | 'truncated'

/** The browser's database, of this page alone; another name for another version of the weights. */
const database = 'typegrad load-weights'
const kept = indexedDb('digits 1', { database })

/** Weights, and where they came from. */
export interface Loaded {
  readonly variables: VariablesOf<typeof model>
  readonly from: 'the web' | 'this browser'
}

/** The weights as they were kept, or by URL, and then they are kept. @throws CheckpointError */
export const weights = async (source: Source, progress: (progress: LoadProgress) => void): Promise<Loaded> => {
  if (source === 'whole') {
    try {
      return { variables: await load(model, kept), from: 'this browser' }
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error // nothing is kept yet, or it does not fit any longer
    }
  }
  const variables = await load(model, await fetched(source), { progress })
  await save(variables, kept)
  return { variables, from: 'the web' }
}

const fetched = async (source: Source): Promise<Response> => {
  const response = await fetch(source === 'missing' ? 'missing.safetensors' : 'digits.safetensors')
  if (source !== 'truncated') return response
  return new Response((await response.blob()).slice(0, 60_000)) // as if the connection had ended there
}

/** Lets go of what is kept. */
export const forget = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(database)
    request.onsuccess = () => resolve()
    request.onerror = () => reject(request.error)
  })
