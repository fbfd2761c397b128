import { basic } from '../../kernel/basic.js'
import { counter, type Index } from '../../kernel/index-arithmetic.js'
import type { Scalar } from '../../kernel/scalar.js'
import { item, range } from '../../program/program.js'
import {
  apply,
  comment,
  constant,
  define,
  type Expression,
  named,
  number,
  type Shared,
  type Statement,
  sequence,
  sum,
  type Term,
} from '../nest/nest.js'
import { readsSideBySide } from './axes.js'
import type { Builder } from './builder.js'
import { noAccumulator } from './totals.js'

/*
 * How a workgroup brings the rows and columns of its tile into shared memory, so many folded elements at a time.
 */

/** Elements that are read of shared memory, and written to it, at once. */
export const four = 4

export const whole = (of: Expression, by: number): Expression => (by === 1 ? of : { kind: 'quotient', type: 'u32', of, by })
export const rest = (of: Expression, by: number): Expression => (by === 1 ? number(0) : { kind: 'remainder', type: 'u32', of, by })

/** How a side of the tile is laid out. */
interface Lines {
  readonly memory: 'left' | 'right'
  readonly name: 'row' | 'column'
  /** Of the whole product, of a workgroup, and of a thread. */
  readonly extent: number
  readonly lines: number
  readonly each: number
}

/** Folded elements: of the whole product, and of a tile at a time, which the threads of a workgroup bring. */
interface Depth {
  readonly folded: number
  readonly folds: number
  readonly threads: number
}

/** One of the two factors, by rows or by columns. */
export interface Side extends Lines {
  /** The factor, for each of four lines, `row0` to `row3`, at the folded element `k`. */
  readonly factors: readonly Scalar[]
  /** Neighbouring threads bring neighbouring folded elements, not neighbouring lines: what lies together in a tensor is read together. */
  readonly alongFolds: boolean
}

const lineName = (name: string, place: number) => `${name}${place}`

/** The side of a factor: what that is for a line. */
export const sideOf = (lines: Lines, { folded }: Depth, factor: (line: Index) => Scalar): Side => {
  const { name, extent } = lines
  const factors = range(four).map((i) => factor(counter(lineName(name, i), extent)))
  const alongFolds =
    readsSideBySide(factors, { name: 'k', extent: folded }) && !readsSideBySide(factors, { name: lineName(name, 0), extent })
  return { ...lines, factors, alongFolds }
}

/** Fours of a folded element: those of its lines, and one more between those that neighbouring threads write, or they would all write to the same bank of memory. */
const pitchOf = ({ lines, alongFolds }: Side): number => lines / four + (alongFolds ? 1 : 0)

/** The memory that a side needs. */
export const sharedOf = (side: Side, { folds }: Depth): Shared => ({
  name: side.memory,
  type: item(side.factors, 0).type,
  size: pitchOf(side) * folds,
  inFours: true,
})

/** Which four lines the one called `i` is of, at which depth. */
const setFour = ({ lines, alongFolds }: Side, folds: number): Statement[] => {
  const [at, depth] = alongFolds
    ? [whole(named('i'), folds), rest(named('i'), folds)]
    : [rest(named('i'), lines / four), whole(named('i'), lines / four)]
  return [define('four', at), define('depth', depth)]
}

/** Reads the four lines of the factor that are called `four`, at `depth` beyond the folded element `from`; statements before, and the values. */
const reading = (builder: Builder, side: Side, { folded, folds }: Depth, from: string) => {
  const { memory, name, extent, lines, factors } = side
  const writer = builder.writer(new Map(), 0, `${memory}_`, noAccumulator)
  writer.announce(...factors)
  const values = factors.map((factor) => writer.of(factor, 0))
  const within = (place: Expression, size: number, by: number): Expression =>
    size % by === 0 ? place : apply('u32', basic.min, place, number(size - 1))
  const isWithin = apply('bool', basic.less, sum([named(from), named('depth')]), number(folded))
  const line = (place: number): Expression => sum([named(`tile_${name}`), { of: named('four'), factor: four }], place)
  return {
    before: [
      ...range(four).map((i) => define(lineName(name, i), within(line(i), extent, lines))),
      define('k', within(sum([named(from), named('depth')]), folded, folds)),
      ...(writer.lines[0] ?? []),
    ],
    values: values.map((value) =>
      folded % folds === 0 ? value : apply(value.type, basic.select, isWithin, value, constant(value.type, 0)),
    ),
  }
}

