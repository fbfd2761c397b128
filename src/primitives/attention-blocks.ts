import { Loop } from '../program/loop.js'
import { trace } from '../program/trace.js'
import { sizeOf } from '../shape/dim.js'
import { applyAll } from '../tensor/apply.js'
import type { Maybe } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { attended, bySums, cotangents, type Flow, type Given, type Meeting, type Moves, placesOf, tangents } from './attention-plain.js'
import { operand } from './define.js'
import { zeros } from './literal.js'
import { add } from './multiply.js'
import { permute } from './permute.js'
import { reshape } from './reshape.js'
import { pad, slice } from './slice.js'
import { loopOfCompiler } from './turns.js'

/*
 * Attention of many rows, a block of them after the other: only the scores of one block are there at a time, so that memory grows with the rows, and not with
 * rows times keys.
 */

/** So many scores may be there at once. */
const mostScores = 2 ** 22
/** Of a block there are about so many, */
const scoresOfBlock = 2 ** 20
/** but so many rows at least: what is read of keys and values is read for all of them. */
const fewestRows = 16

/** Rows of a block, or nothing where all scores may be there at once. As many as divide the rows, if there is such a number near. */
export const rowsOfBlock = ([query, key]: readonly AnyTensor[]): number | undefined => {
  const shape = query?.type.shape ?? []
  const rows = shape.at(-2) ?? 0
  const scores = sizeOf(shape.slice(0, -2)) * (key?.type.shape.at(-2) ?? 0)
  if (scores * rows <= mostScores || rows <= fewestRows) return undefined
  const most = Math.min(rows, Math.max(fewestRows, Math.floor(scoresOfBlock / scores)))
  return Array.from({ length: Math.ceil(most / 2) }, (_, i) => most - i).find((size) => rows % size === 0) ?? most
}

/** `[...batch, rows, ...]` as a list of blocks, each `[...batch, size, ...]`; what is missing in the last is 0. */
const cutUp = (x: AnyTensor, axis: number, size: number): AnyTensor => {
  const { shape } = x.type
  const count = Math.ceil((shape[axis] ?? 0) / size)
  const none = shape.map(() => 0)
  const whole = pad(x, none, none.with(axis, count * size - (shape[axis] ?? 0)), none)
  const apart = reshape(whole, shape.toSpliced(axis, 1, count, size))
  return permute(apart, [axis, ...[...apart.type.shape.keys()].filter((one) => one !== axis)])
}

/** The rows of a list of blocks. */
const joined = (list: AnyTensor, axis: number, rows: number): AnyTensor => {
  const [count = 0, ...block] = list.type.shape
  const order = [...block.keys()].map((one) => one + 1).toSpliced(axis, 0, 0)
  const whole = reshape(permute(list, order), block.with(axis, count * (block[axis] ?? 0)))
  const { shape } = whole.type
  return slice(
    whole,
    shape.map(() => 0),
    shape.with(axis, rows),
    shape.map(() => 1),
  )
}

interface Work {
  /** What there is of each row. */
  readonly rows: readonly AnyTensor[]
  /** What all rows are given. */
  readonly whole: readonly AnyTensor[]
  /** What blocks add to, of these types. */
  readonly sums: readonly AnyTensor[]
  /** What becomes of a block: of each of its rows, and what it adds. */
  readonly block: (
    meeting: Meeting,
    rows: readonly AnyTensor[],
    whole: readonly AnyTensor[],
  ) => { readonly rows: readonly AnyTensor[]; readonly sums: readonly AnyTensor[] }
}

/** All blocks one after the other: what became of the rows, and the sums. */
const inBlocks = (meeting: Meeting, size: number, { rows, whole, sums, block }: Work) => {
  const { query, key, mask, period } = meeting
  const axis = query.type.shape.length - 2
  const count = query.type.shape[axis] ?? 0
  const isOfRows = mask?.type.shape[axis] === count
  const constants = [key, ...whole, ...(mask && !isOfRows ? [mask] : [])]
  const ofRows = [query, ...rows, ...(mask && isOfRows ? [mask] : [])]
  const lists = [...ofRows.map((x) => cutUp(x, axis, size)), ...(period > 0 ? [cutUp(placesOf(count, period), 0, size)] : [])]
  const length = Math.ceil(count / size)
  const program = trace(
    (args) => {
      const [fixed, before, slices] = [
        args.slice(0, constants.length),
        args.slice(constants.length, constants.length + sums.length),
        args.slice(constants.length + sums.length),
      ]
      const own: Meeting = {
        ...meeting,
        query: operand(slices, 0),
        key: operand(fixed, 0),
        mask: mask && (isOfRows ? slices[ofRows.length - 1] : fixed.at(-1)),
        places: slices[ofRows.length],
      }
      const made = block(own, slices.slice(1), fixed.slice(1))
      return [...made.sums.map((sum, i) => add(operand(before, i), sum)), ...made.rows]
    },
    [
      ...constants.map(({ type }) => type),
      ...sums.map(({ type }) => type),
      ...lists.map(({ type: { shape, dtype } }) => ({ shape: shape.slice(1), dtype })),
    ],
  )
  const loop = new Loop(program, constants.length, sums.length, length, false)
  const results = applyAll(loopOfCompiler, [...constants, ...sums.map(({ type }) => zeros(type)), ...lists], { loop })
  return { sums: results.slice(0, sums.length), rows: results.slice(sums.length).map((list) => joined(list, axis, count)) }
}

/** As `attended`. */
export const attendedInBlocks = (meeting: Meeting, value: AnyTensor, size: number): readonly AnyTensor[] =>
  inBlocks(meeting, size, {
    rows: [],
    whole: [value],
    sums: [],
    block: (own, _, whole) => ({ rows: attended(own, operand(whole, 0)), sums: [] }),
  }).rows

/** As `tangents`. */
export const tangentsInBlocks = (meeting: Meeting, { value, logSums }: Given, by: Moves, size: number): readonly AnyTensor[] => {
  const present = (...tensors: readonly Maybe[]) => tensors.filter((tensor) => tensor !== undefined)
  return inBlocks(meeting, size, {
    rows: [logSums, ...present(by.query)],
    whole: [value, ...present(by.key, by.value)],
    sums: [],
    block: (own, rows, whole) => {
      const moves = { query: by.query && rows[1], key: by.key && whole[1], value: by.value && whole[by.key ? 2 : 1] }
      const made = tangents(own, { value: operand(whole, 0), logSums: operand(rows, 0) }, moves, bySums)
      return { rows: present(...made), sums: [] }
    },
  }).rows
}

/** As `cotangents`. */
export const cotangentsInBlocks = (meeting: Meeting, { value, logSums, ofSums, flow }: Flow, size: number): readonly AnyTensor[] => {
  const made = inBlocks(meeting, size, {
    rows: [logSums, ofSums, flow],
    whole: [value],
    sums: [meeting.key, value],
    block: (own, rows, whole) => {
      const ofBlock = { value: operand(whole, 0), logSums: operand(rows, 0), ofSums: operand(rows, 1), flow: operand(rows, 2) }
      const [query, ...sums] = cotangents(own, ofBlock, bySums)
      return { rows: [query], sums }
    },
  })
  return [...made.rows, ...made.sums]
}
