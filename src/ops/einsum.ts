import { sum } from '../primitives/broadcast.js'
import { dot } from '../primitives/dot.js'
import { reshape } from '../primitives/reshape.js'
import { slice } from '../primitives/slice.js'
import type { DType } from '../shape/dtype.js'
import { type Mixed, mixed, type NotOfKind, type Then, throwIfAny } from '../shape/dtype-rule.js'
import {
  type BindOperand,
  bindOperand,
  type Einsum,
  type EinsumPattern,
  einsumPattern,
  type NothingBound,
  nothingBound,
} from '../shape/einsum.js'
import type { Contraction, ParseEinsum } from '../shape/einsum-pattern.js'
import { orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, DTypeIn, ShapeIn, Tensor } from '../tensor/tensor.js'
import { demand } from './operand.js'
import { laidOut } from './reshape.js'
import { inOrder } from './transpose.js'

type ShapesOf<T extends readonly unknown[]> = { [K in keyof T]: ShapeIn<T[K]> }

/** The pattern, or the sentence if it is no pattern, or one for more operands than there are. */
type CheckSpec<Spec extends string, T extends readonly unknown[]> = string extends Spec
  ? Spec
  : number extends T['length']
    ? Spec
    : EinsumPattern<Spec, T['length']> extends infer Answer extends string
      ? HasMore<T, Spec> extends true
        ? Spec
        : Answer
      : Spec

/** There are more operands than the pattern is for. */
type HasMore<T extends readonly unknown[], Spec extends string> =
  ParseEinsum<Spec> extends Contraction<infer Inputs extends readonly unknown[], unknown>
    ? T extends readonly [...{ [K in keyof Inputs]: unknown }, unknown, ...unknown[]]
      ? true
      : false
    : false

/** The operands with the sentence in the place of the first that does not fit, or is one too many. */
type CheckOperands<Spec extends string, T extends readonly unknown[]> = string extends Spec
  ? T
  : number extends T['length']
    ? T
    : ParseEinsum<Spec> extends Contraction<infer Inputs extends readonly unknown[], unknown>
      ? T['length'] extends Inputs['length']
        ? CheckNext<Spec, T, Inputs, DTypeIn<T[0]>, NothingBound, [], T>
        : HasMore<T, Spec> extends true
          ? { [K in keyof T]: K extends `${Inputs['length']}` ? EinsumPattern<Spec, T['length']> : T[K] }
          : T
      : T

type CheckNext<
  Spec extends string,
  Rest extends readonly unknown[],
  Inputs,
  D extends DType,
  Bound,
  Passed extends readonly unknown[],
  All,
> = Rest extends readonly [infer Next, ...infer More]
  ? Inputs extends readonly [infer Indices extends readonly string[], ...infer Others]
    ? Then<
        Then<NotOfKind<'einsum', DTypeIn<Next>, 'numeric'>, Mixed<'einsum', D, DTypeIn<Next>>>,
        BindOperand<Spec, Indices, ShapeIn<Next>, Bound>
      > extends infer Answer
      ? Answer extends string
        ? [...Passed, Answer, ...More]
        : CheckNext<Spec, More, Others, D, Answer, [...Passed, Next], All>
      : never
    : never
  : All

/** A tensor with a name for each axis. */
interface Named {
  readonly x: AnyTensor
  readonly names: readonly string[]
}

/** The axes of `...` are named by their distance from the last of them, so that those of all operands align. */
const nameAxes = (x: AnyTensor, indices: readonly string[]): Named => {
  const batch = x.type.shape.length - indices.length + 1
  const names = indices.flatMap((index) => (index === '...' ? Array.from({ length: batch }, (_, i) => `...${batch - i}`) : [index]))
  return { x, names }
}

/** Axes of one name become one: of `[n, n]`, laid out as `[n * n]`, every `n + 1`-th element is on the diagonal. */
const diagonal = ({ x, names }: Named): Named => {
  const twice = names.find((name, axis) => names.indexOf(name) !== axis)
  if (twice === undefined) return { x, names }
  const [p, q] = [names.indexOf(twice), names.lastIndexOf(twice)]
  const others = names.map((_, axis) => axis).filter((axis) => axis !== p && axis !== q)
  const kept = others.map((axis) => x.type.shape[axis] ?? 1)
  const n = x.type.shape[p] ?? 1
  const flat = laidOut(inOrder(x, [...others, p, q]), [...kept, n * n])
  const start = flat.type.shape.map(() => 0)
  return diagonal({
    x: slice(flat, start, flat.type.shape, [...kept.map(() => 1), n + 1]),
    names: [...others.map((axis) => names[axis] ?? ''), twice],
  })
}

