import { check } from '../../src/index.js'
import type { Dataset } from './dataset.js'

/** Whether it is a dataset, whose examples can be taken by number. */
export const isDataset = (given: unknown): given is Dataset =>
  typeof given === 'object' && given !== null && 'size' in given && 'take' in given && typeof given.take === 'function'

/** Whether it gives one item after the other. */
export const isStream = (given: unknown): given is AsyncIterable<unknown> =>
  typeof given === 'object' && given !== null && Symbol.asyncIterator in given

/** @throws InvalidArgument unless it gives one item after the other */
export function demandStream(op: string, name: string, given: unknown): asserts given is AsyncIterable<unknown> {
  if (!isStream(given)) check.refuse(op, name, 'a dataset, or what batches, map and other async generators give', given)
}
