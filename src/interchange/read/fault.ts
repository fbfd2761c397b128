import { InvalidArgument } from '../../index.js'

/** A name from a file, as a sentence has it: of long paths the end. */
export const named = (name: string): string => JSON.stringify(name.length > 80 ? `...${name.slice(-80)}` : name)

/** Refuses a file. */
export type Fail = (sentence: string, cause?: unknown) => never

/**
 * Refuses in the name of a function.
 *
 * @throws InvalidArgument
 */
export const failing =
  (of: string): Fail =>
  (sentence, cause) => {
    throw new InvalidArgument(`${of}: ${sentence}`, { cause })
  }
