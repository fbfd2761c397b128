import { rounded } from '../../kernel/rounded.js'
import type { Scalar } from '../../kernel/scalar.js'
import { Scalars } from '../../kernel/scalar.js'
import { lookup, type Variable } from '../../program/program.js'
import { sizeOf } from '../../shape/dim.js'
import type { DType } from '../../shape/dtype.js'
import type { Fused, Kernel, Part } from '../fuse.js'
import { type Location, type Plan, sameLocation } from '../plan.js'
import { Puller } from '../pull.js'
import { indent } from './lines.js'
import { unmarked } from './numbers.js'
import { widest } from './schedule.js'
import { elementType } from './wgsl.js'
import { type Surroundings, Writer } from './writer.js'

/** A buffer that a kernel is given. */
export interface Binding {
  readonly location: Location
  readonly writes: boolean
  readonly dtype: DType
  /** Elements: known, so that the driver's checks of indices cost a comparison with a constant. */
  readonly size: number
}

/** A kernel as it goes to the device. */
export interface Shader {
  readonly wgsl: string
  readonly workgroups: readonly [number, number, number]
  readonly bindings: readonly Binding[]
  /** What the kernel reads of a uniform buffer, which is bound after the others: numbers that kernels of one text differ in. */
  readonly numbers?: Uint32Array
}

/** So many workgroups, in two dimensions if they are too many for one. */
export const spread = (groups: number): readonly [number, number, number] => {
  const rows = Math.max(1, Math.ceil(groups / widest))
  return [Math.max(1, Math.ceil(groups / rows)), rows, 1]
}

/** What everything that is emitted for one kernel shares: its bindings, its scalars, the functions it calls. */
export class Module {
  readonly scalars = new Scalars()
  readonly bindings: readonly Binding[]
  readonly #numbers = new Map<Variable, number>()
  readonly #preludes = new Set<string>()
  readonly #functions: string[] = []

  constructor(
    private readonly fused: Fused,
    private readonly kernel: Kernel,
    plan: Plan,
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

  puller(part: Part, block = 0): Puller {
    return new Puller(this.scalars, part, this.fused.cuts, (variable) => lookup(this.#numbers, variable), block)
  }

  writer(levels: Surroundings['levels'], depth: number, prefix: string, accumulator: Surroundings['accumulator']): Writer {
    return new Writer(
      { levels, accumulator, source: (source) => `x${source}`, isBool: (source) => this.bindings[source]?.dtype === 'bool' },
      depth,
      prefix,
    )
  }

  /** Takes over what a finished writer's expressions need at the top of the module. */
  finish(writer: Writer): void {
    for (const prelude of writer.preludes) this.#preludes.add(prelude)
  }

  addFunction(text: string): void {
    this.#functions.push(text)
  }

  /** Statements that store what a part makes at a position; only what somebody reads. */
  stores(writer: Writer, made: readonly { readonly variable: Variable; readonly scalar: Scalar; readonly at: string }[]): string[] {
    const wanted = made.filter(({ variable }) => this.kernel.writes.includes(variable))
    writer.announce(...wanted.map(({ scalar }) => scalar))
    // Every value is computed before the first is stored: an output may lie where an operand lay.
    const values = wanted.map(({ variable, scalar, at }) => {
      const text = writer.text(scalar, 0)
      const value = variable.type.dtype === 'bool' ? `select(0u, 1u, ${text})` : text
      return { target: `x${lookup(this.#numbers, variable)}[${at}]`, value, isName: /^\w+$/.test(unmarked(text)) }
    })
    const several = values.length > 1
    const stores = values.map(({ target, value, isName }, i) => {
      if (!several || isName) return `${target} = ${value};`
      writer.lines[0]?.push(`let out${i} = ${value};`)
      return `${target} = out${i};`
    })
    return stores
  }

  /** The module. `zero` is what is 0 in every thread, and no compiler can know it: a count of workgroups along a dimension that is not used. */
  text(workgroupSize: string, parameters: string, zero: string, body: readonly string[], globals: readonly string[] = []): string {
    const bindings = this.bindings.map(
      ({ writes, dtype, size }, i) =>
        `@group(0) @binding(${i}) var<storage, ${writes ? 'read_write' : 'read'}> x${i}: array<${elementType(dtype)}, ${Math.max(1, size)}>;`,
    )
    return [
      ...bindings,
      ...new Set([...globals, ...this.#preludes]),
      ...this.#functions,
      `@compute @workgroup_size(${workgroupSize})`,
      `fn main(${parameters}) {`,
      ...indent(this.#preludes.has(rounded) ? [`hidden = ${zero};`, ...body] : body),
      '}',
      '',
    ].join('\n')
  }
}
