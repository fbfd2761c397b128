import { basic } from '../../kernel/basic.js'
import type { Index } from '../../kernel/index-arithmetic.js'
import type { Scalar } from '../../kernel/scalar.js'
import { Scalars } from '../../kernel/scalar.js'
import { lookup, type Variable } from '../../program/program.js'
import { sizeOf } from '../../shape/dim.js'
import type { Fused, Kernel, Part } from '../fuse.js'
import type { Binding, Expression, Statement } from '../nest/nest.js'
import { named } from '../nest/nest.js'
import { type Surroundings, Writer } from '../nest/writer.js'
import { type Plan, sameLocation } from '../plan.js'
import { Puller } from '../pull.js'

/** A value of a part at a position. */
interface Made {
  readonly variable: Variable
  readonly scalar: Scalar
  readonly at: Expression
}

/** What everything that is built for one kernel shares: its bindings and its scalars. */
export class Builder {
  readonly scalars = new Scalars()
  readonly bindings: readonly Binding[]
  readonly #numbers = new Map<Variable, number>()

  constructor(
    private readonly fused: Fused,
    private readonly kernel: Kernel,
    plan: Plan,
    /** Nothing may be read beyond the ends of a tensor. */
    private readonly isStrict = false,
  ) {
    const bindings: Binding[] = []
    const bind = (variable: Variable, writes: boolean): void => {
      const location = lookup(plan.locations, variable)
      const met = bindings.findIndex((binding) => sameLocation(binding.location, location))
      const number = met >= 0 ? met : bindings.length
      bindings[number] = {
        location,
        writes: writes || (bindings[number]?.writes ?? false),
        dtype: variable.type.dtype,
        size: sizeOf(variable.type.shape),
      }
      this.#numbers.set(variable, number)
    }
    for (const variable of kernel.reads) bind(variable, false)
    for (const variable of kernel.writes) bind(variable, true)
    this.bindings = bindings
  }

  #fresh = 0

  /** A number that no other call gives. */
  fresh(): number {
    return this.#fresh++
  }

  /** Elements of a source. */
  readonly size = (source: number): number | undefined => this.bindings[source]?.size

  puller(part: Part, block = 0): Puller {
    return new Puller(this.scalars, part, this.fused.cuts, (variable) => lookup(this.#numbers, variable), block)
  }

  writer(levels: Surroundings['levels'], depth: number, prefix: string, accumulator: Surroundings['accumulator']): Writer {
    const size = this.isStrict ? this.size : undefined
    return new Writer({ levels, accumulator, source: (source) => `x${source}`, ...(size && { size }) }, depth, prefix)
  }

  /** Statements that compute and store what a part makes at positions: all of it is computed before any is stored, since an output may lie where an operand lay. */
  storing(part: Part, positions: readonly Index[], writer: Writer, level = 0): Statement[] {
    const puller = this.puller(part)
    const made = positions
      .flatMap((position) => puller.made(position).map((value): Made => ({ ...value, at: writer.index(position, level) })))
      .filter(({ variable }) => this.kernel.writes.includes(variable))
    writer.announce(...made.map(({ scalar }) => scalar))
    const lines = writer.lines[level] ?? []
    const values = made.map(({ variable, scalar, at }) => ({
      to: `x${lookup(this.#numbers, variable)}`,
      at,
      value: writer.of(scalar, level),
    }))
    const stores = values.map(({ to, at, value }, i): Statement => {
      if (values.length < 2 || value.kind === 'name') return { kind: 'store', to, at, value }
      lines.push({ kind: 'let', name: `out${i}`, value })
      return { kind: 'store', to, at, value: named(`out${i}`, value.type) }
    })
    return [...lines, ...stores]
  }
}

/** Whether one of these is NaN. */
export const anyNaN = (values: readonly Expression[]): Expression =>
  values
    .map((value): Expression => ({ kind: 'apply', type: 'bool', fn: basic.isNaN, args: [value] }))
    .reduce((a, b) => ({ kind: 'apply', type: 'bool', fn: basic.or, args: [a, b] }))
