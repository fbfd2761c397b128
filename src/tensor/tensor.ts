import { DisposedTensor, InvalidArgument, TracedTensor } from '../errors.js'
import { type Shape, type Sizes, sizeOf } from '../shape/dim.js'
import { type AnyArray, type Arrays, type DType, dtypes, showType, type TensorType } from '../shape/dtype.js'
import type { Nested } from '../shape/nested.js'
import type { MoreThanOne } from '../shape/one-element.js'
import type { Fit } from '../shape/sentence.js'
import { type Device, deviceOf, homeOf, type Storage } from './device.js'
import type { Application } from './primitive.js'
import { edgesOf, nest, printTensor } from './print.js'

/** Where a tensor's value comes from. Only a concrete value owns memory. */
export type Source =
  | Value
  | { readonly kind: 'placeholder' }
  | { readonly kind: 'application'; readonly application: Application; readonly output: number }
  | { readonly kind: 'gone'; readonly how: string }

/** A value that is there: with the host, on a device, or both. */
interface Value {
  readonly kind: 'value'
  /** All elements, where the host has them; for a value on a device, where they are few. */
  readonly host?: AnyArray | undefined
  /** The elements that a printed tensor shows, where the host once had all of them and let go of the rest. */
  readonly edges?: AnyArray | undefined
  readonly storage?: Storage | undefined
}

/** What comparisons of tests see of a node: the elements, where the host has them all; else a number that no other has, so that what may differ is never equal. */
interface Compared {
  elements: AnyArray | number
}

let nodes = 0

/**
 * What stands behind a tensor. Applications hold the nodes of their operands, so that what is pending keeps what it needs, whatever becomes of the tensors; memory
 * is given back when neither a tensor nor a pending application can reach the node.
 */
export class Node {
  readonly compared: Compared
  readonly #number = nodes++
  #source: Source
  /** How many pending applications may yet read it. */
  readers = 0
  /** Its tensor was disposed of. */
  abandoned = false
  /** It was computed on the way to something else, and not kept. */
  computed = false
  /** It is to be kept once it is computed, on the way to whatever. */
  wanted?: boolean

  constructor(source: Source) {
    this.#source = source
    this.compared = { elements: allOf(source) ?? this.#number }
  }

  get source(): Source {
    return this.#source
  }

  set source(source: Source) {
    this.#source = source
    this.compared.elements = allOf(source) ?? this.#number
  }
}

let made = 0

let noted: AnyTensor[] | undefined

/** @internal From now on tensors are noted in this list, those in functions being traced excepted; gives the list that it was before. */
export const noteTensors = (list: AnyTensor[] | undefined): AnyTensor[] | undefined => {
  const before = noted
  noted = list
  return before
}

/** @internal How many tensors have been made. */
export const madeSoFar = (): number => made

/**
 * An immutable array of numbers whose shape is part of its type: a concrete value, an argument of a function being traced, or an
 * operation applied to tensors. Building one computes its shape and dtype, nothing else; reading its value runs what it stands for.
 *
 * `S` is a tuple of dimensions (`784`, a symbol `'N'`, or `number`), `D` the element type.
 *
 * @category Tensors
 */
export class Tensor<S extends Shape, D extends DType = 'f32'> {
  /** @internal */
  readonly type: TensorType
  /**
   * What comparisons of tests see beside the type (`toEqual`, `deepStrictEqual`); what is private below, they do not see. @internal
   */
  compared: Compared
  #node: Node
  readonly #traced: boolean
  readonly #grounded: boolean
  readonly #depth: number
  readonly #serial: number

  /** @internal */
  constructor(type: TensorType, source: Source, traced = false, grounded = source.kind === 'value', depth = 0) {
    this.type = type
    this.#node = new Node(source)
    this.compared = this.#node.compared
    this.#traced = traced
    this.#grounded = grounded
    this.#depth = depth
    this.#serial = made++
    if (!traced) noted?.push(this)
  }

