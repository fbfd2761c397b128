import { right } from 'fp-ts/lib/Either.js'
import type { Shape } from '../../src/index.js'
import type { Layer, TakesLists } from '../layer.js'
import { type Came, came, isList, type Shapes, type Whole } from '../one-or-many.js'
import { type Branches, branchesTake, branching, type Dealt, type Differ, type Outputs, type Some } from './branches.js'
import type { ParamsOn, StatesOn } from './chain.js'

/** @category Models */
export interface Parallel<L extends readonly Layer[]> extends TakesLists {
  readonly out: this['in'] extends Shapes ? Some<'parallel', L, Abreast<L, this['in']>> : never
  readonly params: ParamsOn<L, Dealt<L, this['in']>>
  readonly state: StatesOn<L, Dealt<L, this['in']>>
}

/** (What a layer of unknown type gives may be a list, so a shape of unknown rank is let through.) */
type Abreast<L extends readonly Layer[], In> = (
  In extends Whole
    ? true
    : In extends Shape
      ? number extends In['length']
        ? false
        : true
      : Differ<L, In>
) extends true
  ? `parallel: ${Branches<L>} as many inputs, got ${Came<In>}`
  : Outputs<'parallel', L, Dealt<L, In>>

/**
 * `y = [f(x), g(y), ...]` of `[x, y, ...]`: branches side by side, each on the input of its own index. Parameters and state are tuples, branch by
 * branch; each branch gets randomness of its own. `parallel(f, g)` after `fanOut(identity, identity)` is `fanOut(f, g)`.
 *
 * @example
 * ```ts
 * const heads = serial(fanOut(dense(64), dense(16)), parallel(relu, tanh), concatOf(identity, identity)) // [100] to [80]
 * ```
 *
 * @category Models
 */
export const parallel = <L extends Layer[]>(...branches: L): Layer<Parallel<L>> =>
  branching('parallel', branches, {
    deals: true,
    fault: (input) =>
      isList(input) && input.length === branches.length
        ? undefined
        : `parallel: ${branchesTake(branches)} as many inputs, got ${came(input)}`,
    output: (_, outputs) => right(outputs),
    tensors: (outputs) => outputs,
    flops: () => 0,
  })
