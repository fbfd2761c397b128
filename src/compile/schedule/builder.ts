import { basic } from '../../kernel/basic.js'
import { counter, fixed, type Index, indexAt, plus, remainder, times } from '../../kernel/index-arithmetic.js'
import type { ScalarWriter } from '../../kernel/lowering.js'
import { type Scalar, Scalars, type ScalarType, scalarType } from '../../kernel/scalar.js'
import { lookup, type Variable } from '../../program/program.js'
import { sizeOf } from '../../shape/dim.js'
import { bindingsOf, memoryOf } from '../alike.js'
import type { Binding, Expression, Statement } from '../nest/nest.js'
import { named } from '../nest/nest.js'
import { type Surroundings, Writer } from '../nest/writer.js'
import type { Fused, Kernel, Part } from '../parts.js'
import { type Plan, slicedBy } from '../plan.js'
import { type Place, Puller, positionIn } from '../pull.js'
import { placeInRow } from '../rows.js'

/** Which turn of a loop it is. */
export const turnName = 'turn'

/** A value of a part at a position, and where it is stored. */
interface Made {
  readonly scalar: Scalar
  readonly targets: readonly { readonly to: string; readonly at: Expression }[]
}

/** Memory of a workgroup for what a stage leaves of a row. */
interface KeptArray {
  readonly variable: Variable
  readonly name: string
  readonly type: ScalarType
  /** Elements of a row. */
  readonly length: number
  /** Where they begin. */
  readonly from: Index
}

/** Where what is carried lies at the beginning of a turn, and at its end: in the one half of its memory or the other. */
export const [nowName, nextName] = ['now', 'next'] as const

/** What everything that is built for one kernel shares: its bindings and its scalars. */
export class Builder {
  readonly scalars = new Scalars()
  readonly bindings: readonly Binding[]
  readonly #numbers: ReadonlyMap<Variable, number>
  /** What stages leave for later ones, an array for each. */
  readonly kept: readonly KeptArray[]
  /** Which of the rows that a workgroup makes at once is being made. */
  #place: Index = fixed(0)

