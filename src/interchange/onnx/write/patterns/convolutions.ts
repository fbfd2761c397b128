import { type ConvParams, convolved, transposed, transposedPads } from '../rules/convolution.js'
import { present } from '../rules/rule.js'
import type { Recogniser } from './find.js'
import { allButLast, alone, any, type Found, hasAxes, isList, op, type Pattern, paramsOf } from './matcher.js'

/* Convolutions with a bias, and those whose windows stand further apart than the elements that they meet: transposed ones. */

const params = (found: Found): ConvParams => paramsOf<ConvParams>(found, 'conv')

const plain = op('conv', [any('x'), any('kernel')], 'conv')

/** The adjoint of a convolution with strides slides a kernel that is turned round over an array with gaps. */
const turned = op('conv', [any('x'), op('reverse', [any('kernel')], 'turned')], 'conv')

const biased = (pattern: Pattern): Pattern => op('add', [alone(pattern), op('broadcast', [any('bias')], 'spread')])

const isBias = (found: Found): boolean => hasAxes(found, 'spread', allButLast(found.places.x?.shape.length ?? 0))

const isKnown = ({ places }: Found): boolean => places.kernel?.shape.every((size) => typeof size === 'number') === true

const isTransposed = (found: Found): boolean => {
  const { stride, gap, groups } = params(found)
  const isTurned = hasAxes(
    found,
    'turned',
    stride.map((_, axis) => axis),
  )
  const isIt =
    isTurned &&
    groups === 1 &&
    isList(
      stride,
      stride.map(() => 1),
    ) &&
    gap.some((n) => n > 1) &&
    isKnown(found)
  return isIt && transposedPads(params(found), (found.places.kernel?.shape ?? []).map(Number)) !== undefined
}

const written =
  (write: typeof convolved): Recogniser['write'] =>
  (w, [x, kernel, bias], found, result) =>
    write(w, present(x), present(kernel), bias, params(found), result.shape)

export const convolutions: readonly Recogniser[] = [
  {
    pattern: biased(turned),
    reads: ['x', 'kernel', 'bias'],
    isIt: (found) => isBias(found) && isTransposed(found),
    write: written(transposed),
  },
  { pattern: turned, reads: ['x', 'kernel'], isIt: isTransposed, write: written(transposed) },
  {
    pattern: biased(plain),
    reads: ['x', 'kernel', 'bias'],
    isIt: (found) => isBias(found) && isKnown(found),
    write: written(convolved),
  },
]
