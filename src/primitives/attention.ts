import { ShapeMismatch } from '../errors.js'
import type { Seeing } from '../kernel/attention/tiles.js'
import { evaluate } from '../program/evaluate.js'
import { interpret } from '../program/interpret.js'
import { trace } from '../program/trace.js'
import { showType } from '../shape/dtype.js'
import { applyAll } from '../tensor/apply.js'
import type { Apply, Maybe, Primitive, Target } from '../tensor/primitive.js'
import type { Draw, OperandSample } from '../tensor/sample.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { attendedInBlocks, cotangentsInBlocks, rowsOfBlock, tangentsInBlocks } from './attention-blocks.js'
import { cotangentsInKernels, kernelOf, kernelsBack } from './attention-kernels.js'
import {
  attended,
  bySoftmax,
  bySums,
  cotangents,
  cotangentsMoved,
  type Flow,
  type Given,
  type Meeting,
  type Moves,
  meetingOf,
  tangents,
  tangentsMoved,
  type Weigh,
} from './attention-plain.js'
import { spread } from './broadcast.js'
import { onlyDTypes, operand, wide } from './define.js'
import { expanded } from './expanded.js'
import { zeros } from './literal.js'
import { reshape } from './reshape.js'

/*
 * Attention as a primitive, and its derivatives forward and backward, which compute the scores anew from queries, keys and the logarithms of their sums: so no
 * score need be kept. Second derivatives are those of the formulas, in which every score is there at once. Batches are of one shape; grouped heads are rows.
 */

/** A function of operands, as it is traced. */
type Formula = (operands: readonly AnyTensor[]) => readonly AnyTensor[]

const meaning = (formula: Formula, operands: Parameters<Primitive['evaluate']>[0]) => evaluate(trace(formula, operands), operands)

/** What stands in its place. */
const opened = (formula: Formula, operands: readonly AnyTensor[], each: Apply): readonly AnyTensor[] =>
  interpret(
    trace(
      formula,
      operands.map(({ type }) => type),
    ),
    operands,
    each,
  )

const present = (...tensors: readonly Maybe[]): AnyTensor[] => tensors.filter((tensor) => tensor !== undefined)

/** Operands with the mapped axis in front. A mask without one has an axis of 1 there, all others are repeated; `count` stand before the mask. */
const mappedOperands = (operands: readonly AnyTensor[], mapped: readonly boolean[], size: number, count: number): AnyTensor[] => [
  ...spread({ operands: operands.slice(0, count), mapped, size }),
  ...operands.slice(count).map((mask, i) => (mapped[count + i] ? mask : reshape(mask, [1, ...mask.type.shape]))),
]

const kernelForward = kernelOf('gathered')

/** `query, key, value` and perhaps a mask: what each query gathers, and the logarithm of the sum of its row. */
export const attention: Primitive<Seeing> = {
  name: 'attention',
  types: ([query, key, value]) => {
    const [q, k, v] = [query, key, value].map((type) => onlyDTypes('attention', operand([type], 0), wide))
    const [ofQuery, ofKey, ofValue] = [q, k, v].map((type) => operand([type], 0).shape)
    const batch = (shape: readonly number[] | undefined) => shape?.slice(0, -2).join()
    if (
      batch(ofQuery) !== batch(ofKey) ||
      batch(ofKey) !== batch(ofValue) ||
      ofQuery?.at(-1) !== ofKey?.at(-1) ||
      ofKey?.at(-2) !== ofValue?.at(-2)
    )
      throw new ShapeMismatch(`attention: ${[query, key, value].map((type) => type && showType(type)).join(', ')} do not fit`)
    const rows = operand([ofQuery], 0).slice(0, -1)
    const { dtype } = operand([query], 0)
    return [
      { shape: [...rows, operand([ofValue?.at(-1)], 0)], dtype },
      { shape: rows, dtype },
    ]
  },
  jvp: (by, operands, params, results) =>
    moved(meetingOf(operands, operands[3], params), { value: operand(operands, 2), logSums: operand(results, 1) }, by.slice(0, 3)),
  batch: ({ operands, mapped, params, size }) => applyAll(attention, mappedOperands(operands, mapped, size, 3), params),
  evaluate: (operands, params) => meaning(formulaOf(params), operands),
  lower: kernelForward,
  expand: (operands, params, each, target) =>
    target?.has([kernelForward], operands) ? undefined : opened(formulaOf(params, rowsOfBlock(operands)), operands, each),
  samples: [
    (draw) => {
      const { seeing, query, key, value, mask } = drawn(draw)
      return { operands: [query, key, value, ...mask], params: seeing }
    },
  ],
}

