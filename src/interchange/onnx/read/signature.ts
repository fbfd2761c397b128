import type { AnyTensor, DType } from '../../../index.js'

/**
 * What is learnt of a model, by the names in its file.
 *
 * @category Other engines
 */
export interface OnnxParameters {
  readonly [name: string]: AnyTensor
}

/**
 * What a file says of an input or a result.
 *
 * @category Other engines
 */
export interface OnnxTensor {
  readonly name: string
  readonly dtype: DType
  /** Undefined if the file leaves it open; a size that it leaves open is a name, or `null`. */
  readonly shape: readonly (number | string | null)[] | undefined
}
