import type { Seeing } from '../kernel/attention/tiles.js'
import { range } from '../program/program.js'
import type { Maybe } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { subtract } from './arithmetic.js'
import { broadcast, sum } from './broadcast.js'
import { greaterEqual } from './compare.js'
import { concat } from './concat.js'
import { operand } from './define.js'
import { dot } from './dot.js'
import { exp, log, reciprocal } from './exponential.js'
import { max } from './extremum.js'
import { iota } from './iota.js'
import { full } from './literal.js'
import { and } from './logic.js'
import { add, multiply } from './multiply.js'
import { reshape } from './reshape.js'
import { select } from './select.js'
import { negate } from './sign.js'
import { slice } from './slice.js'

/*
 * Attention and its derivatives as they are written in formulas, with every score there at once. With `s = scale q k'`, less where a query does not see a key,
 * `l` the logarithm of the sum of a row of `exp(s)`, and `w = exp(s - l)`, or 0 where nothing is seen, it is `w v`.
 */

/** `query: [...batch, rows, features]`, `key: [...batch, keys, features]`, and a mask whose axes are as those of the scores, or 1. */
export interface Meeting extends Seeing {
  readonly query: AnyTensor
  readonly key: AnyTensor
  readonly mask: Maybe
  /** The places of the rows, i32, where they are not those of `period`. */
  readonly places?: AnyTensor | undefined
}

/** Of a score that is not seen: its exponential is 0 beside any other. */
export const unseen = -1e30

export const meetingOf = ([query, key]: readonly AnyTensor[], mask: Maybe, { scale, period }: Seeing): Meeting => ({
  query: operand([query], 0),
  key: operand([key], 0),
  mask,
  scale,
  period,
})

/** Contracts one axis of each, of the last two; those before them run along. */
const contracted = (a: AnyTensor, ofA: 0 | 1, b: AnyTensor, ofB: 0 | 1): AnyTensor => {
  const batch = range(a.type.shape.length - 2)
  return dot(a, b, { contract: [[batch.length + ofA], [batch.length + ofB]], batch: [batch, batch] })
}

/** `a b'` */
const across = (a: AnyTensor, b: AnyTensor): AnyTensor => contracted(a, 1, b, 1)
/** `a b` */
const times = (a: AnyTensor, b: AnyTensor): AnyTensor => contracted(a, 1, b, 0)
/** `a' b` */
const turned = (a: AnyTensor, b: AnyTensor): AnyTensor => contracted(a, 0, b, 0)

const fullAs = (value: number, { type: { shape, dtype } }: AnyTensor): AnyTensor => full(value, shape, dtype)
const scaled = (x: AnyTensor, scale: number): AnyTensor => multiply(x, fullAs(scale, x))

/** The sum of those that are there. */
const total = (...terms: readonly Maybe[]): Maybe => terms.reduce((a, b) => (a && b ? add(a, b) : (a ?? b)), undefined)
/** A function of what is there, all of it. */
const both = (f: (a: AnyTensor, b: AnyTensor) => AnyTensor, a: Maybe, b: Maybe): Maybe => a && b && f(a, b)
const opposite = (x: Maybe): Maybe => x && negate(x)

const shapeOf = ({ query, key }: Pick<Meeting, 'query' | 'key'>): number[] => {
  const { shape } = query.type
  return [...shape.slice(0, -1), key.type.shape.at(-2) ?? 0]
}

/** A number for each row, along its keys. */
const alongRow = (x: AnyTensor, shape: readonly number[]): AnyTensor => broadcast(x, shape, [shape.length - 1])
const sumOfRow = (x: AnyTensor): AnyTensor => sum(x, [x.type.shape.length - 1])

/** Repeats axes of 1 that are longer in `shape`. */
const stretched = (x: AnyTensor, shape: readonly number[]): AnyTensor => {
  const axes = range(shape.length).filter((axis) => x.type.shape[axis] !== shape[axis])
  return broadcast(
    reshape(
      x,
      x.type.shape.filter((_, axis) => !axes.includes(axis)),
    ),
    shape,
    axes,
  )
}

/** The places of rows, of which so many have places before they begin again. */
export const placesOf = (rows: number, period: number): AnyTensor => reshape(iota([rows / period, period], 1, 'i32'), [rows])

/** Where a row sees a key; nothing where all see all. */
const seenOf = (meeting: Meeting): Maybe => {
  const { mask, period } = meeting
  const shape = shapeOf(meeting)
  const rank = shape.length
  const [rows = 0, keys = 0] = shape.slice(-2)
  const places = period === 0 || rows === 0 ? undefined : (meeting.places ?? placesOf(rows, period))
  const upTo =
    places &&
    greaterEqual(
      broadcast(
        places,
        shape,
        range(rank).filter((axis) => axis !== rank - 2),
      ),
      broadcast(iota([keys], 0, 'i32'), shape, range(rank - 1)),
    )
  const masked = mask && stretched(mask, shape)
  return both(and, masked, upTo) ?? masked ?? upTo
}

