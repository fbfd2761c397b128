import { divide, subtract } from '../primitives/arithmetic.js'
import { broadcast } from '../primitives/broadcast.js'
import { less } from '../primitives/compare.js'
import { gather } from '../primitives/gather.js'
import { iota } from '../primitives/iota.js'
import { multiply } from '../primitives/multiply.js'
import { permute } from '../primitives/permute.js'
import { select } from '../primitives/select.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { customJvp } from '../transforms/custom.js'
import { looped } from '../transforms/scan.js'
import { acrossColumns, acrossRows, identityLike, like, lower, product, sizesOf, upper } from './matrices.js'

/** Forward or backward substitution: a step finds one row of the solution and takes its share off the others. */
const substituted = (t: AnyTensor, b: AnyTensor, isLower: boolean): AnyTensor => {
  const [batch, n, width] = sizesOf(b)
  const step = (rest: AnyTensor, k: AnyTensor) => {
    const column = gather(t, k, 2)
    const row = divide(gather(rest, k, 1), broadcast(gather(column, k, 1), [batch, width], [1]))
    const rows = iota([batch, n], 1, 'i32')
    const at = broadcast(k, [batch, n], [0, 1])
    const share = select(isLower ? less(at, rows) : less(rows, at), column, like(column, 0))
    return [subtract(rest, multiply(acrossColumns(share, [batch, n, width]), acrossRows(row, [batch, n, width]))), row] as const
  }
  const [, rows] = looped('triangularSolve', step as never, b, iota([n], 0, 'i32'), undefined, !isLower)
  return permute(rows as AnyTensor, [1, 0, 2]) // the rows, one tensor a step
}

const made = (isLower: boolean): ((t: AnyTensor, b: AnyTensor) => AnyTensor) => {
  const part = isLower ? lower : upper
  const solved: (t: AnyTensor, b: AnyTensor) => AnyTensor = customJvp(
    (t: AnyTensor, b: AnyTensor): AnyTensor => substituted(t, b, isLower),
    ([t, b], [dt, db]) => {
      const x = solved(t, b)
      return [x, product(solved(t, identityLike(t)), subtract(db, product(part(dt), x)))]
    },
  )
  return solved
}

/** The solutions of `t x = b` where what is above the diagonal of `t` is not looked at. */
export const solvedLower: (t: AnyTensor, b: AnyTensor) => AnyTensor = made(true)

/** The solutions of `t x = b` where what is below the diagonal of `t` is not looked at. */
export const solvedUpper: (t: AnyTensor, b: AnyTensor) => AnyTensor = made(false)
