import { left, right } from 'fp-ts/lib/Either.js'
import {
  type AnyTensor,
  check,
  type Dim,
  DTypeMismatch,
  type Key,
  orThrow,
  type Ruled,
  reshape,
  type Shape,
  type Show,
  show,
} from '../../src/index.js'

/**
 * The shape of a batch of pictures, whose channels come last.
 *
 * @category Data
 */
export type Pictures<Op extends string, S extends Shape> = number extends S['length']
  ? S
  : S extends readonly [Dim, Dim, Dim, Dim]
    ? S
    : `${Op}: takes pictures [N, H, W, C], got ${Show<S>}`

/** The run-time twin of `Pictures`. */
export const picturesShape = (op: string, shape: readonly number[]): Ruled =>
  shape.length === 4 ? right([...shape]) : left(`${op}: takes pictures [N, H, W, C], got ${show(shape)}`)

/** How many pictures there are, how high and wide they are, and how many channels they have. */
export type Sizes = readonly [count: number, height: number, width: number, channels: number]

/** @throws InvalidArgument, ShapeMismatch, DTypeMismatch unless they are a key and a batch of pictures in f32 */
export const demandPictures = (op: string, key: Key, x: unknown): readonly [pictures: AnyTensor, sizes: Sizes] => {
  check.key(op, key)
  check.tensor(op, 'the pictures', x)
  const [count = 0, height = 0, width = 0, channels = 0] = orThrow(picturesShape(op, x.shape))
  if (x.dtype !== 'f32') throw new DTypeMismatch(`${op}: takes f32, got ${x.dtype}; convert with astype(x, 'f32')`)
  return [x, [count, height, width, channels]]
}

/** A number for each picture, to go with all of its pixels. */
export const perPicture = (values: AnyTensor): AnyTensor => reshape(values, [-1, 1, 1, 1])
