import { type Add, concat, type Dim, type Shape } from '../../src/index.js'
import type { Layer } from '../layer.js'
import type { Shapes } from '../one-or-many.js'
import { type Common, sameSizes } from '../same-sizes.js'
import { type Apart, type Joinable, type Joining, joining, type RealBranch } from './joined.js'

/** @category Models */
export interface ConcatOf<L extends readonly Layer[]> extends Joining<L> {
  readonly out: this['in'] extends Shapes ? Joined<this['in'], Joinable<'concatOf', L, this['in']>> : never
}

type Joined<In, Outs> = Outs extends readonly [infer First extends Shape, ...infer Others extends readonly Shape[]]
  ? Fold<In, [First], Others, First>
  : Outs extends readonly Shape[]
    ? Outs[number]
    : RealBranch<'concatOf', In, Outs>

type Fold<In, Passed extends readonly Shape[], Others extends readonly Shape[], Out extends Shape> = Others extends readonly [
  infer Next extends Shape,
  ...infer More extends readonly Shape[],
]
  ? Along<Out, Next> extends infer Both extends Shape
    ? [Both] extends [never]
      ? Apart<'concatOf', In, Passed, Next, 'branches are joined along their last axis and are equal off it'>
      : Fold<In, [...Passed, Next], More, Both>
    : never
  : Out

/** Both along the last axis; `never` if they differ off it. */
type Along<A extends Shape, B extends Shape> = number extends A['length'] | B['length']
  ? Dim[]
  : [A, B] extends [readonly [...infer As extends Shape, infer a extends Dim], readonly [...infer Bs extends Shape, infer b extends Dim]]
    ? Common<As, Bs> extends infer Before extends Shape
      ? [Before] extends [never]
        ? never
        : [...Before, Add<a, b>]
      : never
    : never

/**
 * Branches side by side, their outputs joined along the last axis, the channels; off it they are equal. Parameters and state are tuples, branch by
 * branch; each branch gets randomness of its own. Of a list of as many inputs as branches, each branch takes one: `concatOf(identity, identity)` joins
 * a pair.
 *
 * @see Szegedy et al., Going deeper with convolutions, arXiv:1409.4842
 * @example
 * ```ts
 * const inception = concatOf(conv2d(64, 1), conv2d(128, 3, { padding: 1 }), conv2d(32, 5, { padding: 2 })) // [28, 28, 192] to [28, 28, 224]
 * ```
 *
 * @category Models
 */
export const concatOf = <L extends Layer[]>(...branches: L): Layer<ConcatOf<L>> =>
  joining('concatOf', branches, {
    rule: 'branches are joined along their last axis and are equal off it',
    sign: 'concat',
    shapes: (a, b) =>
      a.length > 0 && b.length > 0 && sameSizes(a.slice(0, -1), b.slice(0, -1))
        ? [...a.slice(0, -1), (a.at(-1) ?? 0) + (b.at(-1) ?? 0)]
        : undefined,
    tensors: (outputs) => concat(outputs, -1),
    flops: () => 0,
  })
