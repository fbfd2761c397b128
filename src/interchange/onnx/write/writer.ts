import { InvalidArgument } from '../../../index.js'
import { item } from '../../../program/program.js'
import type { Builder } from './builder.js'
import type { Attributes, Element, Typed } from './graph.js'
import { atPoint, combined, type Formula, formulaOf, isVarying, type Size, type Symbols, sameSize, type Varying } from './sizes.js'
import { asStored, commonOrder, lyingAs, storedOrder, type Value } from './value.js'

/** An operand of what works element by element: a number is one of the dtype of the others. */
export type Operand = Value | number

const isValue = (x: Operand): x is Value => typeof x !== 'number'

/** Where a graph's input has a size that has a name. */
export interface Named {
  readonly input: string
  readonly axis: number
}

/** The end of an axis, as `Slice` has it. */
const end = Number.MAX_SAFE_INTEGER

/** Writes operators for values, and brings values into the form that an operator asks for. */
export class Writer {
  constructor(
    readonly builder: Builder,
    readonly symbols: Symbols,
    /** For each name an input that has its size. */
    private readonly named: ReadonlyMap<string, Named>,
  ) {}

  /** The only result of an operator on stored tensors. */
  op(name: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return item(this.builder.node(name, inputs, attributes), 0)
  }

  /** Whole numbers in a row, as operators count. */
  ints(values: readonly number[]): string {
    return this.builder.constant(values, [values.length], 'i64')
  }