const only = (seen: Maybe, x: AnyTensor, otherwise = 0): AnyTensor => (seen ? select(seen, x, fullAs(otherwise, x)) : x)

const scoresOf = (meeting: Meeting, seen: Maybe): AnyTensor => only(seen, scaled(across(meeting.query, meeting.key), meeting.scale), unseen)

/** The weights of a softmax, and the logarithms of the sums. */
const softmaxOf = (meeting: Meeting) => {
  const seen = seenOf(meeting)
  const scores = scoresOf(meeting, seen)
  const { shape } = scores.type
  const largest = max(scores, [shape.length - 1])
  const parts = exp(subtract(scores, alongRow(largest, shape)))
  const sums = sumOfRow(parts)
  // Where nothing is seen, all are as far away as any: their weights are taken back.
  return { weights: only(seen, multiply(parts, alongRow(reciprocal(sums), shape))), logSums: add(largest, log(sums)) }
}

/** The weights, by what is known of them. */
export type Weigh = (meeting: Meeting, logSums: AnyTensor) => AnyTensor

/** From the logarithms of the sums. */
export const bySums: Weigh = (meeting, logSums) => {
  const seen = seenOf(meeting)
  const scores = scoresOf(meeting, seen)
  return only(seen, exp(subtract(scores, alongRow(logSums, scores.type.shape))))
}

/** As the softmax that the sums are of. */
export const bySoftmax: Weigh = (meeting) => softmaxOf(meeting).weights

/** What each row gathers, and the logarithm of its sum. */
export const attended = (meeting: Meeting, value: AnyTensor): readonly [gathered: AnyTensor, logSums: AnyTensor] => {
  const { weights, logSums } = softmaxOf(meeting)
  return [times(weights, value), logSums]
}

/** What queries, keys and values move by; some do not. */
export interface Moves {
  readonly query: Maybe
  readonly key: Maybe
  readonly value: Maybe
}

/** Values, and the logarithms of the sums of rows. */
export interface Given {
  readonly value: AnyTensor
  readonly logSums: AnyTensor
}

/** How scores move: `scale (q' k + q k')`, 0 where they are not seen. */
const movedScores = ({ query, key, scale }: Meeting, seen: Maybe, by: Pick<Moves, 'query' | 'key'>): Maybe => {
  const moved = total(both(across, by.query, key), both(across, query, by.key))
  return moved && only(seen, scaled(moved, scale))
}

/** Less the mean of its row, which it also gives: `x - sum(w x)`. */
const centred = (weights: AnyTensor, x: AnyTensor): readonly [centred: AnyTensor, means: AnyTensor] => {
  const means = sumOfRow(multiply(weights, x))
  return [subtract(x, alongRow(means, x.type.shape)), means]
}

/** How what is gathered moves, and how the logarithms of the sums do: with `s` the moves of scores and `l` the sum of a row of `w s`, it is `w (s - l) v + w v'` and `l`. */
export const tangents = (meeting: Meeting, { value, logSums }: Given, by: Moves, weigh: Weigh): readonly [Maybe, Maybe] => {
  const weights = weigh(meeting, logSums)
  const scores = movedScores(meeting, seenOf(meeting), by)
  const [apart, means] = scores ? centred(weights, scores) : []
  return [total(apart && times(multiply(weights, apart), value), both(times, weights, by.value)), means]
}

/** What flows back: of each number that was gathered, and of the logarithm of the sum of each row. */
export interface Flow extends Given {
  readonly ofSums: AnyTensor
  readonly flow: AnyTensor
}

/** How much flows through each score, of the size of its weight: `ct v' - d`, with `d` the mean of its row less what flows back of its sum. */
const throughScores = (seen: Maybe, weights: AnyTensor, { value, flow, ofSums }: Flow) => {
  const products = only(seen, across(flow, value))
  const means = subtract(sumOfRow(multiply(weights, products)), ofSums)
  return { products, means, through: subtract(products, alongRow(means, products.type.shape)) }
}

/** What flows back to queries, keys and values: with `s = scale w (ct v' - d)` it is `s k`, `s' q` and `w' ct`. */
export const cotangents = (meeting: Meeting, flow: Flow, weigh: Weigh): readonly [AnyTensor, AnyTensor, AnyTensor] => {
  const weights = weigh(meeting, flow.logSums)
  const seen = seenOf(meeting)
  const scores = scaled(only(seen, multiply(weights, throughScores(seen, weights, flow).through)), meeting.scale)
  return [times(scores, meeting.key), turned(scores, meeting.query), turned(weights, flow.flow)]
}

/** Two numbers of each row side by side: `[...batch, rows, 2]`. */
const paired = (...numbers: readonly [AnyTensor, AnyTensor]): AnyTensor =>
  concat(
    numbers.map((x) => reshape(x, [...x.type.shape, 1])),
    numbers[0].type.shape.length,
  )

