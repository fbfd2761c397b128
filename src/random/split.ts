import { axisGiven } from '../ops/axis-argument.js'
import { inParts } from '../ops/split.js'
import type { AxisIn, AxisOption, FitAxis } from '../shape/axis-option.js'
import type { Shape } from '../shape/dim.js'
import { type DType, sameType } from '../shape/dtype.js'
import type { FaultAt } from '../shape/fault.js'
import type { Fit, Given, ShapeOf } from '../shape/sentence.js'
import type { Copies, Parts, Split } from '../shape/split.js'
import * as check from '../tensor/check.js'
import { useKey } from '../tensor/key-use.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { type Key, splitKey } from './key.js'

/** The shapes of what a tensor or a key is split into, or the fault. */
type Pieces<S extends Shape, D extends DType, P extends Parts, A> = [S, D, P, A] extends [readonly [2], 'u32', number, undefined]
  ? Copies<P, [2]>
  : Split<S, P, [A] extends [number] ? A : 0>

/** The parts asked for, two if none are. */
type Halves<P extends Parts | undefined> = P extends Parts ? P : 2

/** A tensor of each shape. */
type Each<Shapes, D extends DType> = Shapes extends readonly Shape[] ? { [K in keyof Shapes]: Tensor<ShapeOf<Shapes[K]>, D> } : never

const isKey = (x: AnyTensor): x is Key => sameType(x.type, { shape: [2], dtype: 'u32' })

/**
 * A tensor in parts along an axis, in order: so many equal parts, two if it is not said; or parts of the sizes in a list, which add up to the axis. It is the
 * first axis if none is named. (NumPy's lists hold the places of the cuts, not the sizes; in PyTorch a number is the size of a part.)
 *
 * A key, and no axis: so many new keys, which share nothing with each other, nor with what a sampler draws from the one that is split; use that no more. As
 * in JAX, `split(k, n)[i]` is the key `foldIn(k, i)`, so a longer split begins with the keys of a shorter one. A key is a vector of two `u32`; to cut such a
 * vector in two name the axis.
 *
 * @throws ShapeMismatch if there is no such axis, or the parts do not make it; InvalidArgument unless a key is split into a whole number of keys from 1
 * @example const [queries, keys, values] = split(x, 3, -1) // ['N', 96] becomes three of ['N', 32]
 * @example const [train, test] = split(images, [50000, 10000])
 * @example const [forWeights, forDropout] = split(key(0), 2)
 *
 * @category Random numbers
 */
export function split<
  S extends Shape,
  D extends DType,
  const P extends Parts | undefined = undefined,
  const W extends AxisOption | undefined = undefined,
>(
  x: Fit<FaultAt<P extends undefined ? 'x' | 'parts' : 'x', Pieces<S, D, Halves<P>, AxisIn<W>>>, Tensor<S, D>>,
  parts?: Fit<FaultAt<'parts', Pieces<S, D, Halves<P>, AxisIn<W>>>, P>,
  axis?: FitAxis<FaultAt<'axis', Pieces<S, D, Halves<P>, AxisIn<W>>>, W>,
): Each<Pieces<S, D, Halves<P>, AxisIn<W>>, Given<D>>
export function split(x: AnyTensor, parts: Parts = 2, given?: AxisOption): AnyTensor[] {
  check.tensor('split', 'x', x)
  if (typeof parts !== 'number') check.numbers('split', 'what follows', parts, 'a number of parts, or a list of their sizes')
  const axis = axisGiven('split', given)
  if (axis !== undefined || typeof parts !== 'number' || !isKey(x)) return inParts(x, parts, axis ?? 0)
  useKey(x, 'split')
  return splitKey(x, parts)
}
