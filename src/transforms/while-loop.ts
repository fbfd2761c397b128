import { ShapeMismatch } from '../errors.js'
import { logicalAnd } from '../ops/logic.js'
import { full } from '../primitives/literal.js'
import { showType } from '../shape/dtype.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import type { Tree } from '../tensor/tree.js'
import { cond } from './cond.js'
import { looped } from './scan.js'

/** How long a loop may take. */
export interface WhileOptions {
  /** Steps that are run at most; a loop that would go on stops there. */
  readonly atMost: number
}

/**
 * `carry = step(carry)` as long as `goesOn(carry)` holds, at most so many times: a loop whose end depends on its values. Since a device is not
 * waited for, all `atMost` steps are run on it, those after the end change nothing; the reference stops where the loop does. It is a `scan`, so
 * it is differentiated both ways and mapped (each for itself).
 *
 * @throws ShapeMismatch if the condition is no `bool` scalar, or what is carried changes its shape or dtype
 * @example
 * // The first power of 2 that is not below 100.
 * whileLoop((x: Tensor<[]>) => less(x, 100), (x) => mul(x, 2), tensor(1), { atMost: 20 }) // 128
 */
export function whileLoop<C>(goesOn: (carry: C) => Tensor<[], 'bool'>, step: (carry: C) => NoInfer<C>, init: C, options: WhileOptions): C
export function whileLoop(goesOn: (carry: never) => AnyTensor, step: (carry: never) => Tree, init: Tree, { atMost }: WhileOptions): Tree {
  const more = (going: AnyTensor, carry: Tree): AnyTensor => {
    const said = goesOn(carry as never) // the tree that it is written for
    if (said.type.dtype !== 'bool' || said.type.shape.length > 0)
      throw new ShapeMismatch(`whileLoop: the condition is a bool scalar, bool[]; got ${showType(said.type)}`)
    return logicalAnd(going as Tensor<[], 'bool'>, said as Tensor<[], 'bool'>) // as was just seen
  }
  const [[, carry]] = looped(
    'whileLoop',
    ([going, before]: readonly [Tensor<[], 'bool'>, Tree]) => {
      const goes = more(going, before) as Tensor<[], 'bool'>
      return [
        [
          goes,
          cond(
            goes,
            (now: Tree) => step(now as never),
            (now: Tree) => now,
            before,
          ),
        ],
        [],
      ]
    },
    [full(1, [], 'bool'), init],
    [],
    atMost,
    false,
  ) as [[AnyTensor, Tree], Tree]
  return carry
}
