import { type Scalar, type Scalars, scalarType } from '../kernel/scalar.js'
import type { DType, TensorType } from '../shape/dtype.js'
import { reader, tabulate } from '../tensor/ndarray.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { type Callable, define, numbers, onlyDTypes, operand } from './define.js'
import { extremes, merged, without } from './fold.js'

type Axis = { readonly axis: number }

/** The first place of the largest or smallest element; a NaN counts as beyond every number. */
const arg = (name: string, side: 0 | 1): Callable<Axis, [x: AnyTensor, axis: number]> => {
  const beats = (x: number, best: number) => (side === 0 ? x > best : x < best)
  const better = (scalars: Scalars, x: Scalar, best: Scalar): Scalar => {
    const ahead = side === 0 ? scalars.less(best, x) : scalars.less(x, best)
    if (x.type !== 'f32') return ahead
    const bestIsNumber = scalars.not(scalars.isNaN(best))
    return scalars.and(bestIsNumber, scalars.or(ahead, scalars.isNaN(x)))
  }
  const choose = (scalars: Scalars, condition: Scalar, yes: readonly Scalar[], no: readonly Scalar[]) =>
    yes.map((x, slot) => scalars.select(condition, x, operand(no, slot)))
  const merge = (scalars: Scalars, a: readonly Scalar[], b: readonly Scalar[]): readonly Scalar[] => {
    const [bestA, bestB] = [operand(a, 0), operand(b, 0)]
    const tie = scalars.and(
      scalars.not(scalars.or(better(scalars, bestA, bestB), better(scalars, bestB, bestA))),
      scalars.less(operand(b, 1), operand(a, 1)),
    )
    return choose(scalars, scalars.or(better(scalars, bestB, bestA), tie), b, a)
  }
  const made: Callable<Axis, [x: AnyTensor, axis: number]> = define<Axis, [x: AnyTensor, axis: number]>(
    {
      name,
      type: ([x], { axis }) => ({ shape: without(onlyDTypes(name, operand([x], 0), numbers).shape, [axis]), dtype: 'i32' }),
      jvp: 'constant',
      batch: ({ operands: [x], params: { axis } }) => made(operand([x], 0), axis + 1),
      evaluate: ([x], { axis }, type) => {
        const from = operand([x], 0)
        const at = reader(from)
        return tabulate(type, (index) => {
          let best = 0
          for (let i = 1; i < operand(from.shape, axis); i++) {
            const [now, was] = [at(merged(from.shape.length, [axis], index, [i])), at(merged(from.shape.length, [axis], index, [best]))]
            if (Number.isNaN(was)) break
            if (Number.isNaN(now) || beats(now, was)) best = i
          }
          return best
        })
      },
      lower: {
        kind: 'reduction',
        visits: 'once',
        over: ([x], { axis }) => [operand(operand([x], 0).shape, axis)],
        accumulators: (_, [x]) => [
          { type: scalarType(operand([x], 0).dtype), initial: extremes(operand([x], 0).dtype)[side] },
          { type: 'i32', initial: 0 },
        ],
        element: ({ scalars, operands, types, params }, index, over) => [
          operand(operands, 0)(merged(operand(types, 0).shape.length, [params.axis], index, over)),
          scalars.toI32(scalars.index(operand(over, 0))),
        ],
        step: (scalars, total, element) => choose(scalars, better(scalars, operand(element, 0), operand(total, 0)), element, total),
        merge,
        finish: (_, total) => operand(total, 1),
      },
      stableHlo: (hlo, [operandX], { axis }, [type]) => {
        const x = operand([operandX], 0)
        const { shape, dtype } = x.type
        const scalar = (of: DType): TensorType => ({ shape: [], dtype: of })
        const [pair, index] = [[scalar(dtype), scalar('i32')], { shape, dtype: 'i32' } as const]
        const initial = [hlo.full(extremes(dtype)[side], scalar(dtype)), hlo.full(0, scalar('i32'))]
        return hlo.generic('reduce', [x, hlo.iota(axis, index), ...initial], [{ ...operand([type], 0), dtype }, operand([type], 0)], {
          attributes: `dimensions = array<i64: ${axis}>`,
          bodies: [[[...pair, ...pair], (values) => hlo.scalars((s, ...args) => merge(s, args.slice(0, 2), args.slice(2)), values)]],
        })[1]
      },
      samples: [
        (draw) => {
          const shape = draw.shape(1)
          return {
            operands: [{ shape, dtype: draw.pick(['f32', 'i32'] as const), distinct: true }],
            params: { axis: draw.int(0, shape.length - 1) },
          }
        },
      ],
    },
    (x, axis) => [[x], { axis }],
  )
  return made
}

/** The place of the largest element along `axis`, which is dropped: the first of several, the first NaN if there is one. */
export const argmax = arg('argmax', 0)

/** The place of the smallest element along `axis`, which is dropped: the first of several, the first NaN if there is one. */
export const argmin = arg('argmin', 1)
