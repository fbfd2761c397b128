import { ShapeMismatch } from '../errors.js'
import type { Unless } from '../shape/dtype-rule.js'
import type { Fit, FitResult, Given, Wanted } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import { type Difference, demandAlike, type Named, named, type Unlike } from '../tensor/difference.js'
import { demandKeysCarried, demandKeysOfSteps } from '../tensor/key-use.js'
import { placeholder } from '../tensor/tensor.js'
import { leaves, type Structure, structure, type Tree, unflatten } from '../tensor/tree.js'
import { type LengthOf, lengthOf, type Sliced, type Stacked, type Uncounted, type Unlisted } from './lists.js'
import { runLoop } from './loop.js'
import { spend, traceTrees } from './traced.js'

/** The sentence if a step does not give what it carries as it was. */
export type Uncarried<Op extends string, C, After> = Changed<Op, Unlike<C, After>>

type Changed<Op extends string, Found> =
  Found extends Difference<infer Path, infer Was, infer Is>
    ? `${Op}: the body gives ${Path extends '' ? 'the carry' : `carry${Path}`} ${Is}, it was ${Was}; what is carried keeps its type`
    : never

/**
 * The run-time twin of `Uncarried`.
 *
 * @throws ShapeMismatch or DTypeMismatch with the sentence
 */
export const demandCarried = (op: string, init: Tree, after: Tree): void =>
  demandAlike(
    init,
    after,
    ({ path, one, other }) =>
      `${op}: the body gives ${path ? `carry${path}` : 'the carry'} ${other}, it was ${one}; what is carried keeps its type`,
  )

/** What a step carries on. */
type Carried<R> = R extends readonly [infer After, unknown] ? After : unknown

/** What a step gives beside that. */
type Beside<R> = R extends readonly [unknown, infer Y] ? Y : unknown

/** The sentence about what a step gives. */
type Misstep<Op extends string, C, R> = R extends readonly [unknown, unknown]
  ? Uncarried<Op, C, Carried<R>>
  : R extends readonly unknown[]
    ? number extends R['length']
      ? `${Op}: the body gives a list of unknown length; did you mean [carry, y] as const?`
      : `${Op}: the body gives a list of ${R['length']}; a step gives [carry, y]`
    : `${Op}: the body gives ${Named<R>}; a step gives [carry, y]`

/** The sentence about what a scan goes along. */
type Unscanned<Xs, N> = Unlisted<'scan', Xs, N> | Uncounted<'scan', Xs, N>

/**
 * How a scan runs.
 *
 * @category Transforms and control flow
 */
export interface ScanOptions<N = number | undefined> {
  /** How many steps, where there are no lists to tell. */
  readonly length?: N
  /** From the last slice to the first. */
  readonly reverse?: boolean | undefined
}

/**
 * A loop that is a function: `scan(f, init, xs)` carries a value through the slices of `xs` along their first axis, `[carry, y] = f(carry, x)` at each, and
 * gives `[carry, ys]`, with the `y` of all steps stacked. Trees throughout. It is differentiated, mapped and compiled as a loop, whose body is compiled
 * once; the way back keeps of each step what its derivative needs (`checkpoint` the body to keep less).
 *
 * @throws ShapeMismatch if the lists differ in length, or what is carried changes its shape; DTypeMismatch if it changes its dtype alone
 * @example
 * const [total, sums] = scan((sum: Tensor<[]>, x: Tensor<[]>) => [add(sum, x), add(sum, x)], tensor(0), tensor([1, 2, 3]))
 * // total: Tensor<[]>, 6; sums: Tensor<[3]>, [1, 3, 6]
 *
 * @category Transforms and control flow
 */
export function scan<const C, const Xs, R extends Tree = readonly [C, unknown], const N extends number | undefined = undefined>(
  f: FitResult<R, Carried<R>, C, Unless<Unscanned<Xs, N>, Misstep<'scan', C, R>>, (carry: C, x: Sliced<Xs>) => Wanted<Unscanned<Xs, N>, R>>,
  init: C,
  xs: Fit<Unlisted<'scan', Xs, N>, Xs>,
  options?: ScanOptions<Fit<Uncounted<'scan', Xs, N>, N>>,
): [carry: Given<C>, ys: Stacked<Beside<R>, LengthOf<Xs, N>>]
export function scan(f: (carry: never, x: never) => readonly [Tree, Tree], init: Tree, xs: Tree, options?: ScanOptions): [Tree, Tree] {
  check.callable('scan', 'the body', f)
  const { length: given, reverse = false } = check.options('scan', 'f, init, xs', options, ['length', 'reverse'])
  return looped('scan', f, init, xs, given, reverse)
}

export const looped = (
  name: string,
  f: (carry: never, x: never) => readonly [Tree, Tree],
  init: Tree,
  xs: Tree,
  given: number | undefined,
  reverse: boolean,
): [Tree, Tree] => {
  leaves(init, `${name}: what is carried`)
  const lists = leaves(xs, `${name}: the lists`)
  const length = lengthOf(name, xs, given)
  const slices = lists.map(({ type: { shape, dtype } }) => placeholder({ shape: shape.slice(1), dtype }))
  let made: Structure = structure(undefined)
  const { program, spent, foreign } = traceTrees(
    (carry: Tree, x: Tree) => {
      const result = f(carry as never, x as never) // the trees that f is written for
      if (!Array.isArray(result) || result.length !== 2)
        throw new ShapeMismatch(
          `${name}: the body gives ${Array.isArray(result) ? `a list of ${result.length}` : named(result)}; a step gives [carry, y]`,
        )
      demandCarried(name, init, result[0])
      demandKeysCarried(name, length, leaves(carry), leaves(result[0]))
      made = structure(result[1])
      return result
    },
    [init, unflatten(structure(xs), slices)],
    name,
  )
  demandKeysOfSteps(name, length, foreign)
  const carried = leaves(init)
  spend([...carried, ...lists], spent, name)
  const results = runLoop(program, { constants: [], carried, lists }, { length, reverse })
  return [unflatten(structure(init), results.slice(0, carried.length)), unflatten(made, results.slice(carried.length))]
}

/**
 * `f` of each slice of `xs` along the first axis, one after the other, stacked. As `vmap(f)(xs)`, in less memory and more time.
 *
 * @throws ShapeMismatch if the lists differ in length
 * @example map((x: Tensor<[3]>) => sum(x), tensor([[1, 2, 3], [4, 5, 6]])) // [6, 15]
 *
 * @category Transforms and control flow
 */
export function map<const Xs, Y>(
  f: (x: Sliced<Xs>) => Y,
  xs: Fit<Unlisted<'map', Xs, undefined>, Xs>,
): Stacked<Given<Y>, LengthOf<Xs, undefined>>
export function map(f: (x: never) => Tree, xs: Tree): Tree {
  check.callable('map', 'what is mapped', f)
  return looped('map', (_, x) => [[], f(x)], [], xs, undefined, false)[1]
}