  /** One number everywhere. */
  full(value: Size, shape: readonly Size[], element: Element): Value {
    const stored = isVarying(value)
      ? this.op('Cast', [this.op('Squeeze', [this.#size(value)])], { to: { to: element } })
      : this.builder.constant([value], [], element)
    return { stored, element, shape, axes: shape.map(() => null) }
  }

  /** What works element by element, with ONNX's own broadcasting; the result has the dtype of the first value if none is given. */
  each(op: string, operands: readonly Operand[], element?: Element, attributes: Attributes = {}): Value {
    const given = operands.filter(isValue)
    const first = item(given, 0)
    const typed = operands.find((x): x is Value => isValue(x) && x.element !== 'bool') ?? first
    const values = operands.map((x) => (isValue(x) ? x : this.full(x, first.shape, typed.element)))
    const order = commonOrder(values)
    const names = values.map((value) => this.#along(value, order))
    return lyingAs(this.op(op, names, attributes), element ?? first.element, first.shape, order)
  }

  cast(x: Value, to: Element): Value {
    return x.element === to ? x : { ...x, stored: this.op('Cast', [x.stored], { to: { to } }), element: to }
  }

  select(condition: Value, yes: Operand, no: Operand): Value {
    const branches = [yes, no].filter(isValue)
    return this.each('Where', [condition, yes, no], branches[0]?.element)
  }

  /** The stored tensor with its axes in this order, and an axis of 1 for each that it has not, but for those in front. */
  #along(x: Value, order: readonly number[]): string {
    const own = order.filter((axis) => x.axes[axis] !== null)
    const turned = this.#transposed(x, own)
    const first = order.findIndex((axis) => x.axes[axis] !== null)
    const missing = order.slice(Math.max(0, first)).flatMap((axis, i) => (x.axes[axis] === null ? [i] : []))
    return first < 0 || missing.length === 0 ? turned : this.op('Unsqueeze', [turned, this.ints(missing)])
  }

  #transposed(x: Value, order: readonly number[]): string {
    const perm = order.map((axis) => x.axes[axis] ?? 0)
    return perm.every((axis, i) => axis === i) ? x.stored : this.op('Transpose', [x.stored], { perm })
  }

  /** All of its elements, its axes in this order. */
  inOrder(x: Value, order: readonly number[]): string {
    const turned = this.#transposed(
      x,
      order.filter((axis) => x.axes[axis] !== null),
    )
    const missing = order.flatMap((axis, i) => (x.axes[axis] === null ? [i] : []))
    if (missing.length === 0) return turned
    const isRepeated = missing.some((i) => !sameSize(x.shape[item(order, i)] ?? 1, 1))
    if (missing.length < order.length || !isRepeated) {
      const spread = this.op('Unsqueeze', [turned, this.ints(missing)])
      if (!isRepeated) return spread
      return this.op('Expand', [spread, this.sizes(order.map((axis) => (x.axes[axis] === null ? (x.shape[axis] ?? 1) : 1)))])
    }
    return this.op('Expand', [turned, this.sizes(order.map((axis) => x.shape[axis] ?? 1))])
  }

  /** All of its elements, as the program has them. */
  plain(x: Value): string {
    return this.inOrder(
      x,
      x.shape.map((_, axis) => axis),
    )
  }

  /** As it is stored, but with these axes among those that are there. */
  having(x: Value, axes: readonly number[]): Value {
    return axes.every((axis) => x.axes[axis] !== null) ? x : asStored(this.plain(x), x.element, x.shape)
  }

  /** The stored tensor changed along some of its axes, which stay where they are; `f` is told where they are stored. */
  along(x: Value, axes: readonly number[], shape: readonly Size[], f: (stored: string, axes: readonly number[]) => string): Value {
    const given = this.having(x, axes)
    return {
      ...given,
      shape,
      stored: f(
        given.stored,
        axes.map((axis) => given.axes[axis] ?? 0),
      ),
    }
  }

  /** What is left when some axes go: `f` is told where they are stored. */
  without(x: Value, axes: readonly number[], element: Element, f: (stored: string, axes: readonly number[]) => string): Value {
    const given = this.having(x, axes)
    const stored = f(
      given.stored,
      axes.map((axis) => given.axes[axis] ?? 0),
    )
    const order = storedOrder(given).filter((axis) => !axes.includes(axis))
    const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
    return lyingAs(
      stored,
      element,
      kept.map((axis) => x.shape[axis] ?? 1),
      order.map((axis) => kept.indexOf(axis)),
    )
  }

  /** A stored tensor in another shape, of as many elements. */
  reshape(stored: string, from: readonly Size[], to: readonly Size[]): string {
    if (from.length === to.length && to.every((size, axis) => sameSize(size, from[axis] ?? -1))) return stored
    // 0 takes the size that stands there; one size may be left to be worked out.
    const isSame = to.map((size, axis) => isVarying(size) && sameSize(size, from[axis] ?? -1))
    const open = to.flatMap((size, axis) => (isVarying(size) && !isSame[axis] ? [axis] : []))
    const sizes = to.map((size, axis) => (isSame[axis] ? 0 : axis === open[0] ? -1 : size))
    return this.op('Reshape', [stored, this.sizes(sizes)], to.includes(0) ? { allowzero: 1 } : {})
  }

  /** Elements `start` to `stop` along axes of a stored tensor of these sizes. */
  slice(
    stored: string,
    along: readonly { readonly axis: number; readonly size: Size; readonly start: Size; readonly stop: Size; readonly step: number }[],
  ): string {
    const cut = along.filter(({ size, start, stop, step }) => !(sameSize(start, 0) && sameSize(stop, size) && step === 1))
    if (cut.length === 0) return stored
    const place = (at: Size, size: Size): Size => {
      const fromEnd = combined((i, n) => i - n, at, size)
      return isVarying(at) && !isVarying(fromEnd) ? (fromEnd === 0 ? end : fromEnd) : at
    }
    const of = (f: (one: (typeof cut)[number]) => Size): string => this.sizes(cut.map(f))
    const places = [of(({ start, size }) => place(start, size)), of(({ stop, size }) => (sameSize(stop, size) ? end : place(stop, size)))]
    const axes = this.ints(cut.map(({ axis }) => axis))
    const isPlain = cut.every(({ step }) => step === 1)
    return this.op('Slice', [stored, ...places, axes, ...(isPlain ? [] : [this.ints(cut.map(({ step }) => step))])])
  }

  /** Sizes in a row, as operators take them. */
  sizes(sizes: readonly Size[]): string {
    if (sizes.every((size) => !isVarying(size))) return this.ints(sizes.map((size) => atPoint(size, 0)))
    const parts = sizes.map((size) => (isVarying(size) ? this.#size(size) : this.ints([size])))
    return parts.length === 1 ? item(parts, 0) : this.builder.before('Concat', parts, { axis: 0 })
  }

  /** One size in a row of its own, worked out from the sizes of inputs. */
  #size(size: Varying): string {
    const formula = formulaOf(this.symbols, size)
    if (!formula)
      throw new InvalidArgument(
        `toOnnx: a size, or a number made of sizes, is ${size.at.join(', ')} where ${this.symbols.names.map((name, i) => `${name} is ${this.symbols.at[i]?.slice(0, size.at.length).join(', ')}`).join(' and ')}, and no sum of products of these, plus or over a number, is that`,
      )
    return this.#formula(formula)
  }

  #formula({ sum, factor, offset, divisor }: Formula): string {
    const { builder } = this
    const of = (name: string): string => {
      const named = this.named.get(name)
      if (!named) throw new InvalidArgument(`toOnnx: no input has an axis ${name} of its own`)
      return builder.before('Shape', [named.input], { start: named.axis, end: named.axis + 1 })
    }
    const folded = (op: string, all: readonly string[]): string => all.reduce((one, other) => builder.before(op, [one, other]))
    const total = folded(
      'Add',
      sum.map((names) => folded('Mul', names.map(of))),
    )
    const scaled = factor === 1 ? total : builder.before('Mul', [total, this.ints([factor])])
    const moved = offset === 0 ? scaled : builder.before('Add', [scaled, this.ints([offset])])
    return divisor === 1 ? moved : builder.before('Div', [moved, this.ints([divisor])])
  }

  /** A value's name and type, as a block says it. */
  typed({ element, shape }: Pick<Value, 'element' | 'shape'>, name: string): Typed {
    return { name, element, shape }
  }
}
