import type { DType } from '../../index.js'

/**
 * What a file says of an input or a result.
 *
 * @category Other engines
 */
export interface TfjsTensor {
  readonly name: string
  readonly dtype: DType
  /** Undefined if the file does not say it; a size that it leaves open is `null`. */
  readonly shape: readonly (number | null)[] | undefined
}
