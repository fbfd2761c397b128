import { check } from '../../index.js'
import { named } from '../read/fault.js'
import { leadsAway } from '../read/stored.js'
import { fail } from './fault.js'

/**
 * The bytes of a model: of its shards in order, as one or as a list, or by the path that the manifest has.
 *
 * @category Other engines
 */
export type TfjsBytes = Uint8Array | readonly Uint8Array[] | ((path: string) => Uint8Array)

/** Shards one after the other. */
const joined = (shards: readonly Uint8Array[]): Uint8Array => {
  const [first] = shards
  if (first && shards.length === 1) return first
  const all = new Uint8Array(shards.reduce((total, { length }) => total + length, 0))
  let at = 0
  for (const shard of shards) {
    all.set(shard, at)
    at += shard.length
  }
  return all
}

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array

/** A file that is asked for has to lie beside the model. */
const demandBeside = (path: string): string => (leadsAway(path) ? fail(`the shard ${named(path)} is not beside the model`) : path)

/**
 * All bytes of a model.
 *
 * @throws InvalidArgument if they are none, or not as many shards as the manifest has
 */
export const bytesOf = (given: TfjsBytes, paths: readonly string[]): Uint8Array => {
  if (isBytes(given)) return given
  if (typeof given === 'function')
    return joined(
      paths.map((path) => {
        const bytes: unknown = given(demandBeside(path))
        return isBytes(bytes) ? bytes : fail(`weights(${named(path)}) gives no Uint8Array`)
      }),
    )
  if (!Array.isArray(given) || !given.every(isBytes))
    return check.refuse('fromTfjs', 'weights', 'a Uint8Array, a list of them or a function of a path', given)
  return given.length === paths.length ? joined(given) : fail(`there are ${given.length} shards; the manifest has ${paths.length}`)
}
