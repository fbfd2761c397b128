import { DisposedTensor, TracedTensor } from '../errors.js'
import { type Shape, type Sizes, sizeOf } from '../shape/dim.js'
import { type AnyArray, type Arrays, type DType, dtypes, showType, type TensorType } from '../shape/dtype.js'
import type { Nested } from '../shape/nested.js'
import { type Device, deviceOf, type Storage } from './device.js'
import type { Application } from './primitive.js'
import { nest, printTensor } from './print.js'

/** Where a tensor's value comes from. Only a concrete value owns memory. */
export type Source =
  | { readonly kind: 'value'; host?: AnyArray; storage?: Storage }
  | { readonly kind: 'placeholder' }
  | { readonly kind: 'application'; readonly application: Application; readonly output: number }
  | { readonly kind: 'gone'; readonly how: string }

let made = 0

/** @internal How many tensors have been made. */
export const madeSoFar = (): number => made

/**
 * An immutable array of numbers whose shape is part of its type: a concrete value, an argument of a function being traced, or an
 * operation applied to tensors. Building one computes its shape and dtype, nothing else; reading its value runs what it stands for.
 *
 * `S` is a tuple of dimensions (`784`, a symbol `'N'`, or `number`), `D` the element type.
 */
export class Tensor<S extends Shape, D extends DType = 'f32'> {
  /** @internal */
  readonly type: TensorType
  /** @internal */
  source: Source
  /** Depends on an argument of a function being traced, so has no value yet. @internal */
  readonly traced: boolean
  /** Depends on a concrete value, so computing it is work worth keeping; otherwise it is a constant of the program. @internal */
  readonly grounded: boolean
  /** Length of the longest chain of pending applications behind it. @internal */
  readonly depth: number
  /** How many tensors were made before it. @internal */
  readonly serial: number

  /** @internal */
  constructor(type: TensorType, source: Source, traced = false, grounded = source.kind === 'value', depth = 0) {
    this.type = type
    this.source = source
    this.traced = traced
    this.grounded = grounded
    this.depth = depth
    this.serial = made++
  }

  /** The sizes: numbers, which carry their symbol for the compiler where the type says one. */
  get shape(): Sizes<S> {
    return this.type.shape as Sizes<S> // the ops that made this tensor computed both from one rule
  }

  /** The element type. */
  get dtype(): D {
    return this.type.dtype as D // as above
  }

  /** Number of dimensions. */
  get rank(): S['length'] {
    return this.type.shape.length as S['length'] // as above
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.type.shape)
  }

  /**
   * The elements in row-major order, as a typed array of the dtype (`Uint8Array` of 0 and 1 for `bool`). Runs what the tensor stands for
   * if that has not run yet, on the device acquired last, or the best there is.
   *
   * @throws TracedTensor inside a function being traced; DisposedTensor after `dispose` or donation; KernelRejected, DeviceLost,
   * OutOfDeviceMemory when the device fails.
   */
  async data(): Promise<Arrays[D]> {
    const { source } = this
    const onHost = source.kind === 'value' && !source.storage ? source.host?.slice() : undefined
    if (onHost) return onHost as Arrays[D] // holds arrays by dtype, and so does what is read
    // With a device at hand it is read as it is now, whatever becomes of the tensor while the reading is under way.
    const device = readingDevice(this) ?? (await acquireFor(this))
    return (await device.read(this)) as Arrays[D]
  }

  /** The one element of a tensor of rank 0, as a number; 0 or 1 for `bool`. */
  async item(this: Tensor<[], D>): Promise<number> {
    const [value] = await this.data()
    return value ?? Number.NaN
  }

  /** The elements as nested arrays, a level for each dimension. */
  async toArray(): Promise<Nested<S>> {
    return nest(await this.data(), this.type.shape) as Nested<S> // nest follows the shape
  }

  /** Frees the value's memory. Using the tensor afterwards throws `DisposedTensor`; disposing it again does nothing. */
  dispose(): void {
    release(this, 'was disposed; a disposed tensor has no value')
  }

  /** `using x = ...` disposes `x` at the end of the block. */
  [Symbol.dispose](): void {
    this.dispose()
  }

  /** Shape, dtype and, once known, values, cut as NumPy cuts them. */
  toString(): string {
    return printTensor(this.type, known(this.source))
  }

  /** Node's `console.log`. @internal */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}

/** A tensor of any shape and dtype: what the library's own bodies are written over. */
export type AnyTensor = Tensor<Shape, DType>

/** @internal A concrete tensor over host memory; a device takes it up when it first needs it. */
export const hosted = (type: TensorType, host: AnyArray): AnyTensor => new Tensor(type, { kind: 'value', host })

/** @internal A concrete tensor in a device's memory. */
export const stored = (type: TensorType, storage: Storage): AnyTensor => new Tensor(type, { kind: 'value', storage })

/** @internal An argument of a function being traced. */
export const placeholder = (type: TensorType): AnyTensor => new Tensor(type, { kind: 'placeholder' }, true)

/** @internal Frees a tensor's value, and says why it is gone to whoever asks for it later. */
export const release = (tensor: AnyTensor, how: string): void => {
  const { source } = tensor
  if (source.kind === 'gone') return
  tensor.source = { kind: 'gone', how: `${showType(tensor.type)} ${how}` }
  if (source.kind === 'value') source.storage?.release()
}

/** @internal Throws for a tensor that was disposed or donated. */
export const alive = (tensor: AnyTensor, user: string): AnyTensor => {
  if (tensor.source.kind === 'gone') throw new DisposedTensor(`${user}: the tensor ${tensor.source.how}`)
  return tensor
}

const known = (source: Source): AnyArray | string => {
  if (source.kind === 'value') return source.host ?? 'on the device; await data() to read it'
  if (source.kind === 'gone') return 'disposed'
  return source.kind === 'placeholder' ? 'an argument of a function being traced' : 'not computed yet; await data() runs it'
}

const readingDevice = (tensor: AnyTensor): Device | undefined => {
  alive(tensor, 'data')
  if (tensor.traced)
    throw new TracedTensor(
      `data: a ${showType(tensor.type)} inside a function being traced has no value yet; return it from the function and read the result`,
    )
  return deviceOf(tensor)
}

/** What was applied says how a device is had; every other value lies on one, or on the host. */
const acquireFor = ({ source, type }: AnyTensor): Promise<Device> => {
  if (source.kind === 'application') return source.application.acquire()
  throw new Error(`data: ${showType(type)} is neither on a device nor pending; please report this`)
}

/** @internal The dtype is one that arithmetic with fractions is defined on. */
export const isFloating = (tensor: { readonly type: TensorType }): boolean => dtypes[tensor.type.dtype].floating

/** The shape that a tensor's type carries. */
export type ShapeIn<T> = T extends Tensor<infer S, infer _> ? S : never

/** The dtype that a tensor's type carries. */
export type DTypeIn<T> = T extends Tensor<infer _, infer D> ? D : never
