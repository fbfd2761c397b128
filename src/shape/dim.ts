/**
 * A dimension: a literal size, a symbol (`'N'`: any one size, the same wherever the name stands), or `number`, not known to the compiler.
 *
 * @category Tensors
 */
export type Dim = number | string

/**
 * The dimensions of a tensor, outermost first.
 *
 * @category Tensors
 */
export type Shape = readonly Dim[]

declare const size: unique symbol
declare const repair: unique symbol

/**
 * What `.shape` holds where the type says `'N'`: a number at run time that carries its name for the compiler. (And what the compiler is to say last, where
 * a function over `'N'` is called with a tensor of another size.)
 *
 * @category Tensors
 */
export type Size<N extends string> = number & { readonly [size]: N; readonly [repair]: `fn(f)(x) binds ${N}, f(x) does not` }

type SizeOf<D> = D extends string ? Size<D> : D

/**
 * The run-time sizes of a shape: numbers, symbols included.
 *
 * @category Tensors
 */
export type Sizes<S extends Shape> = { readonly [K in keyof S]: SizeOf<S[K]> }

/**
 * Shape as a person writes it: `[32, N, 10]`.
 *
 * @category Tensors
 */
export const show = (shape: readonly (number | string)[]): string => `[${shape.join(', ')}]`

/** Number of elements; 1 for rank 0. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1)

/** Row-major strides in elements. */
export const stridesOf = (shape: readonly number[]): number[] => {
  const strides: number[] = new Array(shape.length).fill(1)
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1)
  return strides
}

/** Same rank, same sizes. */
export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((n, axis) => n === b[axis])
