import type { ScalarRule } from '../kernel/composed.js'
import { scalarType } from '../kernel/scalar.js'
import type { DType, TensorType } from '../shape/dtype.js'
import { reader, tabulate, visit } from '../tensor/ndarray.js'
import type { Jvp, Linear } from '../tensor/primitive.js'
import type { OperandSample } from '../tensor/sample.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { type Callable, define, onlyDTypes, operand, sampled, shifted } from './define.js'

/** Axes in increasing order, none negative. */
export type Axes = { readonly axes: readonly number[] }

/** What is left of a list without the places at `axes`. */
export const without = <T>(list: readonly T[], axes: readonly number[]): T[] => list.filter((_, axis) => !axes.includes(axis))

/** A full index from the kept places and those at `axes`. */
export const merged = <T>(rank: number, axes: readonly number[], kept: readonly T[], inserted: readonly T[]): T[] => {
  let next = 0
  return Array.from({ length: rank }, (_, axis) => {
    const at = axes.indexOf(axis)
    return at >= 0 ? operand(inserted, at) : operand(kept, next++)
  })
}

/** The sizes of the axes that a fold runs over. */
export const extents = (x: TensorType, axes: readonly number[]): number[] => axes.map((axis) => operand(x.shape, axis))

/** Where a whole dtype begins and ends; infinities for floats. */
export const extremes = (dtype: DType): readonly [lowest: number, highest: number] =>
  dtype === 'i32' ? [-2147483648, 2147483647] : dtype === 'u32' ? [0, 4294967295] : dtype === 'bool' ? [0, 1] : [-Infinity, Infinity]

/** The rules of a reduction that joins elements with one associative function. */
export interface FoldRules {
  readonly name: string
  readonly dtypes: readonly DType[]
  readonly initial: (dtype: DType) => number
  readonly value: (total: number, x: number, dtype: DType) => number
  readonly combine: ScalarRule
  /** The operation of StableHLO that joins two. */
  readonly stableHlo: string
  readonly sums?: boolean
  readonly jvp: Jvp<Axes>
  readonly transpose?: (cotangent: AnyTensor, linear: Linear<Axes>) => AnyTensor
  readonly sample?: Partial<OperandSample>
  /** Of no elements there is no result worth the name: samples have some. */
  readonly ofSome?: boolean
}

/** Makes a reduction over `axes`, which are dropped. */
export const fold = (rules: FoldRules): Callable<Axes, [x: AnyTensor, axes: readonly number[]]> => {
  const { transpose, combine } = rules
  const made: Callable<Axes, [x: AnyTensor, axes: readonly number[]]> = define<Axes, [x: AnyTensor, axes: readonly number[]]>(
    {
      name: rules.name,
      type: ([x], { axes }) => {
        const { shape, dtype } = onlyDTypes(rules.name, operand([x], 0), rules.dtypes)
        return { shape: without(shape, axes), dtype }
      },
      jvp: rules.jvp,
      ...(transpose && { transpose: (cotangent: AnyTensor, _: number, linear: Linear<Axes>) => transpose(cotangent, linear) }),
      batch: ({ operands: [x], params: { axes } }) => made(operand([x], 0), shifted(axes)),
      evaluate: ([x], { axes }, type) => {
        const from = operand([x], 0)
        const at = reader(from)
        const over = extents(from, axes)
        return tabulate(type, (index) => {
          let total = rules.initial(type.dtype)
          visit(over, (inner) => {
            total = rules.value(total, at(merged(from.shape.length, axes, index, inner)), type.dtype)
          })
          return total
        })
      },
      lower: {
        kind: 'reduction',
        overAxes: true,
        visits: 'once',
        sums: rules.sums === true,
        over: ([x], { axes }) => extents(operand([x], 0), axes),
        accumulators: ({ dtype }) => [{ type: scalarType(dtype), initial: rules.initial(dtype) }],
        element: ({ operands, types, params }, index, over) => [
          operand(operands, 0)(merged(operand(types, 0).shape.length, params.axes, index, over)),
        ],
        step: (scalars, [total], [x]) => [combine(scalars, operand([total], 0), operand([x], 0))],
        merge: (scalars, [a], [b]) => [combine(scalars, operand([a], 0), operand([b], 0))],
      },
      stableHlo: (hlo, [x], { axes }) => hlo.reduce(rules.stableHlo, operand([x], 0), rules.initial(operand([x], 0).type.dtype), axes),
      samples: sampled(rules.dtypes).map((dtype) => (draw) => {
        const shape = draw.shape().map((n) => Math.max(n, rules.ofSome ? 1 : 0))
        return { operands: [{ shape, dtype, ...rules.sample }], params: { axes: draw.subset(shape.map((_, axis) => axis)) } }
      }),
    },
    (x, axes) => [[x], { axes }],
  )
  return made
}
