import { astype, bernoulli, flip, foldIn, jit, type Key, key, reshape, type Tensor, transpose, where } from 'typegrad'
import { batches, type Digits } from 'typegrad/dsl'

/** Greys of four digits side by side, from 0 (paper) to 1 (ink). */
export type Strips = Tensor<['N', 28, 112, 1]>

/** Four digits to a strip; about half of the strips, as the key draws, are mirrored from left to right as a whole. `y` is 1 for those, and 0 for the others. */
export const stripsOf = (digits: Tensor<['4*N', 28, 28, 1]>, key: Key) => {
  const asWritten = reshape(transpose(reshape(digits, [-1, 4, 28, 28]), [0, 2, 1, 3]), [-1, 28, 112, 1])
  const [count] = asWritten.shape
  const isMirrored = bernoulli(key, 0.5, [count])
  const x = where(reshape(isMirrored, [count, 1, 1, 1]), flip(asWritten, 2), asWritten)
  return { x, y: astype(isMirrored, 'i32') }
}

/** Strips to be tested on. */
export interface Batch {
  readonly x: Tensor<[number, 28, 112, 1]>
  readonly y: Tensor<[number], 'i32'>
}

/** Strips of digits in their order, a hundred to a batch. */
export const testStrips = async (digits: Digits, seed: number): Promise<readonly Batch[]> => {
  const made = jit(stripsOf)
  const strips: Batch[] = []
  for await (const { x } of batches(digits, 400, { partial: 'drop' })) {
    strips.push(made(x, foldIn(key(seed), strips.length)))
    x.dispose()
  }
  return strips
}