/** One of two numbers of each row. */
const oneOf = (pair: AnyTensor, which: 0 | 1): AnyTensor => {
  const rows = pair.type.shape.slice(0, -1)
  const ones = [...rows, 1].map(() => 1)
  return reshape(slice(pair, [...rows.map(() => 0), which], [...rows, which + 1], ones), rows)
}

/** What flows back to queries; and of each row the logarithm of its sum and the mean of what flows through its scores, for what flows back to keys and values. */
export const cotangentsOfQueries = (meeting: Meeting, flow: Flow): readonly [AnyTensor, AnyTensor] => {
  const [ofQuery] = cotangents(meeting, flow, bySums)
  const { means } = throughScores(seenOf(meeting), bySums(meeting, flow.logSums), flow)
  return [ofQuery, paired(flow.logSums, means)]
}

/** What flows back to keys and values, by the two numbers of each row. */
export const cotangentsOfKeys = (
  meeting: Meeting,
  { value, ofRows, flow }: Pick<Flow, 'value' | 'flow'> & { readonly ofRows: AnyTensor },
): readonly [AnyTensor, AnyTensor] => {
  const seen = seenOf(meeting)
  const weights = bySums(meeting, oneOf(ofRows, 0))
  const products = only(seen, across(flow, value))
  const through = subtract(products, alongRow(oneOf(ofRows, 1), products.type.shape))
  const scores = scaled(only(seen, multiply(weights, through)), meeting.scale)
  return [turned(scores, meeting.query), turned(weights, flow)]
}

type Moved<T> = { readonly [K in keyof T]: Maybe }

/** How weights move with scores and the logarithms of their sums. */
const movedWeights = (meeting: Meeting, weights: AnyTensor, by: Pick<Moves, 'query' | 'key'> & Moved<Pick<Given, 'logSums'>>): Maybe => {
  const scores = movedScores(meeting, seenOf(meeting), by)
  const sums = by.logSums && alongRow(by.logSums, weights.type.shape)
  const moved = scores && sums ? subtract(scores, sums) : (scores ?? opposite(sums))
  return moved && multiply(weights, moved)
}

/** How `tangents` move with all that they rest on. */
export const tangentsMoved = (
  meeting: Meeting,
  { value, logSums }: Given,
  by: Moves,
  also: Moves & Moved<Pick<Given, 'logSums'>> & { readonly by: Moves },
): readonly [Maybe, Maybe] => {
  const seen = seenOf(meeting)
  const { query, key, scale } = meeting
  const weights = bySums(meeting, logSums)
  const moved = movedWeights(meeting, weights, also)
  const scores = movedScores(meeting, seen, by)
  const twice = total(
    both(across, also.by.query, key),
    both(across, by.query, also.key),
    both(across, also.query, by.key),
    both(across, query, also.by.key),
  )
  const scoresMoved = twice && only(seen, scaled(twice, scale))
  const shares = total(both(multiply, moved, scores), scoresMoved && multiply(weights, scoresMoved))
  const means = shares && sumOfRow(shares)
  const apart = scores && centred(weights, scores)[0]
  const apartMoved = total(scoresMoved, opposite(means && alongRow(means, weights.type.shape)))
  return [
    total(
      both(times, total(both(multiply, moved, apart), both(multiply, weights, apartMoved)), value),
      both(times, both(multiply, weights, apart), also.value),
      both(times, moved, by.value),
      both(times, weights, also.by.value),
    ),
    means,
  ]
}

/** How `cotangents` move with all that they rest on. */
export const cotangentsMoved = (meeting: Meeting, flow: Flow, also: Moves & Moved<Flow>): readonly [Maybe, Maybe, Maybe] => {
  const seen = seenOf(meeting)
  const { query, key, scale } = meeting
  const weights = bySums(meeting, flow.logSums)
  const moved = movedWeights(meeting, weights, also)
  const { products, through } = throughScores(seen, weights, flow)
  const unseenToo = total(both(across, also.flow, flow.value), both(across, flow.flow, also.value))
  const productsMoved = unseenToo && only(seen, unseenToo)
  const shares = total(both(multiply, moved, products), both(multiply, weights, productsMoved))
  const means = total(shares && sumOfRow(shares), opposite(also.ofSums))
  const throughMoved = total(productsMoved, opposite(means && alongRow(means, weights.type.shape)))
  const inScores = (x: Maybe): Maybe => x && scaled(only(seen, x), scale)
  const scores = inScores(multiply(weights, through))
  const scoresMoved = inScores(total(both(multiply, moved, through), both(multiply, weights, throughMoved)))
  return [
    total(both(times, scoresMoved, key), both(times, scores, also.key)),
    total(both(turned, scoresMoved, query), both(turned, scores, also.query)),
    total(both(turned, moved, flow.flow), both(turned, weights, also.flow)),
  ]
}