/** Without the axes of size 1 that stretch, which another operand has at full size. */
const withoutStretched = ({ x, names }: Named, sizes: ReadonlyMap<string, number>): Named => {
  const { shape } = x.type
  const stays = (_: unknown, axis: number) => shape[axis] === sizes.get(names[axis] ?? '')
  const kept = shape.filter(stays)
  return kept.length === shape.length ? { x, names } : { x: reshape(x, kept), names: names.filter(stays) }
}

/** Summed over the axes that are not needed. */
const summedBut = ({ x, names }: Named, needed: ReadonlySet<string>): Named => {
  const dropped = names.flatMap((name, axis) => (needed.has(name) ? [] : [axis]))
  return dropped.length === 0 ? { x, names } : { x: sum(x, dropped), names: names.filter((name) => needed.has(name)) }
}

/** The product, summed over the axes that both have and nobody needs. */
const product = (a: Named, b: Named, needed: ReadonlySet<string>): Named => {
  const shared = a.names.filter((name) => b.names.includes(name))
  const batch = shared.filter((name) => needed.has(name))
  const contracted = shared.filter((name) => !needed.has(name))
  const places = (names: readonly string[]) =>
    [names.map((name) => a.names.indexOf(name)), names.map((name) => b.names.indexOf(name))] as const
  const free = ({ names }: Named) => names.filter((name) => !shared.includes(name))
  return { x: dot(a.x, b.x, { contract: places(contracted), batch: places(batch) }), names: [...batch, ...free(a), ...free(b)] }
}

/**
 * The sum of products that a pattern writes in Einstein's way: `'ij,jk->ik'` is `y[i, k] = sum over j of a[i, j] b[j, k]`. A letter names an axis of each
 * operand; axes of one letter run together and have one size, and letters that the result leaves out are summed over. A letter twice in one operand
 * takes its diagonal. `...` stands for any axes, which broadcast, and are summed over too if the result leaves them out. Without an arrow the result has
 * `...` and then the letters that stand once, in alphabetical order. Spaces do not count.
 *
 * Operands are contracted from left to right, two at a time; order them so that what is between stays small.
 *
 * @throws ShapeMismatch if the pattern is none, or is for another number of operands, or an operand does not fit it; DTypeMismatch if the dtypes are not
 * one, or are `bool`
 * @example einsum('bij, bjk -> bik', a, b) // matmul of ['B', 2, 3] and ['B', 3, 4]: ['B', 2, 4]
 * @example einsum('ii', tensor([[1, 2], [3, 4]])) // 5, the trace
 * @example einsum('...i,...i->...', x, y) // inner products along the last axis
 *
 * @category Products and linear algebra
 */
export function einsum<Spec extends string, const T extends readonly AnyTensor[]>(
  spec: CheckSpec<Spec, T> extends Spec ? Spec : CheckSpec<Spec, T>,
  ...operands: CheckOperands<Spec, T> extends T ? T : CheckOperands<Spec, T>
): Tensor<ShapeOf<Einsum<Spec, ShapesOf<T>>>, DTypeIn<T[number]>>
export function einsum(spec: string, ...operands: readonly AnyTensor[]): AnyTensor {
  if (typeof spec !== 'string') check.refuse('einsum', 'the pattern', "a text, as in 'ij,jk->ik'", spec)
  for (const [i, x] of operands.entries()) check.tensor('einsum', `operand ${i}`, x)
  const { inputs, output: indices } = orThrow(einsumPattern(spec, operands.length))
  let bound = nothingBound
  for (const [i, x] of operands.entries()) {
    demand('einsum', x, 'numeric')
    throwIfAny(mixed('einsum', operands[0]?.type.dtype ?? x.type.dtype, x.type.dtype))
    bound = orThrow(bindOperand(spec, inputs[i] ?? [], x.type.shape, bound))
  }
  const batch = bound.batch.map((size, i) => [`...${bound.batch.length - i}`, size] as const)
  const sizes = new Map([...bound.sizes, ...batch])
  const output = indices.flatMap((index) => (index === '...' ? batch.map(([name]) => name) : [index]))
  const named = operands.map((x, i) => withoutStretched(diagonal(nameAxes(x, inputs[i] ?? [])), sizes))
  /** What the result has, and the operands that are not yet multiplied. */
  const neededAfter = (count: number) => new Set([...output, ...named.slice(count).flatMap(({ names }) => names)])
  const others = (i: number) => new Set([...output, ...named.flatMap(({ names }, j) => (i === j ? [] : names))])
  const { x, names } = named.map((one, i) => summedBut(one, others(i))).reduce((total, next, i) => product(total, next, neededAfter(i + 1)))
  return inOrder(
    x,
    output.map((name) => names.indexOf(name)),
  )
}
