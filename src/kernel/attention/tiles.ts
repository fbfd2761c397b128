import { sizeOf } from '../../shape/dim.js'
import { basic } from '../basic.js'
import { counter, fixed, type Index, indexAt, positionOf, remainder } from '../index-arithmetic.js'
import type { ScalarWriter, WholeSite } from '../lowering.js'
import type { Scalar } from '../scalar.js'
import { apply, comment, constant, define, type Expression, named, type Statement, sequence, sum } from '../statements.js'

/*
 * What the kernels of attention share: a workgroup holds a tile of its own places (rows, or keys), and goes through those that they meet (keys, or rows) a tile
 * at a time. Of the scores of two tiles a thread makes a few, which stay in its registers.
 */

/** Queries are `[...batch, rows, features]`, keys `[...batch, keys, features]`, values `[...batch, keys, size]`. */
export interface Extents {
  readonly batch: readonly number[]
  readonly rows: number
  readonly keys: number
  readonly features: number
  readonly size: number
}

/** How queries meet keys. */
export type Seeing = {
  readonly scale: number
  /** A row sees the keys up to its own place; so many rows have places, and then they begin again. 0: every row sees all keys. */
  readonly period: number
}

/** How tiles lie on the threads of a workgroup. */
export interface Tiling {
  /** Threads along its own places, and along those that they meet. */
  readonly down: number
  readonly across: number
  /** Own places of a thread, and those that it meets of a tile. */
  readonly ownEach: number
  readonly metEach: number
}

export const ownTile = ({ down, ownEach }: Tiling): number => down * ownEach
export const metTile = ({ across, metEach }: Tiling): number => across * metEach

/** From one place of a tile to the next: odd, so that what threads read side by side lies in different banks of memory. */
export const strideOf = (width: number): number => width + 1 - (width % 2)

/** Columns that a thread makes of a result so wide. */
export const columnsOf = (width: number, { across }: Tiling): number => Math.ceil(width / across)

/** Met places up to so many are one run of additions, as long as that of a product of matrices; more are runs of so many. */
const [longestRun, placesOfRun] = [1024, 256] as const

/** A memory of the workgroup: a tile of places, each so wide. */
export interface Memory {
  readonly name: string
  readonly width: number
}

export const variable = (name: string, value: Expression): Statement => ({ kind: 'var', name, value })
export const set = (name: string, value: Expression): Statement => ({ kind: 'set', name, value })
export const f32 = (name: string): Expression => named(name, 'f32')
export const zero = constant('f32', 0)
export const barrier: Statement = { kind: 'barrier' }
const span = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

const load = ({ name, width }: Memory, place: Expression, more: number, column: Expression, columnsOn = 0): Expression => ({
  kind: 'load',
  type: 'f32',
  from: name,
  at: sum([{ of: place, factor: strideOf(width) }, column], more * strideOf(width) + columnsOn),
})

/** What a total takes up, which may shrink before. */
const taken = (total: Expression, shrink: Expression | undefined, more: Expression): Expression =>
  shrink ? apply('f32', basic.fma, total, shrink, more) : apply('f32', basic.add, total, more)

/** The tiles of one kernel. */
export class Tiles {
  readonly #quoted: Expression[] = []
  readonly #batch: Index

  constructor(
    private readonly site: WholeSite<Seeing>,
    readonly extents: Extents,
    readonly tiling: Tiling,
    /** What the workgroup's own places are. */
    readonly own: 'rows' | 'keys',
    /** At which place of the operands a mask may stand. */
    private readonly mask: number,
  ) {
    this.#batch = counter('batch', sizeOf(extents.batch))
  }

  /** Workgroups of one element of the batch. */
  get groups(): number {
    return Math.ceil(this.extents[this.own] / ownTile(this.tiling))
  }

  /** So many places are met that runs of them are added up by themselves. */
  get isLong(): boolean {
    return this.extents[this.#met] > longestRun
  }

  get #met(): 'rows' | 'keys' {
    return this.own === 'rows' ? 'keys' : 'rows'
  }

  /** For each of a thread's own places; for each that it meets; for each of both. */
  eachOwn<T>(make: (i: number) => T | readonly T[]): T[] {
    return span(this.tiling.ownEach).flatMap(make)
  }
  eachMet<T>(make: (j: number) => T | readonly T[]): T[] {
    return span(this.tiling.metEach).flatMap(make)
  }
  eachScore<T>(make: (i: number, j: number) => T | readonly T[]): T[] {
    return this.eachOwn((i) => this.eachMet((j) => make(i, j)))
  }

