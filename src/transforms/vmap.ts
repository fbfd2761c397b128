import { ShapeMismatch } from '../errors.js'
import { permute, toFront } from '../primitives/permute.js'
import { call } from '../program/interpret.js'
import { item } from '../program/program.js'
import { normalAxis, outOfRange } from '../shape/axis.js'
import type { Dim, Shape } from '../shape/dim.js'
import type { InsertAxis } from '../shape/expand-dims.js'
import type { ShapeOf } from '../shape/sentence.js'
import type { AnyFunction, Fn, ParametersOf, ReturnOf } from '../tensor/call.js'
import * as check from '../tensor/check.js'
import { type AnyTensor, placeholder, Tensor } from '../tensor/tensor.js'
import { leaves, paths, structure, type Tree, unflatten } from '../tensor/tree.js'
import { batchProgram } from './batch.js'
import { spend, type TreeFunction, traceTrees } from './traced.js'

/** Where the mapped axis stands: one place for all tensors of a tree, `null` where there is none, or a tree of these. */
export type AxisTree = number | null | readonly AxisTree[] | { readonly [key: string]: AxisTree }

/** A tree whose tensors have one more axis, of size `D`, at the places named. */
type Grown<T, At, D extends Dim> = At extends null
  ? T
  : T extends Tensor<infer S, infer E>
    ? Tensor<ShapeOf<InsertAxis<'vmap', S, At & number, D>>, E>
    : T extends AnyFunction
      ? T
      : T extends object
        ? { [K in keyof T]: Grown<T[K], At extends number ? At : K extends keyof At ? At[K] : 0, D> }
        : T

/** The symbols that stand in the shapes of a tree. */
type Symbols<T> =
  T extends Tensor<infer S extends Shape, infer _>
    ? Extract<S[number], string>
    : T extends AnyFunction
      ? never
      : T extends object
        ? { [K in keyof T]: Symbols<T[K]> }[keyof T & (T extends readonly unknown[] ? number : unknown)]
        : never

/** A symbol for the mapped axis that is none of those; unknown where they are not known. */
type Fresh<Taken extends string, Candidate extends string = 'B'> = string extends Taken
  ? number
  : Candidate extends Taken
    ? Fresh<Taken, `${Candidate}'`>
    : Candidate

type Mapped<P extends readonly unknown[], R, In, Out, D extends Dim> =
  Grown<P, In, D> extends infer Args extends readonly unknown[] ? Fn<Args, Grown<R, Out, D>> : never

/** Where the mapped axis is in arguments and result; 0 everywhere if left out. */
export interface VmapOptions<In, Out> {
  readonly in?: In
  readonly out?: Out
}

/** For each leaf of a tree the place of its mapped axis. */
const axesOf = (name: string, axes: AxisTree, tree: Tree): (number | null)[] => {
  if (axes === null || typeof axes === 'number') return leaves(tree).map(() => axes)
  if (tree instanceof Tensor || typeof tree !== 'object' || tree === null)
    throw new ShapeMismatch(`vmap: the ${name} axes are a tree where the ${name === 'in' ? 'arguments have' : 'result has'} a leaf`)
  const branches = tree as Readonly<Record<string, unknown>> // a list is one too, by its indices
  const places = axes as Readonly<Record<string, AxisTree>> // likewise
  const keys = Array.isArray(tree) ? Object.keys(tree) : Object.keys(tree).sort()
  return keys.flatMap((key) => axesOf(name, places[key] ?? (key in places ? null : 0), branches[key]))
}

const sizeOfMapped = (where: readonly string[], found: readonly (number | undefined)[]): number => {
  const first = found.findIndex((size) => size !== undefined)
  const size = found[first]
  if (size === undefined) throw new ShapeMismatch('vmap: no argument has a mapped axis; map at least one')
  const argument = (i: number) => where[i]?.replace(/^\[(\d+)\]/, 'argument $1')
  found.forEach((other, i) => {
    if (other !== undefined && other !== size)
      throw new ShapeMismatch(`vmap: the mapped axes differ: ${size} in ${argument(first)}, ${other} in ${argument(i)}`)
  })
  return size
}

const toBack = (x: AnyTensor, axis: number): AnyTensor => {
  const rank = x.type.shape.length
  const normal = normalAxis(axis, rank)
  if (normal === undefined) throw new ShapeMismatch(outOfRange('vmap', axis, x.type.shape))
  const rest = Array.from({ length: rank - 1 }, (_, i) => i + 1)
  return permute(x, [...rest.slice(0, normal), 0, ...rest.slice(normal)])
}

/**
 * `f` for each slice along an axis at once: `vmap(f)(xs)[i]` is `f(xs[i])`, without a loop: every operation is mapped to one over all slices.
 * `in` says where the axis stands in the arguments (a place for all, or one an argument; `null` for what is the same for all slices), `out`
 * where it is to stand in the result.
 *
 * @throws ShapeMismatch if the mapped axes differ in size, or one does not exist
 * @example
 * const lossOf = (w: Tensor<[784]>, x: Tensor<[784]>) => square(sum(mul(w, x)))
 * vmap(grad(lossOf), { in: [null, 0] })(w, xs) // a gradient for each example
 *
 * @category Transforms and control flow
 */
export function vmap<F extends AnyFunction, const In extends AxisTree = 0, const Out extends AxisTree = 0>(
  f: F,
  options?: VmapOptions<In, Out>,
): Mapped<ParametersOf<F>, ReturnOf<F>, In, Out, Fresh<Symbols<[ParametersOf<F>, ReturnOf<F>]>>>
export function vmap(f: TreeFunction, options?: VmapOptions<AxisTree, AxisTree>): TreeFunction {
  check.callable('vmap', 'what is mapped', f)
  const { in: into = 0, out = 0 } = check.options('vmap', 'f', options, ['in', 'out'])
  return (...args: readonly Tree[]) => {
    const flat = leaves(args, 'vmap: argument')
    const axes = axesOf('in', into, args).map((axis, i) => {
      const { shape } = item(flat, i).type
      const normal = axis === null ? null : normalAxis(axis, shape.length)
      if (normal === undefined) throw new ShapeMismatch(outOfRange('vmap', axis ?? 0, shape))
      return normal
    })
    const size = sizeOfMapped(
      paths(args),
      flat.map((leaf, i) => (axes[i] === null ? undefined : leaf.type.shape[axes[i] ?? 0])),
    )
    const slices = flat.map(({ type }, i) =>
      placeholder(axes[i] === null ? type : { ...type, shape: type.shape.toSpliced(axes[i] ?? 0, 1) }),
    )
    const { program, outputs, spent } = traceTrees(f, unflatten(structure(args), slices) as readonly Tree[], 'vmap') // a list, as the arguments are
    spend(flat, spent, 'vmap')
    const mapped = batchProgram(
      program,
      program.inputs.map((_, i) => (axes[i] ?? null) !== null),
      size,
    )
    const results = call(
      mapped,
      flat.map((leaf, i) => toFront(leaf, axes[i] ?? 0)),
    )
    const places = axesOf('out', out, unflatten(outputs, results))
    return unflatten(
      outputs,
      results.map((result, i) => (places[i] === null ? oneOf(result) : toBack(result, places[i] ?? 0))),
    )
  }
}

const oneOf = (result: AnyTensor): AnyTensor => {
  throw new ShapeMismatch(`vmap: out axis null for a result with a mapped axis, [${result.type.shape.join(', ')}]; give it a place`)
}
