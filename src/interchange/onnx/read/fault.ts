import { InvalidArgument } from '../../../index.js'

/** A name from a file, as a sentence has it. */
export const named = (name: string): string => JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}...` : name)

/**
 * Refuses a file.
 *
 * @throws InvalidArgument
 */
export const fail = (sentence: string, cause?: unknown): never => {
  throw new InvalidArgument(`fromOnnx: ${sentence}`, { cause })
}
