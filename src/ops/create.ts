import { DTypeMismatch } from '../errors.js'
import { subtract } from '../primitives/arithmetic.js'
import { equal } from '../primitives/compare.js'
import { convert } from '../primitives/convert.js'
import { iota } from '../primitives/iota.js'
import { full as filled } from '../primitives/literal.js'
import { add, multiply } from '../primitives/multiply.js'
import { type Arange, arangeShape } from '../shape/arange.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { notOfKind, throwIfAny } from '../shape/dtype-rule.js'
import { type Fit, type Given, orThrow, type ShapeOf } from '../shape/sentence.js'
import { type Dims, type SizeList, sizeList } from '../shape/size-list.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { holds } from './operand.js'

/*
 * Tensors made of nothing but numbers: they cost no memory until they are stored. A size is a number; `x.shape[0]` carries its symbol, so
 * `zeros([x.shape[0], 10])` is a `Tensor<['N', 10]>`.
 */

/** The dtype asked for. */
const dtypeOf = (op: string, call: string, given: Typed<DType> | undefined): DType => {
  const { dtype = 'f32' } = check.options(op, call, given, ['dtype'])
  check.dtype(op, dtype)
  return dtype
}

interface Typed<D extends DType> {
  /** `f32` if left out. */
  readonly dtype?: D
}

const fill = (op: string, call: string, shape: readonly number[], value: number, options: Typed<DType> | undefined): AnyTensor => {
  check.numbers(op, 'the shape', shape)
  check.number(op, 'the value', value)
  const dtype = dtypeOf(op, call, options)
  if (!holds(dtype, value)) throw new DTypeMismatch(`${op}: ${value} is not a value of ${dtype}`)
  return filled(value, orThrow(sizeList(op, shape)), dtype)
}

/**
 * Zeros.
 *
 * @throws ShapeMismatch if a size is none
 * @example zeros([2, 3])
 *
 * @category Tensors
 */
export function zeros<const S extends readonly number[], D extends DType = 'f32'>(
  shape: Fit<SizeList<'zeros', Dims<S>>, S>,
  options?: Typed<D>,
): Tensor<Dims<S>, Given<D>>
export function zeros(shape: readonly number[], options?: Typed<DType>): AnyTensor {
  return fill('zeros', 'shape', shape, 0, options)
}

/**
 * Ones.
 *
 * @throws ShapeMismatch if a size is none
 * @example ones([2, 3], { dtype: 'i32' })
 *
 * @category Tensors
 */
export function ones<const S extends readonly number[], D extends DType = 'f32'>(
  shape: Fit<SizeList<'ones', Dims<S>>, S>,
  options?: Typed<D>,
): Tensor<Dims<S>, Given<D>>
export function ones(shape: readonly number[], options?: Typed<DType>): AnyTensor {
  return fill('ones', 'shape', shape, 1, options)
}

/**
 * One value everywhere.
 *
 * @throws ShapeMismatch if a size is none; DTypeMismatch if the dtype cannot hold the value
 * @example full([2, 3], 0.5)
 *
 * @category Tensors
 */
export function full<const S extends readonly number[], D extends DType = 'f32'>(
  shape: Fit<SizeList<'full', Dims<S>>, S>,
  value: number,
  options?: Typed<D>,
): Tensor<Dims<S>, Given<D>>
export function full(shape: readonly number[], value: number, options?: Typed<DType>): AnyTensor {
  return fill('full', 'shape, value', shape, value, options)
}

/**
 * Zeros of the shape and dtype of `x`.
 *
 * @example zerosLike(x)
 *
 * @category Tensors
 */
export function zerosLike<S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<S, D>
export function zerosLike(x: AnyTensor): AnyTensor {
  check.tensor('zerosLike', 'x', x)
  const { type } = x
  return filled(0, type.shape, type.dtype)
}

/**
 * Ones of the shape and dtype of `x`.
 *
 * @example onesLike(x)
 *
 * @category Tensors
 */
export function onesLike<S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<S, D>
export function onesLike(x: AnyTensor): AnyTensor {
  check.tensor('onesLike', 'x', x)
  const { type } = x
  return filled(1, type.shape, type.dtype)
}