/** Where the lines called `four` are kept: those that a thread reads in the same turn as its neighbours lie beside theirs. */
const placeOf = (side: Side): Expression => {
  const { lines, each } = side
  const own = each / four
  const place: readonly (Expression | Term)[] =
    own === 1 ? [named('four')] : [{ of: rest(named('four'), own), factor: lines / each }, whole(named('four'), own)]
  return sum([{ of: named('depth'), factor: pitchOf(side) }, ...place])
}

/** All threads bring the folded elements from `k0` on. */
const fill = (builder: Builder, side: Side, depth: Depth): Statement => {
  const { before, values } = reading(builder, side, depth, 'k0')
  const count = (side.lines * depth.folds) / four
  return sequence(
    'i',
    named('lane'),
    number(count),
    [...setFour(side, depth.folds), ...before, { kind: 'store fours', to: side.memory, at: placeOf(side), values }],
    depth.threads,
  )
}

/** What a thread reads ahead of a side: names for it. */
const aheadOf = (side: Side, { folds, threads }: Depth) =>
  range((side.lines * folds) / four / threads).map((turn) => ({
    i: sum([named('lane')], turn * threads),
    names: range(four).map((line) => `${side.memory}_ahead${turn * four + line}`),
  }))

const inBrackets = (body: readonly Statement[]): Statement => ({ kind: 'branches', arms: [{ body }] })

/** Variables for what each thread reads ahead of a side. */
const declareAhead = (side: Side, depth: Depth): Statement[] =>
  aheadOf(side, depth).flatMap(({ names }) =>
    names.map((name): Statement => ({ kind: 'var', name, value: constant(item(side.factors, 0).type, 0) })),
  )

/** Each thread reads what it brings of the folded elements from `from` on, for later. */
const readAhead = (builder: Builder, side: Side, depth: Depth, from: string): Statement[] =>
  aheadOf(side, depth).map(({ i, names }) => {
    const { before, values } = reading(builder, side, depth, from)
    const keeping = names.map((name, line): Statement => ({ kind: 'set', name, value: item(values, line) }))
    return inBrackets([define('i', i), ...setFour(side, depth.folds), ...before, ...keeping])
  })

/** Each thread puts into shared memory what it read ahead. */
const fillAhead = (side: Side, depth: Depth): Statement[] =>
  aheadOf(side, depth).map(({ i, names }) => {
    const values = names.map((name) => named(name, item(side.factors, 0).type))
    return inBrackets([define('i', i), ...setFour(side, depth.folds), { kind: 'store fours', to: side.memory, at: placeOf(side), values }])
  })

/** What fills shared memory, in each turn, for the folded elements from `k0` on: `before` all turns, `now`, and `next`, while what is there is used. */
interface Filling {
  readonly before: readonly Statement[]
  readonly now: readonly Statement[]
  readonly next: readonly Statement[]
}

/** How shared memory is filled: each time, or with what was read ahead. */
export const fillingOf = (builder: Builder, sides: readonly Side[], depth: Depth, ahead = false): Filling => {
  if (!ahead) return { before: [], now: sides.map((side) => fill(builder, side, depth)), next: [] }
  const isNext = apply('bool', basic.less, named('k1'), number(depth.folded))
  return {
    before: [
      comment('what is used first is read of the tensors'),
      ...sides.flatMap((side) => declareAhead(side, depth)),
      define('k0', number(0)),
      ...sides.flatMap((side) => readAhead(builder, side, depth, 'k0')),
    ],
    now: sides.flatMap((side) => fillAhead(side, depth)),
    next: [
      comment('while these are used, what comes next is read'),
      define('k1', sum([named('k0')], depth.folds)),
      { kind: 'branches', arms: [{ condition: isNext, body: sides.flatMap((side) => readAhead(builder, side, depth, 'k1')) }] },
    ],
  }
}

/** A thread reads its lines of a side at `depth`: `row0` has the first four. */
export const readLines = (side: Side): Statement[] =>
  range(side.each / four).map((i) => ({
    kind: 'let fours',
    name: `${side.name}s${i}`,
    from: side.memory,
    at: sum([{ of: named('depth'), factor: pitchOf(side) }, named(`thread_${side.name}`)], (i * side.lines) / side.each),
  }))

/** One of the lines that a thread has read. */
export const lineOf = (side: Side, line: number): Expression => ({
  kind: 'name',
  type: item(side.factors, 0).type,
  name: `${side.name}s${Math.floor(line / four)}`,
  place: line % four,
})