const formulaOf =
  (params: Seeing, size?: number): Formula =>
  (operands) => {
    const meeting = meetingOf(operands, operands[3], params)
    const value = operand(operands, 2)
    return size === undefined ? attended(meeting, value) : attendedInBlocks(meeting, value, size)
  }

/** Which of query, key and value move: the tangents that are there, in this order. */
type Moving = Seeing & { readonly moves: readonly boolean[] }

const count = (moves: readonly boolean[]): number => moves.filter((one) => one).length

/** The scores move, and so do their sums. */
const scoresMove = ({ moves: [query, key] }: Pick<Moving, 'moves'>): boolean => query === true || key === true

const moved = ({ query, key, mask, scale, period }: Meeting, { value, logSums }: Given, by: readonly Maybe[]): readonly Maybe[] => {
  const moves = by.map((tangent) => tangent !== undefined)
  return applyAll(attentionTangent, [query, key, value, logSums, ...present(...by, mask)], { scale, period, moves })
}

/** What is there of query, key and value, in its place. */
const movesOf = (list: readonly Maybe[], moves: readonly boolean[]): Moves => {
  const [query, key, value] = moves.map((isThere, i) => (isThere ? list[count(moves.slice(0, i))] : undefined))
  return { query, key, value }
}

/** Its operands: query, key, value, the logarithms of the sums of rows, tangents, and perhaps a mask. */
const ofTangent = (operands: readonly AnyTensor[], params: Moving) => ({
  meeting: meetingOf(operands, operands[4 + count(params.moves)], params),
  given: { value: operand(operands, 2), logSums: operand(operands, 3) },
  by: movesOf(operands.slice(4), params.moves),
})

/** How what is gathered moves and, if scores do, the logarithms of the sums: linear in the tangents of query, key and value. */
export const attentionTangent: Primitive<Moving> = {
  name: 'attentionTangent',
  types: ([query, , value, logSums], params) => {
    onlyDTypes('attentionTangent', operand([query], 0), wide)
    const { shape, dtype } = operand([query], 0)
    const gathered = { shape: [...shape.slice(0, -1), operand([value?.shape.at(-1)], 0)], dtype }
    return scoresMove(params) ? [gathered, operand([logSums], 0)] : [gathered]
  },
  jvp: (also, operands, params) => {
    const { meeting, given, by } = ofTangent(operands, params)
    const [query, key, value, logSums] = also
    const results = tangentsMoved(meeting, given, by, { query, key, value, logSums, by: movesOf(also.slice(4), params.moves) })
    return scoresMove(params) ? results : results.slice(0, 1)
  },
  transpose: ([flow, ofSums], which, { operands, types, params }) => {
    const [query, key, value, logSums] = [0, 1, 2, 3].map((i) => operand(operands, i))
    const [gathered] = attentionTangent.types(types, params)
    const seeds = [ofSums ?? zeros(operand([logSums], 0).type), flow ?? zeros(operand([gathered], 0))]
    const known = [...present(query, key, value, logSums), ...seeds, ...present(operands[4 + count(params.moves)])]
    const all = applyAll(attentionCotangents, known, { scale: params.scale, period: params.period })
    return all.filter((_, i) => params.moves[i])[which - 4]
  },
  batch: ({ operands, mapped, params, size }) =>
    applyAll(attentionTangent, mappedOperands(operands, mapped, size, 4 + count(params.moves)), params),
  evaluate: (operands, params) => meaning(tangentFormula(params), operands),
  lower: expanded,
  expand: (operands, params, each, target) => {
    const size = rowsOfBlock(operands)
    const weigh = size === undefined ? weighing(operands, operands[4 + count(params.moves)], params, each, target) : undefined
    return opened(tangentFormula(params, weigh, size), operands, each)
  },
  samples: [
    (draw) => {
      const { seeing, query, key, value, mask, sums } = drawn(draw)
      const moves = draw.pick([
        [true, true, true],
        [true, false, true],
        [false, true, false],
        [false, false, true],
      ])
      return {
        operands: [query, key, value, sums, ...[query, key, value].filter((_, i) => moves[i]), ...mask],
        params: { ...seeing, moves },
      }
    },
  ],
}

const tangentFormula =
  (params: Moving, weigh = bySums, size?: number): Formula =>
  (operands) => {
    const { meeting, given, by } = ofTangent(operands, params)
    return present(...(size === undefined ? tangents(meeting, given, by, weigh) : tangentsInBlocks(meeting, given, by, size)))
  }

