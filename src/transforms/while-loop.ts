import { logicalAnd } from '../ops/logic.js'
import { full } from '../primitives/literal.js'
import type { Unless } from '../shape/dtype-rule.js'
import type { Fit, FitResult, Given, Wanted } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import { demandKeysCarried } from '../tensor/key-use.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { leaves, type Tree } from '../tensor/tree.js'
import { cond, demandPredicate, type NoPredicate } from './cond.js'
import { demandCount, type NoCount } from './lists.js'
import { demandCarried, looped, type Uncarried } from './scan.js'

/**
 * How long a loop may take.
 *
 * @category Transforms and control flow
 */
export interface WhileOptions<N = number> {
  /** Steps that are run at most; a loop that would go on stops there. */
  readonly atMost: N
}

type Uncounted<N extends number> = NoCount<'whileLoop', 'atMost', N>

type Unconditional<P> = NoPredicate<'whileLoop: the condition', P>

/**
 * `carry = step(carry)` as long as `goesOn(carry)` holds, at most so many times: a loop whose end depends on its values. Since a device is not
 * waited for, all `atMost` steps are run on it, those after the end change nothing; the reference stops where the loop does. It is a `scan`, so
 * it is differentiated both ways and mapped (each for itself).
 *
 * @throws ShapeMismatch or DTypeMismatch if the condition is no `bool` scalar, or what is carried changes its shape or dtype
 * @example
 * // The first power of 2 that is not below 100.
 * whileLoop((x: Tensor<[]>) => less(x, 100), (x) => mul(x, 2), tensor(1), { atMost: 20 }) // 128
 *
 * @category Transforms and control flow
 */
export function whileLoop<const C, P extends Tree = Tensor<[], 'bool'>, R extends Tree = C, const N extends number = number>(
  goesOn: FitResult<P, P, Tensor<[], 'bool'>, Unless<Uncounted<N>, Unconditional<P>>, (carry: C) => Wanted<Uncounted<N>, P>>,
  step: FitResult<
    R,
    R,
    C,
    Unless<Uncounted<N> | Unconditional<P>, Uncarried<'whileLoop', C, R>>,
    (carry: C) => Wanted<Uncounted<N> | Unconditional<P>, R>
  >,
  init: C,
  options: WhileOptions<Fit<Uncounted<N>, N>>,
): Given<C>
export function whileLoop(goesOn: (carry: never) => Tree, step: (carry: never) => Tree, init: Tree, options: WhileOptions): Tree {
  check.callable('whileLoop', 'the condition', goesOn)
  check.callable('whileLoop', 'the step', step)
  const { atMost } = check.options('whileLoop', 'goesOn, step, init', options, ['atMost'])
  check.number('whileLoop', 'atMost', atMost)
  demandCount('whileLoop', 'atMost', atMost)
  leaves(init, 'whileLoop: what is carried')
  const more = (going: AnyTensor, carry: Tree): AnyTensor => {
    const said = goesOn(carry as never) // the tree that it is written for
    demandPredicate('whileLoop: the condition', said)
    return logicalAnd(going as Tensor<[], 'bool'>, said as Tensor<[], 'bool'>) // as was just seen
  }
  const next = (carry: Tree): Tree => {
    const after = step(carry as never) // as above
    demandCarried('whileLoop', carry, after)
    demandKeysCarried('whileLoop', atMost, leaves(carry), leaves(after))
    return after
  }
  const [[, carry]] = looped(
    'whileLoop',
    ([going, before]: readonly [Tensor<[], 'bool'>, Tree]) => {
      const goes = more(going, before) as Tensor<[], 'bool'>
      return [[goes, cond(goes, next, (now: Tree) => now, before)], []]
    },
    [full(1, [], 'bool'), init],
    [],
    atMost,
    false,
  ) as [[AnyTensor, Tree], Tree]
  return carry
}