  constructor(
    private readonly fused: Fused,
    private readonly kernel: Kernel,
    private readonly plan: Plan,
    /** Nothing may be read beyond the ends of a tensor. */
    private readonly isStrict = false,
    /** Ends of loops are numbers that the kernel is given. */
    private readonly givesEnds = false,
    /** Threads can tell each other what they have within a subgroup. */
    readonly subgroups = false,
  ) {
    this.#numbers = bindingsOf(kernel, plan)
    this.bindings = memoryOf(kernel, plan, this.#numbers)
    const rows = kernel.rows?.count ?? 1
    const memory = (variable: Variable, name: string, half?: string): KeptArray => {
      const length = sizeOf(variable.type.shape) / rows
      return { variable, name, type: scalarType(variable.type.dtype), length, from: half ? times(counter(half, 2), length) : fixed(0) }
    }
    this.kept = [
      ...(kernel.rows?.kept ?? []).map((variable, i) => memory(variable, `row${i}`)),
      ...(kernel.turns?.carried ?? []).flatMap(({ before, after }, i) => [
        memory(before, `carried${i}`, nowName),
        memory(after, `carried${i}`, nextName),
      ]),
    ]
  }

  /** Says where among the rows that are made at once the one is that is written of from now on. */
  rowAt(place: Index): void {
    this.#place = place
  }

  #keptAt(variable: Variable, index: readonly Index[]): (Place & { readonly name: string }) | undefined {
    const number = this.kept.findIndex((one) => one.variable === variable)
    const found = this.kept[number]
    if (!found) return undefined
    const { rows, turns } = this.kernel
    const { length, name, from } = found
    const inRow = turns
      ? placeInRow(index, variable.type.shape, rows?.count ?? 1).rest
      : plus(times(this.#place, length), remainder(positionIn(variable, index), length))
    return { source: this.bindings.length + number, at: plus(from, inRow), name }
  }

  /** Where an element lies in the memory that the kernel is given: of a slice, in the list that it is of. */
  #placeOf(variable: Variable, position: Index): Index {
    const turn = slicedBy(this.plan, lookup(this.plan.locations, variable))
    return turn ? plus(times(counter(turnName, turn.length), sizeOf(variable.type.shape)), position) : position
  }

  /** The name of the memory of a value that the kernel is given. */
  sourceOf(variable: Variable): string {
    return `x${lookup(this.#numbers, variable)}`
  }

  /** Whether threads ask others of their subgroup. */
  asksSubgroup = false

  /** Whether it reads or writes slices, and must be told which turn it is. */
  get takesTurn(): boolean {
    return !this.kernel.turns && this.bindings.some(({ location }) => slicedBy(this.plan, location))
  }

  /** Where a loop of so many turns ends. */
  end(turns: number): Expression {
    return { kind: 'constant', type: 'u32', value: turns, ...(this.givesEnds && { isGiven: true }) }
  }

  #fresh = 0

  /** A number that no other call gives. */
  fresh(): number {
    return this.#fresh++
  }

  /** Elements of a source. */
  readonly size = (source: number): number | undefined => this.bindings[source]?.size

  puller(part: Part, block = 0): Puller {
    return new Puller(
      this.scalars,
      part,
      this.fused.cuts,
      block,
      (variable, index) =>
        this.#keptAt(variable, index) ?? {
          source: lookup(this.#numbers, variable),
          at: this.#placeOf(variable, positionIn(variable, index)),
        },
    )
  }

  writer(levels: Surroundings['levels'], depth: number, prefix: string, accumulator: Surroundings['accumulator']): Writer {
    const size = this.isStrict ? this.size : undefined
    return new Writer(
      { levels, accumulator, source: (source) => this.kept[source - this.bindings.length]?.name ?? `x${source}`, ...(size && { size }) },
      depth,
      prefix,
    )
  }

  /** Statements that leave an element of what the kernel makes in memory, if it must. */
  leaving(variable: Variable, position: Index, value: Expression, writer: ScalarWriter): Statement[] {
    if (!this.kernel.writes.includes(variable)) return []
    const at = writer.index(this.#placeOf(variable, position), 0)
    return [...(writer.lines[0] ?? []).splice(0), { kind: 'store', to: this.sourceOf(variable), at, value }]
  }

  /** Statements that compute and store what a part makes at positions: all of it is computed before any is stored, since an output may lie where an operand lay. */
  storing(part: Part, positions: readonly Index[], writer: Writer, level = 0): Statement[] {
    const puller = this.puller(part)
    const made = positions
      .flatMap((position) =>
        puller.made(position).map(({ variable, scalar }): Made => {
          const kept = this.#keptAt(variable, indexAt(position, variable.type.shape))
          const own = this.kernel.writes.includes(variable) && !this.kernel.turns?.carried.some(({ after }) => after === variable)
          return {
            scalar,
            targets: [
              ...(own ? [{ to: `x${lookup(this.#numbers, variable)}`, at: writer.index(this.#placeOf(variable, position), level) }] : []),
              ...(kept ? [{ to: kept.name, at: writer.index(kept.at, level) }] : []),
            ],
          }
        }),
      )
      .filter(({ targets }) => targets.length > 0)
    writer.announce(...made.map(({ scalar }) => scalar))
    const lines = writer.lines[level] ?? []
    const isOne = made.length < 2 && (made[0]?.targets.length ?? 0) < 2
    const stores = made
      .map(({ scalar, targets }) => ({ value: writer.of(scalar, level), targets }))
      .flatMap(({ value, targets }, i): Statement[] => {
        const name = `out${i}`
        const isNamed = !isOne && value.kind !== 'name'
        if (isNamed) lines.push({ kind: 'let', name, value })
        return targets.map(({ to, at }) => ({ kind: 'store', to, at, value: isNamed ? named(name, value.type) : value }))
      })
    return [...lines, ...stores]
  }
}

/** Whether one of these is NaN. */
export const anyNaN = (values: readonly Expression[]): Expression =>
  values
    .map((value): Expression => ({ kind: 'apply', type: 'bool', fn: basic.isNaN, args: [value] }))
    .reduce((a, b) => ({ kind: 'apply', type: 'bool', fn: basic.or, args: [a, b] }))
