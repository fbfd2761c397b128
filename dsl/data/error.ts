/** Data that is not what it should be: a file missing, truncated or mislabelled, columns of unequal length. */
export class DataError extends Error {
  override readonly name = 'DataError'
}
