import { equal } from '../primitives/compare.js'
import { convert } from '../primitives/convert.js'
import { iota } from '../primitives/iota.js'
import { zeros } from '../primitives/literal.js'
import { reshape } from '../primitives/reshape.js'
import { item } from '../program/program.js'
import { type Shape, sizeOf } from '../shape/dim.js'
import type { AnyFunction, Fn, ParametersOf, ReturnOf } from '../tensor/call.js'
import * as check from '../tensor/check.js'
import type { Floating } from '../tensor/differentiable.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { leaves, structure, type Tree, unflatten } from '../tensor/tree.js'
import { linearize, vjp } from './directional.js'
import type { TreeFunction } from './traced.js'
import { vmap } from './vmap.js'

/** For each tensor of `R` the tree `X`, whose tensors have the axes of the result and then their own. */
export type Jacobian<R, X> =
  R extends Tensor<infer S, infer D>
    ? Widened<X, S, D>
    : R extends AnyFunction
      ? R
      : R extends object
        ? { [K in keyof R]: Jacobian<R[K], X> }
        : R

type Widened<X, R extends Shape, D> =
  X extends Tensor<infer S, infer _> ? Tensor<[...R, ...S], D & Floating> : X extends object ? { [K in keyof X]: Widened<X[K], R, D> } : X

/** All unit vectors of a tree of tensors, along a first axis: for each leaf, and each element of it, the tree that is 1 there and 0 elsewhere. */
const basis = (values: readonly AnyTensor[]): AnyTensor[][] =>
  values.map(({ type }, which) => {
    const size = sizeOf(type.shape)
    const eye = convert(equal(iota([size, size], 0, 'i32'), iota([size, size], 1, 'i32')), type.dtype)
    return values.map((other, i) =>
      i === which ? reshape(eye, [size, ...type.shape]) : zeros({ ...other.type, shape: [size, ...other.type.shape] }),
    )
  })

/**
 * The Jacobian in the first argument, column by column, forward: cheap where arguments are few. Its shape is the result's and then the
 * argument's; trees give trees of trees.
 *
 * @example jacfwd(sin)(x) // a diagonal matrix of cosines
 *
 * @category Transforms and control flow
 */
export function jacfwd<F extends AnyFunction>(f: F): Fn<ParametersOf<F>, Jacobian<ReturnOf<F>, ParametersOf<F>[0]>>
export function jacfwd(f: TreeFunction): TreeFunction {
  check.callable('jacfwd', 'what is differentiated', f)
  return (...args: readonly Tree[]) => {
    const [x, ...rest] = args
    const [y, push] = linearize((first: Tree) => f(...([first, ...rest] as never[])), x) // the arguments f was made for
    const shape = structure(x)
    const columns = basis(leaves(x)).map((units) =>
      leaves(vmap(push as TreeFunction, { out: -1 })(...([unflatten(shape, units)] as never[]))),
    )
    return unflatten(
      structure(y),
      leaves(y).map((result, i) =>
        unflatten(
          shape,
          leaves(x).map((leaf, j) => reshape(item(item(columns, j), i), [...result.type.shape, ...leaf.type.shape])),
        ),
      ) as never,
    )
  }
}

/**
 * The Jacobian in the first argument, row by row, backward: cheap where results are few. Its shape is the result's and then the argument's;
 * trees give trees of trees.
 *
 * @example jacrev(sin)(x) // a diagonal matrix of cosines
 *
 * @category Transforms and control flow
 */
export function jacrev<F extends AnyFunction>(f: F): Fn<ParametersOf<F>, Jacobian<ReturnOf<F>, ParametersOf<F>[0]>>
export function jacrev(f: TreeFunction): TreeFunction {
  check.callable('jacrev', 'what is differentiated', f)
  return (...args: readonly Tree[]) => {
    const [x, ...rest] = args
    const [y, pull] = vjp((first: Tree) => f(...([first, ...rest] as never[])), x) // the arguments f was made for
    const shape = structure(y)
    const rows = basis(leaves(y)).map((units) => leaves(vmap(pull as TreeFunction)(...([unflatten(shape, units)] as never[]))))
    return unflatten(
      shape,
      leaves(y).map((result, i) =>
        unflatten(
          structure(x),
          leaves(x).map((leaf, j) => reshape(item(item(rows, i), j), [...result.type.shape, ...leaf.type.shape])),
        ),
      ) as never,
    )
  }
}

/**
 * Second derivatives of a scalar function in its first argument: the Jacobian, forward, of the gradient, backward.
 *
 * @example hessian((x: Tensor<[3]>) => sum(mul(x, mul(x, x))))(x) // a diagonal matrix of 6 x
 *
 * @category Transforms and control flow
 */
export function hessian<F extends AnyFunction>(
  f: F,
): Fn<ParametersOf<F>, Jacobian<Jacobian<ReturnOf<F>, ParametersOf<F>[0]>, ParametersOf<F>[0]>> {
  check.callable('hessian', 'what is differentiated', f)
  return jacfwd(jacrev(f)) as never // the two signatures composed
}
