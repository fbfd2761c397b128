import { CheckpointError } from './checkpoint-error.js'
import { type Json, JsonFault, parseJson } from './json.js'
import type { Safetensors, Stored } from './safetensors.js'

/** The file beside another, by its name. */
const beside = (path: string, name: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1) + name

/**
 * The tensors of several files, which an index tells of: `{ metadata, weight_map: { '0/kernel': 'weights-00001-of-00002.safetensors' } }`.
 *
 * @throws CheckpointError
 */
export const shardsIn = async (path: string, bytes: Uint8Array, read: (path: string) => Promise<Safetensors>): Promise<Safetensors> => {
  const map = mapIn(bytes)
  const tensors = new Map<string, Stored>()
  const metadata = new Map<string, string>()
  for (const file of new Set(map.values())) {
    const shard = await read(beside(path, file))
    for (const [name, text] of shard.metadata) metadata.set(name, text)
    for (const [name, where] of map) {
      if (where !== file) continue
      const one = shard.tensors.get(name)
      if (!one) throw new CheckpointError(`load: the index has ${JSON.stringify(name)} in ${file}, and the file has it not`)
      tensors.set(name, one)
    }
  }
  return { tensors, metadata }
}

/** The names of tensors and of the files that have them. Those lie beside the index, and nowhere else. */
const mapIn = (bytes: Uint8Array): ReadonlyMap<string, string> => {
  const index = jsonIn(bytes)
  const map = index instanceof Map ? (index as ReadonlyMap<string, Json>).get('weight_map') : undefined
  if (!(map instanceof Map)) throw new CheckpointError('load: the index has no weight_map, which says where what is')
  for (const [name, file] of map as ReadonlyMap<string, Json>)
    if (typeof file !== 'string' || /[/\\]/.test(file) || file.startsWith('.'))
      throw new CheckpointError(
        `load: the index has ${JSON.stringify(name)} in ${JSON.stringify(file)}, which is no name of a file beside it`,
      )
  return map as ReadonlyMap<string, string> // as was seen
}

const jsonIn = (bytes: Uint8Array): Json => {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    const what = cause instanceof JsonFault ? `no JSON at character ${cause.at}: ${cause.fault}` : 'no text in UTF-8'
    throw new CheckpointError(`load: the index is ${what}`, { cause })
  }
}
