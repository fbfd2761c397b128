import { InvalidArgument } from '../../index.js'

/** A name from a file, as a sentence has it: of long paths the end. */
export const named = (name: string): string => JSON.stringify(name.length > 80 ? `...${name.slice(-80)}` : name)

/**
 * Refuses a model.
 *
 * @throws InvalidArgument
 */
export const fail = (sentence: string, cause?: unknown): never => {
  throw new InvalidArgument(`fromTfjs: ${sentence}`, { cause })
}
