import { ShapeMismatch } from '../errors.js'
import { scalarType } from '../kernel/scalar.js'
import { show } from '../shape/dim.js'
import type { TensorType } from '../shape/dtype.js'
import { reader, tabulate, visit } from '../tensor/ndarray.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { type Callable, define, numbers, onlyDTypes, operand, shifted } from './define.js'
import { inverse, permute, toFront } from './permute.js'
import { inPieces } from './pieces.js'

type Pair = readonly [a: readonly number[], b: readonly number[]]

/** Which axes are summed over, and which run along in both operands; the others are free. StableHLO's `dot_general`. */
export type DotParams = {
  readonly contract: Pair
  readonly batch: Pair
}

const axesOf = ({ shape }: { readonly shape: readonly number[] }): number[] => shape.map((_, axis) => axis)

const freeAxes = (type: TensorType, side: 0 | 1, { contract, batch }: DotParams): number[] =>
  axesOf(type).filter((axis) => !contract[side].includes(axis) && !batch[side].includes(axis))

/** An operand's full index, from the result's and the loops'. */
const indexOf = <T>(type: TensorType, side: 0 | 1, params: DotParams, batch: readonly T[], free: readonly T[], over: readonly T[]): T[] => {
  const index: T[] = new Array(type.shape.length)
  const put = (axes: readonly number[], values: readonly T[]) => {
    axes.forEach((axis, i) => {
      index[axis] = operand(values, i)
    })
  }
  put(params.batch[side], batch)
  put(freeAxes(type, side, params), free)
  put(params.contract[side], over)
  return index
}

const ranks = (a: TensorType, b: TensorType, params: DotParams): readonly [number, number, number] => [
  params.batch[0].length,
  freeAxes(a, 0, params).length,
  freeAxes(b, 1, params).length,
]

const operandIndices = <T>(a: TensorType, b: TensorType, params: DotParams, index: readonly T[], over: readonly T[]): [T[], T[]] => {
  const [batch, rows] = ranks(a, b, params)
  const shared = index.slice(0, batch)
  return [
    indexOf(a, 0, params, shared, index.slice(batch, batch + rows), over),
    indexOf(b, 1, params, shared, index.slice(batch + rows), over),
  ]
}

/** The cotangent of one operand: the other contracted with `ct` over its free axes, axes put back in order. */
const cotangentOf = (ct: AnyTensor, side: 0 | 1, types: readonly TensorType[], other: AnyTensor, params: DotParams): AnyTensor => {
  const [a, b] = [operand(types, 0), operand(types, 1)]
  const [mine, theirs] = side === 0 ? [a, b] : [b, a]
  const [batch, rows, columns] = ranks(a, b, params)
  const span = (from: number, length: number) => Array.from({ length }, (_, i) => from + i)
  const otherSide = side === 0 ? 1 : 0
  const summed = side === 0 ? span(batch + rows, columns) : span(batch, rows)
  // Axes of the product: batch, my free ones, then the other's contracted ones in the order they stand there.
  const product = dot(ct, other, {
    contract: [summed, freeAxes(theirs, otherSide, params)],
    batch: [span(0, batch), params.batch[otherSide]],
  })
  const contracted = [...params.contract[otherSide]]
    .sort((x, y) => x - y)
    .map((axis) => {
      const pair = params.contract[otherSide].indexOf(axis)
      return operand(params.contract[side], pair)
    })
  return permute(product, inverse([...params.batch[side], ...freeAxes(mine, side, params), ...contracted]))
}