  /** @internal */
  get source(): Source {
    return this.#node.source
  }

  /** @internal */
  get node(): Node {
    return this.#node
  }

  /** @internal */
  set node(node: Node) {
    this.#node = node
    this.compared = node.compared
  }

  /** Depends on an argument of a function being traced, so has no value yet. @internal */
  get traced(): boolean {
    return this.#traced
  }

  /** Depends on a concrete value, so computing it is work worth keeping; otherwise it is a constant of the program. @internal */
  get grounded(): boolean {
    return this.#grounded
  }

  /** Length of the longest chain of pending applications behind it. @internal */
  get depth(): number {
    return this.#depth
  }

  /** How many tensors were made before it. @internal */
  get serial(): number {
    return this.#serial
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
    const onHost = source.kind === 'value' && !homeOf(this) ? source.host?.slice() : undefined
    if (onHost) return onHost as Arrays[D] // holds arrays by dtype, and so does what is read
    // With a device at hand it is read as it is now, whatever becomes of the tensor while the reading is under way.
    const device = readingDevice(this) ?? (await acquireFor(this))
    return (await device.read(this)) as Arrays[D]
  }

  /**
   * The element of a tensor that has one, as a number; 0 or 1 for `bool`.
   *
   * @throws InvalidArgument if it has more, or none
   */
  async item<X extends AnyTensor>(this: X & Fit<MoreThanOne<ShapeIn<X>>, unknown>): Promise<number> {
    const [value, second] = await this.data()
    if (value === undefined || second !== undefined)
      throw new InvalidArgument(
        `item: reads a tensor of one element, and ${showType(this.type)} has ${this.size}; read data() or toArray(), or take one by slice(x, 0)`,
      )
    return value
  }

  /** The elements as nested arrays, a level for each dimension. */
  async toArray(): Promise<Nested<S>> {
    return nest(await this.data(), this.type.shape) as Nested<S> // nest follows the shape
  }

  /**
   * Frees the value's memory, as soon as nothing pending needs it. Using the tensor afterwards throws `DisposedTensor`; disposing it again does nothing.
   */
  dispose(): void {
    release(this, 'was disposed; a disposed tensor has no value')
  }

  /** `using x = ...` disposes `x` at the end of the block. */
  [Symbol.dispose](): void {
    this.dispose()
  }

  /** Shape, dtype and, once known, values, laid out and cut as NumPy does. */
  toString(): string {
    return printTensor(this.type, known(this.type, this.source))
  }

  /**
   * For `JSON.stringify`: the type, and the elements in row-major order, or `null` where the host does not have them all; `await toArray()` for
   * what is surely there. (JSON itself knows no NaN and no infinities, and writes `null` for them.)
   */
  toJSON(): TensorJSON {
    const values = allOf(this.source)
    return { shape: this.type.shape, dtype: this.type.dtype, values: values ? Array.from(values) : null }
  }

  /**
   * Text where text is wanted. Where JavaScript wants a number (`x + 1`, `-x`, `x > 0`, `x == 0`), there is none.
   *
   * @throws InvalidArgument
   */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return this.toString()
    throw new InvalidArgument(noNumber(this.type))
  }

  /** Node's `console.log`. @internal */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}

/** A tensor as JSON. */
export interface TensorJSON {
  readonly shape: readonly number[]
  readonly dtype: DType
  readonly values: readonly number[] | null
}

/**
 * A tensor of any shape and dtype: what the library's own bodies are written over.
 *
 * @category Tensors
 */
export type AnyTensor = Tensor<Shape, DType>

/** @internal A concrete tensor over host memory; a device takes it up when it first needs it. */
export const hosted = (type: TensorType, host: AnyArray): AnyTensor => new Tensor(type, { kind: 'value', host })

/** @internal A concrete tensor in a device's memory. */
export const stored = (type: TensorType, storage: Storage): AnyTensor => new Tensor(type, { kind: 'value', storage })

