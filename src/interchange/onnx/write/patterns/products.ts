import type { DotParams } from '../rules/contractions.js'
import { at } from '../rules/rule.js'
import { asStored, storedOrder, type Value } from '../value.js'
import type { Recogniser } from './find.js'
import { alone, any, hasAxes, holdsFloats, isList, op, paramsOf } from './matcher.js'

/** `x w + bias` of matrices. */
const gemm: Recogniser = {
  pattern: op('add', [alone(op('dot', [any('x'), any('w')], 'dot')), op('broadcast', [any('bias')], 'spread')]),
  reads: ['x', 'w', 'bias'],
  isIt: (found) => {
    const { places } = found
    const { contract, batch } = paramsOf<DotParams>(found, 'dot')
    const isMatrix = places.x?.shape.length === 2 && places.w?.shape.length === 2
    return isMatrix && isList(batch[0], []) && contract[0].length === 1 && holdsFloats(found, 'x') && hasAxes(found, 'spread', [0])
  },
  write: (w, values, found, { shape }) => {
    const [x, kernel, bias] = [at(values, 0), at(values, 1), at(values, 2)]
    const { contract } = paramsOf<DotParams>(found, 'dot')
    // Rows of x meet columns of the kernel: either may lie the other way.
    const [alongX, alongKernel] = [at(contract[0], 0), at(contract[1], 0)]
    const orderOf = (value: Value, wanted: readonly number[]): readonly [order: readonly number[], isTurned: boolean] => {
      const isTurned = storedOrder(value).join() === wanted.toReversed().join()
      return [isTurned ? wanted.toReversed() : wanted, isTurned]
    }
    const [orderX, transA] = orderOf(x, [1 - alongX, alongX])
    const [orderKernel, transB] = orderOf(kernel, [alongKernel, 1 - alongKernel])
    const stored = w.op('Gemm', [w.inOrder(x, orderX), w.inOrder(kernel, orderKernel), w.plain(bias)], {
      ...(transA && { transA: 1 }),
      ...(transB && { transB: 1 }),
    })
    return asStored(stored, x.element, shape)
  },
}

export const products: readonly Recogniser[] = [gemm]