/** General contraction: `[batch..., free of a..., free of b...]`, summed over the contracted axes. */
export const dot: Callable<DotParams, [a: AnyTensor, b: AnyTensor, params: DotParams]> = define(
  {
    name: 'dot',
    type: ([x, y], params: DotParams) => {
      const [a, b] = [onlyDTypes('dot', operand([x], 0), numbers), operand([y], 0)]
      const sizes = (type: TensorType, axes: readonly number[]) => axes.map((axis) => operand(type.shape, axis))
      for (const pair of [params.contract, params.batch])
        if (a.dtype !== b.dtype || show(sizes(a, pair[0])) !== show(sizes(b, pair[1])))
          throw new ShapeMismatch(
            `dot: ${a.dtype}${show(a.shape)} and ${b.dtype}${show(b.shape)} differ along axes ${show(pair[0])} and ${show(pair[1])}`,
          )
      const shape = [...sizes(a, params.batch[0]), ...sizes(a, freeAxes(a, 0, params)), ...sizes(b, freeAxes(b, 1, params))]
      return { shape, dtype: a.dtype }
    },
    jvp: [(t, [, b], params) => b && dot(t, b, params), (t, [a], params) => a && dot(a, t, params)],
    transpose: (ct, side, { operands, types, params }) => cotangentOf(ct, side === 0 ? 0 : 1, types, operand(operands, 1 - side), params),
    batch: ({ operands: [x, y], mapped: [inA, inB], params: { contract, batch } }) => {
      const [a, b] = [operand([x], 0), operand([y], 0)]
      const moved = ([ofA, ofB]: Pair): Pair => [inA ? shifted(ofA) : ofA, inB ? shifted(ofB) : ofB]
      const [shared, summed] = [moved(batch), moved(contract)]
      if (inA && inB)
        return dot(a, b, {
          contract: summed,
          batch: [
            [0, ...shared[0]],
            [0, ...shared[1]],
          ],
        })
      // The mapped axis is the first free one of its operand.
      const rows = inA ? 0 : a.type.shape.length - shared[0].length - summed[0].length
      return toFront(dot(a, b, { contract: summed, batch: shared }), shared[0].length + rows)
    },
    evaluate: ([x, y], params, type) => {
      const [a, b] = [operand([x], 0), operand([y], 0)]
      const [atA, atB] = [reader(a), reader(b)]
      const inner = params.contract[0].map((axis) => operand(a.shape, axis))
      return tabulate(type, (index) => {
        let total = 0
        visit(inner, (over) => {
          const [ia, ib] = operandIndices(a, b, params, index, over)
          total += type.dtype === 'i32' || type.dtype === 'u32' ? Math.imul(atA(ia), atB(ib)) : atA(ia) * atB(ib)
        })
        return total
      })
    },
    lower: {
      kind: 'reduction',
      visits: 'many',
      sums: true,
      over: ([a], { contract }) => contract[0].map((axis) => operand(operand([a], 0).shape, axis)),
      tiles: ([a, b], params) => ranks(operand([a], 0), operand([b], 0), params),
      isProduct: () => true,
      accumulators: ({ dtype }) => [{ type: scalarType(dtype), initial: 0 }],
      element: ({ operands, types, params }, index, over) => {
        const [ia, ib] = operandIndices(operand(types, 0), operand(types, 1), params, index, over)
        return [operand(operands, 0)(ia), operand(operands, 1)(ib)]
      },
      step: (scalars, [total], [a, b]) => {
        const [t, x, y] = [operand([total], 0), operand([a], 0), operand([b], 0)]
        return [t.type === 'f32' ? scalars.fma(x, y, t) : scalars.add(t, scalars.multiply(x, y))]
      },
      merge: (scalars, [a], [b]) => [scalars.add(operand([a], 0), operand([b], 0))],
    },
    stableHlo: (hlo, operands, { contract, batch }, [type]) => {
      const pair = (name: string, [a, b]: Pair) => `${name}_dims = [${a.join(', ')}] x [${b.join(', ')}]`
      const batching = batch[0].length > 0 ? `${pair('batching', batch)}, ` : ''
      return hlo.op('dot_general', operands, operand([type], 0), `${batching}${pair('contracting', contract)}`)
    },
    expand: inPieces(() => dot.primitive),
    samples: [
      (draw) => {
        const [n, m, k, j, l] = [draw.int(1, 3), draw.int(1, 5), draw.int(1, 4), draw.int(1, 5), draw.int(1, 3)]
        const dtype = draw.pick(['f32', 'i32'] as const)
        // One of: matrix product, batched, vectors, two contracted axes out of order, outer product.
        return draw.pick([
          {
            operands: [
              { shape: [m, k], dtype },
              { shape: [k, j], dtype },
            ],
            params: { contract: [[1], [0]], batch: [[], []] },
          },
          {
            operands: [
              { shape: [n, k, m], dtype },
              { shape: [j, n, k], dtype },
            ],
            params: { contract: [[1], [2]], batch: [[0], [1]] },
          },
          {
            operands: [
              { shape: [k], dtype },
              { shape: [k], dtype },
            ],
            params: { contract: [[0], [0]], batch: [[], []] },
          },
          {
            operands: [
              { shape: [k, m, l], dtype },
              { shape: [j, l, k], dtype },
            ],
            params: {
              contract: [
                [0, 2],
                [2, 1],
              ],
              batch: [[], []],
            },
          },
          {
            operands: [
              { shape: [m], dtype },
              { shape: [j, n], dtype },
            ],
            params: { contract: [[], []], batch: [[], []] },
          },
        ] as const)
      },
    ],
  },
  (a: AnyTensor, b: AnyTensor, params: DotParams) => [[a, b], params],
)
