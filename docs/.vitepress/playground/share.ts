/* Code in a link: compressed, in the part behind #, which no server sees. */

const through = async (bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer())

const name = 'code='

/** The part of a link behind #. */
export const packed = async (code: string): Promise<string> => {
  const bytes = await through(new TextEncoder().encode(code), new CompressionStream('deflate-raw'))
  return (
    name +
    btoa(String.fromCharCode(...bytes))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '')
  )
}

/** The code in the part of a link behind #, if there is any. */
export const unpacked = async (hash: string): Promise<string | undefined> => {
  const text = hash.replace(/^#/, '')
  if (!text.startsWith(name)) return undefined
  const bytes = Uint8Array.from(atob(text.slice(name.length).replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
  return new TextDecoder().decode(await through(bytes, new DecompressionStream('deflate-raw')))
}