/** Weights by the sums of rows, which come fourth; where these are of the softmax of these very scores, its weights are there, unless a kernel keeps them to itself. */
const weighing = (operands: readonly AnyTensor[], mask: Maybe, { scale, period }: Seeing, each: Apply, target?: Target): Weigh => {
  const own = [...operands.slice(0, 3), ...present(mask)]
  if (target?.has([kernelForward], own)) return bySums
  const primitive = attention as unknown as Primitive // it is given its own parameters
  const [, logSums] = each(primitive, own, { scale, period })
  return logSums === operands[3] ? bySoftmax : bySums
}

/** Its operands: query, key, value, the logarithms of the sums of rows, what flows back of these, what flows back of what was gathered, and perhaps a mask. */
const ofCotangents = (operands: readonly AnyTensor[], params: Seeing): { readonly meeting: Meeting; readonly flow: Flow } => {
  const [value, logSums, ofSums, flow] = [2, 3, 4, 5].map((i) => operand(operands, i)) as [AnyTensor, AnyTensor, AnyTensor, AnyTensor] // of four
  return { meeting: meetingOf(operands, operands[6], params), flow: { value, logSums, ofSums, flow } }
}

/** What flows back to query, key and value; linear in what flows back to it. */
export const attentionCotangents: Primitive<Seeing> = {
  name: 'attentionCotangents',
  types: (operands) => [0, 1, 2].map((i) => onlyDTypes('attentionCotangents', operand(operands, i), wide)),
  jvp: (also, operands, params) => {
    const { meeting, flow } = ofCotangents(operands, params)
    const [query, key, value, logSums, ofSums, own] = also
    return cotangentsMoved(meeting, flow, { query, key, value, logSums, ofSums, flow: own })
  },
  transpose: (seeds, which, { operands, params }) => {
    const [query, key, value, logSums] = [0, 1, 2, 3].map((i) => operand(operands, i))
    const given = { value: operand([value], 0), logSums: operand([logSums], 0) }
    const [flow, ofSums] = moved(meetingOf(present(query, key), operands[6], params), given, seeds)
    return which === 5 ? flow : ofSums
  },
  batch: ({ operands, mapped, params, size }) => applyAll(attentionCotangents, mappedOperands(operands, mapped, size, 6), params),
  evaluate: (operands, params) => meaning(cotangentsFormula(params), operands),
  lower: expanded,
  expand: (operands, params, each, target) => {
    if (target?.has(kernelsBack, operands)) return cotangentsInKernels(operands, params, each)
    const size = rowsOfBlock(operands)
    const weigh = size === undefined ? weighing(operands, operands[6], params, each, target) : undefined
    return opened(cotangentsFormula(params, weigh, size), operands, each)
  },
  samples: [
    (draw) => {
      const { seeing, query, key, value, mask, gathered, sums } = drawn(draw)
      return { operands: [query, key, value, sums, sums, gathered, ...mask], params: seeing }
    },
  ],
}

const cotangentsFormula =
  (params: Seeing, weigh = bySums, size?: number): Formula =>
  (operands) => {
    const { meeting, flow } = ofCotangents(operands, params)
    return size === undefined ? cotangents(meeting, flow, weigh) : cotangentsInBlocks(meeting, flow, size)
  }

/** Operands and parameters of a use, small. */
const drawn = (draw: Draw) => {
  const [period, group] = [draw.int(1, 4), draw.int(1, 2)]
  const [rows, keys, features, gathered] = [period * group, draw.int(1, 5), draw.int(1, 3), draw.int(1, 3)]
  const batch = draw.pick([[], [2], [2, 1]])
  const of = (...shape: readonly number[]): OperandSample => ({ shape: [...batch, ...shape], dtype: 'f32', within: [-1, 1] })
  const maskShape = [...batch, rows, keys].map((n) => draw.pick([n, 1]))
  return {
    seeing: { scale: draw.pick([1, 0.5]), period: draw.pick([0, period]) },
    query: of(rows, features),
    key: of(keys, features),
    value: of(keys, gathered),
    gathered: of(rows, gathered),
    // Of weights that add up to about 1.
    sums: { shape: [...batch, rows], dtype: 'f32', within: [1, 3] } as const,
    mask: draw.pick<readonly OperandSample[]>([[], [{ shape: maskShape, dtype: 'bool' }]]),
  }
}
