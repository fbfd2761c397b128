import { DataError } from './error.js'

/** Whether a file says in its first bytes that it is compressed with gzip. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/** What a file holds that was compressed with gzip; `what` begins the sentence. */
export const unzipped = async (what: string, bytes: Uint8Array): Promise<Uint8Array> => {
  if (typeof DecompressionStream === 'undefined')
    throw new DataError(`${what} is compressed with gzip, which this engine does not unpack; unpack it first`)
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
    return new Uint8Array(await new Response(stream).arrayBuffer())
  } catch (cause) {
    throw new DataError(`${what} is compressed with gzip and damaged: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