/**
 * `start, start + step, ...` before `stop`.
 *
 * @throws ShapeMismatch if the step is 0, or a number is infinite; DTypeMismatch if the dtype cannot hold the numbers
 * @example arange(4) // [0, 1, 2, 3]
 * @example arange(1, { start: 2, step: -0.5 }) // [2, 1.5]
 *
 * @category Tensors
 */
export function arange<N extends number, D extends DType = 'f32', Start extends number = 0, Step extends number = 1>(
  stop: N,
  options?: Typed<D> & { readonly start?: Start; readonly step?: Fit<Arange<Start, N, Step>, Step> },
): Tensor<ShapeOf<Arange<Start, N, Step>>, Given<D>>
export function arange(stop: number, given?: Typed<DType> & { readonly start?: number; readonly step?: number }): AnyTensor {
  check.number('arange', 'the end', stop)
  const { start = 0, step = 1, dtype = 'f32' } = check.options('arange', 'stop', given, ['start', 'step', 'dtype'])
  check.number('arange', 'start', start)
  check.number('arange', 'step', step)
  check.dtype('arange', dtype)
  const shape = orThrow(arangeShape(start, stop, step))
  const [count = 0] = shape
  for (const value of [start, step, start + (count - 1) * step])
    if (!holds(dtype, value) && count > 0) throw new DTypeMismatch(`arange: ${value} is not a value of ${dtype}`)
  const steps = iota(shape, 0, dtype)
  const scaled = step === 1 ? steps : multiply(steps, filled(step, shape, dtype))
  return start === 0 ? scaled : add(scaled, filled(start, shape, dtype))
}

/**
 * `count` numbers from `start` to `stop`, both included, evenly spaced; `start` alone if `count` is 1.
 *
 * @throws ShapeMismatch if `count` is no size; DTypeMismatch if the dtype is not floating, or cannot hold an end
 * @example linspace(0, 1, 5) // [0, 0.25, 0.5, 0.75, 1]
 *
 * @category Tensors
 */
export function linspace<N extends number, D extends 'f32' | 'f16' | 'f64' = 'f32'>(
  start: number,
  stop: number,
  count: Fit<SizeList<'linspace', Dims<[N]>>, N>,
  options?: Typed<D>,
): Tensor<Dims<[N]>, Given<D>>
export function linspace(start: number, stop: number, count: number, options?: Typed<DType>): AnyTensor {
  for (const end of [start, stop]) check.number('linspace', 'an end', end)
  check.number('linspace', 'the count', count)
  const dtype = dtypeOf('linspace', 'start, stop, count', options)
  throwIfAny(notOfKind('linspace', dtype, 'floating'))
  for (const end of [start, stop]) if (!holds(dtype, end)) throw new DTypeMismatch(`linspace: ${end} is not a value of ${dtype}`)
  const shape = orThrow(sizeList('linspace', [count]))
  const share = multiply(iota(shape, 0, dtype), filled(1 / Math.max(1, count - 1), shape, dtype))
  // Weighted so that the last number is `stop` itself, whatever the rounding in between.
  const ofStart = multiply(filled(start, shape, dtype), subtract(filled(1, shape, dtype), share))
  return add(ofStart, multiply(filled(stop, shape, dtype), share))
}

/**
 * The unit matrix.
 *
 * @throws ShapeMismatch if `n` is no size
 * @example eye(2) // [[1, 0], [0, 1]]
 *
 * @category Tensors
 */
export function eye<N extends number, D extends DType = 'f32'>(
  n: Fit<SizeList<'eye', Dims<[N]>>, N>,
  options?: Typed<D>,
): Tensor<Dims<[N, N]>, Given<D>>
export function eye(n: number, options?: Typed<DType>): AnyTensor {
  check.number('eye', 'n', n)
  const dtype = dtypeOf('eye', 'n', options)
  const [size = 0] = orThrow(sizeList('eye', [n]))
  const shape = [size, size]
  return convert(equal(iota(shape, 0, 'i32'), iota(shape, 1, 'i32')), dtype)
}
