import { type AnyTensor, add, mul, type Shape } from '../../src/index.js'
import type { Layer, LayerType } from '../layer.js'
import type { Shapes } from '../one-or-many.js'
import { type Common, sameSizes } from '../same-sizes.js'
import { sizeOf } from '../size-of.js'
import { type Apart, type Joinable, type Joining, joining, type RealBranch } from './joined.js'

/* Branches joined number by number. */

interface Elementwise<Op extends string, What extends string, L extends readonly Layer[]> extends Joining<L> {
  readonly out: this['in'] extends Shapes ? Together<Op, What, this['in'], Joinable<Op, L, this['in']>> : never
}

/** @category Models */
export interface SumOf<L extends readonly Layer[]> extends Elementwise<'sumOf', 'sum', L> {}

/** @category Models */
export interface ProductOf<L extends readonly Layer[]> extends Elementwise<'productOf', 'product', L> {}

/** What is known of the shape of all outputs. */
type Together<Op extends string, What extends string, In, Outs> = Outs extends readonly [
  infer First extends Shape,
  ...infer Others extends readonly Shape[],
]
  ? Fold<Op, What, In, [First], Others, First>
  : Outs extends readonly Shape[]
    ? Outs[number]
    : RealBranch<Op, In, Outs>

type Fold<
  Op extends string,
  What extends string,
  In,
  Passed extends readonly Shape[],
  Others extends readonly Shape[],
  Out extends Shape,
> = Others extends readonly [infer Next extends Shape, ...infer More extends readonly Shape[]]
  ? Common<Out, Next> extends infer Both extends Shape
    ? [Both] extends [never]
      ? Apart<Op, In, Passed, Next, `branches of a ${What} have equal shapes`>
      : Fold<Op, What, In, [...Passed, Next], More, Both>
    : never
  : Out

const elementwise = <F extends LayerType>(
  op: string,
  what: string,
  sign: string,
  f: (a: AnyTensor, b: AnyTensor) => AnyTensor,
  branches: readonly Layer[],
): Layer<F> =>
  joining(op, branches, {
    rule: `branches of a ${what} have equal shapes`,
    sign,
    shapes: (a, b) => (sameSizes(a, b) ? a : undefined),
    tensors: (outputs) => outputs.reduce(f),
    flops: (count, output) => (count - 1) * sizeOf(output),
  })

/**
 * `y = f(x) + g(x) + ...`: branches side by side, added up; their outputs have equal shapes. Parameters and state are tuples, branch by branch;
 * each branch gets randomness of its own. `residual(f)` is `sumOf(identity, f)`. Of a list of as many inputs as branches, each branch takes one:
 * `sumOf(identity, identity)` adds up a pair.
 *
 * @see He, Zhang, Ren, Sun, Deep residual learning for image recognition, arXiv:1512.03385, equation 2
 * @example
 * ```ts
 * const projected = sumOf(serial(conv2d(64, 3, { padding: 1 }), relu, conv2d(256, 1)), conv2d(256, 1)) // [56, 56, 64] to [56, 56, 256]
 * ```
 *
 * @category Models
 */
export const sumOf = <L extends Layer[]>(...branches: L): Layer<SumOf<L>> => elementwise('sumOf', 'sum', '+', add, branches)

/**
 * `y = f(x) * g(x) * ...`: branches side by side, multiplied number by number; their outputs have equal shapes. One of them is often a gate. Parameters
 * and state are tuples, branch by branch. Of a list of as many inputs as branches, each branch takes one.
 *
 * @see Dauphin, Fan, Auli, Grangier, Language modeling with gated convolutional networks, arXiv:1612.08083
 * @example
 * ```ts
 * const gated = productOf(dense(64), serial(dense(64), sigmoid))
 * ```
 *
 * @category Models
 */
export const productOf = <L extends Layer[]>(...branches: L): Layer<ProductOf<L>> => elementwise('productOf', 'product', '×', mul, branches)