/** @internal An argument of a function being traced. */
export const placeholder = (type: TensorType): AnyTensor => new Tensor(type, { kind: 'placeholder' }, true)

/** @internal Frees a tensor's value, and says why it is gone to whoever asks for it later. What pending applications may read of it stays for them. */
export const release = (tensor: AnyTensor, how: string): void => {
  const { node } = tensor
  if (node.source.kind === 'gone') return
  forsake(tensor, how)
  node.abandoned = true
  if (node.readers === 0 && !tensor.traced) letGo(node)
}

/** @internal Leaves the value to those who hold it already. */
export const forsake = (tensor: AnyTensor, how: string): void => {
  tensor.node = new Node({ kind: 'gone', how: `${showType(tensor.type)} ${how}` })
  tensor.node.abandoned = true
}

/** Nobody can reach it any more. */
const letGo = ({ source }: Node): void => {
  if (source.kind === 'value') source.storage?.release()
  if (source.kind === 'application') settle(source.application)
}

/** One more result of an application has its value, or is out of reach. With the last, the application reads nothing any more. */
const settle = (application: Application): void => {
  if (--application.pending > 0) return
  for (const node of application.nodes) if (--node.readers === 0 && node.abandoned) letGo(node)
}

/** @internal What a pending tensor stands for is there now. */
export const fulfil = ({ node }: AnyTensor, storage: Storage): void => {
  const { source } = node
  node.source = { kind: 'value', storage }
  if (source.kind === 'application') settle(source.application)
}

/** Tensors for nodes whose own were disposed of. */
const standIns = new WeakMap<Node, AnyTensor>()

/** @internal The operands of an application; for one that was disposed of since, a tensor of the same value. */
export const operandsOf = ({ operands, nodes }: Application): readonly AnyTensor[] =>
  operands.every(({ source }) => source.kind !== 'gone')
    ? operands
    : operands.map((operand, i) => {
        const node = nodes[i]
        return operand.source.kind === 'gone' && node ? standInFor(operand, node) : operand
      })

const standInFor = ({ type, traced, grounded, depth }: AnyTensor, node: Node): AnyTensor => {
  const met = standIns.get(node)
  if (met) return met
  // It is nobody's to dispose of, whichever scope it is made in.
  const around = noteTensors(undefined)
  const made: AnyTensor = new Tensor(type, node.source, traced, grounded, depth)
  noteTensors(around)
  made.node = node
  standIns.set(node, made)
  return made
}

/** @internal Throws for a tensor that was disposed or donated. */
export const alive = (tensor: AnyTensor, user: string): AnyTensor => {
  if (tensor.source.kind === 'gone') throw new DisposedTensor(`${user}: the tensor ${tensor.source.how}`)
  return tensor
}

const noNumber = (type: TensorType): string =>
  `operators: JavaScript's operators do not reach into a tensor, ${showType(type)}: write add(x, 1), neg(x), less(x, 0), equal(x, 0) for x + 1, -x, x < 0, x == 0, and choose with where or cond; \`\${x}\` prints it, await x.item() gives the number of a tensor of rank 0`

/** All elements, where the host has them. */
const allOf = (source: Source): AnyArray | undefined => (source.kind === 'value' ? source.host : undefined)

/** Values up to this size stay with the host when they are on a device too, so that they can be printed and outlive it; of larger ones what is printed. */
const rememberedSize = 1000

/** @internal What the host keeps of elements that are on a device. */
export const remembered = (type: TensorType, array: AnyArray): Pick<Value, 'host' | 'edges'> =>
  array.length <= rememberedSize ? { host: array.slice() } : { edges: edgesOf(type, array) }

/** What a printed tensor shows, or why there is nothing to show. */
const known = (type: TensorType, source: Source): AnyArray | string => {
  if (source.kind === 'value') {
    const { edges, host } = source
    return edges ?? (host && edgesOf(type, host)) ?? 'on the device; await data() to read it'
  }
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
