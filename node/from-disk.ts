import { readFile } from 'node:fs/promises'
import { DataError, type MnistOptions } from '../dsl/index.js'

/** Options that read the given place: a URL over the network, a directory from the disk. The advice ends the sentence where a file is not there compressed either, which is looked for last. */
export const readingFrom = (op: string, place: string, read: MnistOptions['read'], advice: string): MnistOptions => {
  if (read) return { directory: place, read }
  if (/^https?:/.test(place)) return { directory: place }
  return {
    directory: place,
    read: (path) =>
      readFile(path.startsWith('file:') ? new URL(path) : path).catch((cause: NodeJS.ErrnoException) => {
        const said = cause.code === 'ENOENT' ? `${path} is not there` : `cannot read ${path}: ${cause.message}`
        throw new DataError(`${op}: ${said}${path.endsWith('.gz') ? `; ${advice}` : ''}`, { cause })
      }),
  }
}

/** The directory that was given, as text. */
export const given = ({ directory }: MnistOptions): string | undefined => (typeof directory === 'object' ? directory.href : directory)