  /** A value that statements hold, among scalars. */
  held(name: string): Scalar {
    return this.site.scalars.accumulator('f32', this.#quoted.push(f32(name)) - 1)
  }

  #writer(): ScalarWriter {
    return this.site.writer((slot) => this.#quoted[slot] ?? zero)
  }

  /** Statements that name values, or give variables others. */
  named(kind: 'let' | 'var' | 'set', values: readonly (readonly [name: string, value: Scalar])[]): Statement[] {
    const writer = this.#writer()
    writer.announce(...values.map(([, value]) => value))
    return values.flatMap(([name, scalar]) => {
      const value = writer.of(scalar, 0)
      return [...(writer.lines[0] ?? []).splice(0), { kind, name, value } as const]
    })
  }

  /** Which thread and which tile it is. */
  begin(): Statement[] {
    const { groups, tiling } = this
    const part = (kind: 'quotient' | 'remainder', of: string, by: number): Expression => ({ kind, type: 'u32', of: named(of), by })
    const { down, across, ownEach, metEach } = tiling
    return [
      comment(`${down * across} threads make ${ownTile(tiling)} ${this.own}, which meet ${metTile(tiling)} ${this.#met} at a time`),
      comment(`a thread makes ${ownEach} x ${metEach} of their scores`),
      define('batch', part('quotient', 'tile', groups)),
      define('own_first', sum([{ of: part('remainder', 'tile', groups), factor: ownTile(tiling) }])),
      define('down', part('quotient', 'local', across)),
      define('across', part('remainder', 'local', across)),
      ...this.eachOwn((i) => define(`own${i}`, sum([named('own_first'), named('down')], i * down))),
    ]
  }

  /**
   * All tiles that the own places meet, up to `end`. What each of them adds up is in the variables `totals`; where there are many tiles it is taken up by others
   * from time to time, and may have to `shrink`, which statements name `fall0` and so on.
   */
  meeting(
    end: Expression,
    totals: (i: number) => readonly string[],
    body: readonly Statement[],
    shrink?: readonly Statement[],
  ): Statement[] {
    const { across } = this.tiling
    const places = this.eachMet(
      (j): Statement => ({ kind: 'let', name: `met${j}`, value: sum([named('met_first'), named('across')], j * across) }),
    )
    const [begin, step] = [constant('u32', 0), metTile(this.tiling)]
    if (!this.isLong) return [sequence('met_first', begin, end, [...places, ...body], step)]
    const all = this.eachOwn((i) => totals(i).map((name) => ({ i, name, above: `${name}_all` })))
    return [
      ...all.map(({ above }) => variable(above, zero)),
      sequence(
        'run',
        begin,
        end,
        [
          comment('a run has totals of its own: rounding errors stay small'),
          define('run_end', apply('u32', basic.min, sum([named('run')], placesOfRun), end)),
          sequence('met_first', named('run'), named('run_end'), [...places, ...body], step),
          ...(shrink ?? []),
          ...all.flatMap(({ i, name, above }) => [set(above, taken(f32(above), shrink && f32(`fall${i}`), f32(name))), set(name, zero)]),
        ],
        placesOfRun,
      ),
      ...all.map(({ name, above }) => set(name, f32(above))),
    ]
  }

  /** A tile of an operand into memory; 0 beyond the end. */
  fill(memory: Memory, operand: number, of: 'own' | 'met'): Statement[] {
    const { tiling, extents } = this
    const [extent, count] = of === 'own' ? [extents[this.own], ownTile(tiling)] : [extents[this.#met], metTile(tiling)]
    const { name, width } = memory
    const [element, place, feature] = [named('element'), named('place'), named('feature')]
    const writer = this.#writer()
    const read = this.#read(operand, [...this.#inBatch(), counter('place', extent), counter('feature', width)])
    writer.announce(read)
    const there = writer.of(read, 0)
    const isThere = apply('bool', basic.less, place, constant('u32', extent))
    const value = extent % count === 0 ? there : apply('f32', basic.select, isThere, there, zero)
    const body: Statement[] = [
      define('tile_place', { kind: 'quotient', type: 'u32', of: element, by: width }),
      define('feature', { kind: 'remainder', type: 'u32', of: element, by: width }),
      define('place', sum([named(`${of}_first`), named('tile_place')])),
      ...(writer.lines[0] ?? []),
      { kind: 'store', to: name, at: sum([{ of: named('tile_place'), factor: strideOf(width) }, feature]), value },
    ]
    return [sequence('element', named('local'), constant('u32', count * width), body, tiling.down * tiling.across)]
  }

  #read(operand: number, index: readonly Index[]): Scalar {
    const read = this.site.operands[operand]
    if (!read) throw new Error(`typegrad: attention reads operand ${operand}, which is absent; please report this`)
    return read(index)
  }

  #inBatch(): readonly Index[] {
    return indexAt(this.#batch, this.extents.batch)
  }

  /** Products of what is held of own places and of those that they meet: `name0_0` and so on. */
  products(name: string, own: Memory, met: Memory): Statement[] {
    const { down, across } = this.tiling
    const feature = named('feature')
    return [
      ...this.eachScore((i, j) => variable(`${name}${i}_${j}`, zero)),
      sequence('feature', constant('u32', 0), constant('u32', own.width), [
        ...this.eachOwn((i) => define(`a${i}`, load(own, named('down'), i * down, feature))),
        ...this.eachMet((j) => define(`b${j}`, load(met, named('across'), j * across, feature))),
        ...this.eachScore((i, j) => {
          const total = `${name}${i}_${j}`
          return set(total, apply('f32', basic.fma, f32(`a${i}`), f32(`b${j}`), f32(total)))
        }),
      ]),
    ]
  }

  /** The variables in which an own place adds up what it gathers, so wide. */
  sumsOf(name: string, width: number, i: number): string[] {
    return span(columnsOf(width, this.tiling)).map((c) => `${name}${i}_${c}`)
  }

  declare(name: string, width: number): Statement[] {
    return this.eachOwn((i) => this.sumsOf(name, width, i).map((own) => variable(own, zero)))
  }

  /** Adds what own places gather of a tile, by weights of all its places: a thread every column that is its own. */
  gather(name: string, weights: Memory, met: Memory): Statement {
    const { down, across } = this.tiling
    const columns = span(columnsOf(met.width, this.tiling))
    const place = named('place')
    return sequence('place', constant('u32', 0), constant('u32', metTile(this.tiling)), [
      ...this.eachOwn((i) => define(`a${i}`, load(weights, named('down'), i * down, place))),
      ...columns.map((c) => define(`b${c}`, load(met, place, 0, named('across'), c * across))),
      ...this.eachOwn((i) =>
        this.sumsOf(name, met.width, i).map((own, c) => set(own, apply('f32', basic.fma, f32(`a${i}`), f32(`b${c}`), f32(own)))),
      ),
    ])
  }

  #places(i: number, j: number): readonly [row: Index, key: Index] {
    const { rows, keys } = this.extents
    return this.own === 'rows' ? [counter(`own${i}`, rows), counter(`met${j}`, keys)] : [counter(`met${j}`, rows), counter(`own${i}`, keys)]
  }

  /** Whether a row sees a key; nothing where all see all. */
  seen(i: number, j: number): Scalar | undefined {
    const { scalars, params, types } = this.site
    const { period } = params
    const [row, key] = this.#places(i, j)
    const upTo = period > 0 ? scalars.lessEqual(scalars.index(key), scalars.index(remainder(row, period))) : undefined
    const mask = types[this.mask]
    const all = [...this.#inBatch(), row, key]
    const masked =
      mask &&
      this.#read(
        this.mask,
        all.map((index, axis) => (mask.shape[axis] === 1 ? fixed(0) : index)),
      )
    return masked && upTo ? scalars.and(masked, upTo) : (masked ?? upTo)
  }

  /** A score, of a product. */
  scaled(product: string): Scalar {
    return this.site.scalars.multiply(this.held(product), this.site.params.scale)
  }

  /** `x` where a place is met, and not beyond the last. */
  ifThere(j: number, x: Scalar, otherwise: number): Scalar {
    const { scalars } = this.site
    const extent = this.extents[this.#met]
    const tiles = metTile(this.tiling)
    if (extent % tiles === 0) return x
    const place = counter(`met${j}`, Math.ceil(extent / tiles) * tiles)
    return scalars.select(scalars.less(scalars.index(place), extent), x, otherwise)
  }

  /** `x` where a row sees a key. */
  ifSeen(i: number, j: number, x: Scalar, otherwise = 0): Scalar {
    const seen = this.seen(i, j)
    return seen ? this.site.scalars.select(seen, x, otherwise) : x
  }

  /** An element of an operand that has one number for each row; of a tensor of several, one of them. */
  ofRow(operand: number, row: number, which: readonly number[] = []): Scalar {
    const place = counter(`${this.own === 'rows' ? 'own' : 'met'}${row}`, this.extents.rows)
    return this.#read(operand, [...this.#inBatch(), place, ...which.map(fixed)])
  }

  /** Stores a number for each score where all threads find it. */
  share(memory: Memory, values: (i: number, j: number) => Scalar): Statement[] {
    const { down, across } = this.tiling
    const scores = this.eachScore((i, j) => [{ i, j, name: `${memory.name}${i}_${j}` }])
    return [
      ...this.named(
        'let',
        scores.map(({ i, j, name }) => [name, values(i, j)]),
      ),
      ...scores.map(({ i, j, name }): Statement => {
        const stride = strideOf(memory.width)
        const at = sum([{ of: named('down'), factor: stride }, named('across')], i * down * stride + j * across)
        return { kind: 'store', to: memory.name, at, value: f32(name) }
      }),
    ]
  }

  /** Each thread's own number of each of its places joins those of the threads beside it: `name0` and so on. */
  joined(name: string, kind: 'add' | 'max', first: (i: number) => Expression): readonly Statement[] {
    const { across, down } = this.tiling
    return this.eachOwn((i): Statement[] => {
      const total = `${name}${i}`
      const other: Expression = { kind: 'load', type: 'f32', from: lanes, at: laneAt(across, i * down, named('lane')) }
      const value = apply('f32', basic[kind], f32(total), other)
      return [variable(total, first(i)), sequence('lane', constant('u32', 0), constant('u32', across), [set(total, value)])]
    })
  }

  /** A thread's own number of each of its places, for those beside it. */
  tell(of: (i: number) => Expression): Statement[] {
    const { across, down } = this.tiling
    return this.eachOwn((i): Statement => ({ kind: 'store', to: lanes, at: laneAt(across, i * down, named('across')), value: of(i) }))
  }

  /** Statements where an own place is not beyond the last; `also` must hold, too. */
  #ifOwn(i: number, body: readonly Statement[], also: readonly Expression[] = []): Statement[] {
    const extent = this.extents[this.own]
    const isThere = apply('bool', basic.less, named(`own${i}`), constant('u32', extent))
    const all = [...(extent % ownTile(this.tiling) === 0 ? [] : [isThere]), ...also]
    const [first, ...rest] = all
    if (!first) return [...body]
    const condition = rest.reduce((a, b) => apply('bool', basic.and, a, b), first)
    return [{ kind: 'branches', arms: [{ condition, body }] }]
  }

  /** Leaves what own places gathered. */
  leave(result: number, width: number, of: (i: number, c: number) => Expression): Statement[] {
    const { across } = this.tiling
    return this.eachOwn((i) =>
      span(columnsOf(width, this.tiling)).flatMap((c) => {
        const column = `column${c}`
        const position = this.#position(i, width, counter(column, width))
        const stored = this.site.leaving(result, position, of(i, c), this.#writer())
        if (stored.length === 0) return []
        const isWithin = apply('bool', basic.less, sum([named('across')], c * across), constant('u32', width))
        const own = define(column, sum([named('across')], c * across))
        return this.#ifOwn(i, [{ kind: 'branches', arms: [{ body: [own, ...stored] }] }], width % across === 0 ? [] : [isWithin])
      }),
    )
  }

  /** Leaves numbers of each own place, by one of its threads. */
  leaveOne(result: number, count: number, of: (i: number, c: number) => Scalar): Statement[] {
    const isFirst = apply('bool', basic.equal, named('across'), constant('u32', 0))
    return this.eachOwn((i) => {
      const stored = span(count).flatMap((c) => {
        const writer = this.#writer()
        const value = of(i, c)
        writer.announce(value)
        return this.site.leaving(result, this.#position(i, count, fixed(c)), writer.of(value, 0), writer)
      })
      return stored.length === 0 ? [] : this.#ifOwn(i, stored, [isFirst])
    })
  }

  #position(i: number, width: number, column: Index): Index {
    const extent = this.extents[this.own]
    const [batches, own] = [sizeOf(this.extents.batch), counter(`own${i}`, extent)]
    return positionOf([this.#batch, own, column], [batches, extent, width])
  }
}

/** The memory in which threads that make one place join their numbers. */
export const lanes = 'lanes'

const laneAt = (across: number, more: number, lane: Expression): Expression =>
  sum([{ of: named('down'), factor: across }, lane], more * across)
