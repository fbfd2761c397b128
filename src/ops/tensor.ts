import { DTypeMismatch } from '../errors.js'
import type { Shape } from '../shape/dim.js'
import { type AnyArray, type Arrays, type DType, dtypes } from '../shape/dtype.js'
import { half } from '../shape/half.js'
import { type AnyNested, type NestedLiteral, type NestedShape, nestedShape } from '../shape/nested.js'
import { type Reshape, reshapeShape } from '../shape/reshape.js'
import { type Fit, type Given, orThrow, type ShapeOf } from '../shape/sentence.js'
import type { Dims } from '../shape/size-list.js'
import * as check from '../tensor/check.js'
import { type AnyTensor, hosted, Tensor } from '../tensor/tensor.js'
import { holds } from './operand.js'

/** Numbers to make a tensor of. */
export type TensorLiteral = NestedLiteral | AnyArray

type LiteralShape<T> = T extends AnyArray ? [number] : NestedShape<T>

/** The shape asked for, which has as many elements; that of the numbers if none is. */
type Answer<T, S extends readonly number[] | undefined> = S extends readonly number[]
  ? LiteralShape<T> extends infer L extends Shape
    ? Reshape<'tensor', L, Dims<S>>
    : LiteralShape<T>
  : LiteralShape<T>

/** The dtype that goes with the elements: a typed array's own, `bool` for booleans, else `f32`. */
type NaturalDType<T> = T extends AnyArray
  ? { [D in Exclude<DType, 'f16'>]: T extends Arrays[D] ? D : never }[Exclude<DType, 'f16'>] // an f16's array is an f32's
  : [Leaf<T>] extends [never]
    ? 'f32'
    : [Leaf<T>] extends [boolean]
      ? 'bool'
      : 'f32'

type Leaf<T> = [AnyNested] extends [T] ? number : T extends readonly (infer E)[] ? Leaf<E> : T

/** Elements in row-major order. */
type Elements = AnyArray | readonly (number | boolean)[]

const naturalDType = (elements: Elements): DType => {
  const own = (Object.keys(dtypes) as DType[]).find((dtype) => elements instanceof dtypes[dtype].array) // the keys of `dtypes` are the dtypes
  return own ?? (elements.length > 0 && elements.every((x) => typeof x === 'boolean') ? 'bool' : 'f32')
}

const isTyped = (value: TensorLiteral | Elements): value is AnyArray => ArrayBuffer.isView(value)

const flatten = (value: NestedLiteral): (number | boolean)[] => (typeof value === 'object' ? value.flatMap((row) => flatten(row)) : [value])

/**
 * A tensor of the numbers given: a number, nested arrays of one depth, or a typed array, which is copied. The shape is that of the nesting, or the one
 * asked for, in which one -1 stands for what is left. The dtype is a typed array's own (`bool` for `Uint8Array`), `bool` for booleans, else `f32`.
 *
 * @throws ShapeMismatch if rows differ, or the shape asked for has another number of elements; DTypeMismatch if the dtype cannot hold a number
 * @example tensor([[1, 2], [3, 4]]) // Tensor<[2, 2]>
 * @example tensor(new Float32Array(6), { shape: [2, 3] })
 * @example tensor([1, 2], { dtype: 'i32' })
 *
 * @category Tensors
 */
export function tensor<
  const T extends TensorLiteral,
  const S extends readonly number[] | undefined = undefined,
  D extends DType = NaturalDType<T>,
>(
  value: Fit<LiteralShape<T>, T>,
  options?: { readonly shape?: Fit<Answer<T, S>, S>; readonly dtype?: D },
): Tensor<ShapeOf<Answer<T, S>>, Given<D>>
export function tensor(value: TensorLiteral, given?: { readonly shape?: readonly number[]; readonly dtype?: DType }): AnyTensor {
  demandNumbers(value)
  const options = check.options('tensor', 'values', given, ['shape', 'dtype'])
  if (options.shape !== undefined) check.numbers('tensor', 'the shape', options.shape)
  if (options.dtype !== undefined) check.dtype('tensor', options.dtype)
  const elements = isTyped(value) ? value : flatten(value)
  const natural = isTyped(value) ? [value.length] : orThrow(nestedShape(value))
  const shape = options.shape ? orThrow(reshapeShape('tensor', natural, options.shape)) : natural
  const dtype = options.dtype ?? naturalDType(elements)
  return hosted({ shape, dtype }, arrayOf(elements, dtype))
}

/** The elements as the dtype's array, a copy. */
const arrayOf = (elements: Elements, dtype: DType): AnyArray => {
  const { array: ArrayOf } = dtypes[dtype]
  if (elements instanceof ArrayOf && dtype !== 'bool' && dtype !== 'f16') return elements.slice()
  for (const x of elements)
    if (!holds(dtype, Number(x)))
      throw new DTypeMismatch(
        `tensor: ${Number(x)} is not a value of ${dtype}${dtype === 'bool' && isTyped(elements) ? "; a Uint8Array is taken for bool: for numbers write tensor(bytes, { dtype: 'f32' })" : ''}`,
      )
  if (dtype === 'f16') return Float32Array.from(elements, (x) => half(Number(x)))
  return new ArrayOf(isTyped(elements) ? elements : elements.map(Number))
}

const wanted = 'made of a number, nested arrays of numbers, or a typed array'

/** @throws InvalidArgument unless it is what a tensor can be made of */
const demandNumbers = (value: TensorLiteral): void => {
  if (typeof value === 'number' || typeof value === 'boolean' || isTyped(value)) return
  if (value instanceof Tensor) check.refuse('tensor', 'a tensor', wanted, value, 'it is a tensor already')
  if (!Array.isArray(value)) check.refuse('tensor', 'a tensor', wanted, value)
  else for (const row of value) demandNumbers(row)
}
