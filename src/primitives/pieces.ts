import { indexAt, plus, times } from '../kernel/index-arithmetic.js'
import type { Reduction } from '../kernel/lowering.js'
import { interpret } from '../program/interpret.js'
import { item } from '../program/program.js'
import { trace } from '../program/trace.js'
import type { TensorType } from '../shape/dtype.js'
import { apply } from '../tensor/apply.js'
import type { Params, Primitive } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { sum } from './broadcast.js'
import { convert } from './convert.js'
import { operand } from './define.js'

/*
 * A product that folds much and makes little would keep few threads of a GPU busy. So it is made in pieces, each folded over a part of the loops, which are added up afterwards: in an order that is fixed by the
 * extents alone. (Split K, where the folded axis is called K.)
 */

/** The greatest common divisor. */
const common = (a: number, b: number): number => (b === 0 ? a : common(b, a % b))

/** In how many parts each loop is cut so that there are so many pieces in all, if it can be: the outer loops first. */
const cutInto = (over: readonly number[], pieces: number): readonly number[] | undefined => {
  let left = pieces
  const parts = over.map((extent) => {
    const part = common(extent, left)
    left /= part
    return part
  })
  return left === 1 ? parts : undefined
}

/** The largest number of pieces, and no more than `most`, that loops can be cut into. */
export const piecesWithin = (over: readonly number[], most: number): number => {
  for (let pieces = most; pieces > 1; pieces--) if (cutInto(over, pieces)) return pieces
  return 1
}

type Pieces<P> = P & { readonly pieces: number }

/** The compiler alone makes pieces, after all transforms, and only for devices. */
const onlyCompiled = (): never => {
  throw new Error('typegrad: pieces of a product met a transform; please report this')
}

/** The partial results of a product, one after the other along a new first axis. */
const piecesOf = <P extends Params>({ name, types, lower }: Primitive<P>): Primitive<Pieces<P>> => {
  if (lower.kind !== 'reduction') throw new Error(`typegrad: ${name} is no sum, and has no pieces; please report this`)
  /** The loops of a piece, and the parts that all are cut into. */
  const cut = (of: readonly TensorType[], params: Pieces<P>) => {
    const over = lower.over(of, params)
    const parts = cutInto(over, params.pieces)
    if (!parts) throw new Error(`typegrad: the loops of ${name} have no ${params.pieces} pieces; please report this`)
    return { parts, over: over.map((extent, i) => extent / operand(parts, i)) }
  }
  const { tiles, carefully } = lower
  const ofPiece =
    (element: Reduction<P>['element']): Reduction<Pieces<P>>['element'] =>
    (site, [piece, ...index], places) => {
      const { parts, over } = cut(site.types, site.params)
      const at = indexAt(operand([piece], 0), parts)
      return element(
        site,
        index,
        places.map((place, i) => plus(times(operand(at, i), operand(over, i)), place)),
      )
    }
  return {
    name: `${name} in pieces`,
    types: (of, params) =>
      types(of, params).map(({ shape, dtype }) => ({
        shape: [params.pieces, ...shape],
        dtype: dtype === 'f16' ? 'f32' : dtype, // what is yet to be added up is not rounded
      })),
    jvp: onlyCompiled,
    batch: onlyCompiled,
    evaluate: onlyCompiled,
    samples: [],
    lower: {
      ...lower,
      over: (of, params) => cut(of, params).over,
      ...(tiles && {
        tiles: (of, params) => {
          const [batch, rows, columns] = tiles(of, params)
          return [batch + 1, rows, columns]
        },
      }),
      element: ofPiece(lower.element),
      ...(carefully && { carefully: ofPiece(carefully) }),
    },
  }
}

/** Whether these are pieces of a product. */
export const isInPieces = ({ source }: AnyTensor): boolean =>
  source.kind === 'application' && typeof source.application.params.pieces === 'number'

/** What a sum of products is where the device asks for it in pieces: these, added up. */
export const inPieces = <P extends Params>(primitiveOf: () => Primitive<P>): NonNullable<Primitive<P>['expand']> => {
  let pieces: Primitive<Pieces<P>> | undefined
  return (operands, params, each, target) => {
    if (!target?.pieces) return undefined
    const primitive = primitiveOf()
    const types = operands.map(({ type }) => type)
    const whole = trace((args) => [apply(primitive, args, params)], types)
    const [product, result] = [item(whole.equations, 0), item(whole.outputs, 0)]
    const count = target.pieces(product)
    if (count < 2) return undefined
    pieces ??= piecesOf(primitive)
    const made = pieces
    const added = trace((args) => {
      const total = sum(apply(made, args, { ...params, pieces: count }), [0])
      return [result.type.dtype === 'f16' ? convert(total, 'f16') : total]
    }, types)
    return interpret(added, operands, each)
  }
}
