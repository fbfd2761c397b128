import type { Expression } from '../../../compile/nest/nest.js'
import { basic } from '../../../kernel/basic.js'
import type { ScalarType } from '../../../kernel/scalar.js'

/** How a value differs from one element to the next of those that are computed together. */
export type Along = { readonly kind: 'same' } | { readonly kind: 'steps'; readonly by: number } | { readonly kind: 'apart' }

export const same: Along = { kind: 'same' }
export const apart: Along = { kind: 'apart' }
export const steps = (by: number): Along => (by === 0 ? same : { kind: 'steps', by })

/** Where a named value is kept: as one i32, that of the first element, or as four elements; or nowhere, since it counts them from 0. */
export interface Slot {
  readonly local: number
  readonly kept: 'one' | 'four' | 'count'
  readonly type: ScalarType
  readonly along: Along
  /** A multiple of 4, whatever it is. */
  readonly isFours?: boolean
}

/** Inside a vector loop: what tells the elements that there are from those beyond its end. */
export interface Lanes {
  /** So many elements are left, this turn's among them. */
  readonly left: number
  /** 0, 1, 2, 3, but none beyond the last element. */
  readonly offsets: number
  readonly each: readonly [number, number, number]
  /** There are four elements in every turn. */
  readonly isWhole?: boolean
}

export const bitsOf = (type: ScalarType, value: number): number => {
  if (type === 'bool') return value ? -1 : 0
  if (type === 'f32') return new Int32Array(Float32Array.of(value).buffer)[0] ?? 0
  return value | 0
}

export const four = (word: number): readonly [number, number, number, number] => [word, word, word, word]

export const unknown = (what: string): never => {
  throw new Error(`typegrad: the cpu backend meets ${what}; please report this`)
}

/** What names mean at a place of a kernel, and which of its elements are computed there. */
export class Table {
  names: ReadonlyMap<string, Slot> = new Map()
  lanes: Lanes | undefined

  /** `memories`: locals with the addresses of memories, by name. */
  constructor(public memories: ReadonlyMap<string, number>) {}

  /** Gives a name a meaning, from here on. */
  name(name: string, slot: Slot): void {
    this.names = new Map(this.names).set(name, slot)
  }

  /** What is named within ends with it. */
  within(then: () => void): void {
    const { names, memories } = this
    then()
    this.names = names
    this.memories = memories
  }

  slot(name: string): Slot {
    return this.names.get(name) ?? unknown(`the unknown name ${name}`)
  }

  memory(name: string): number {
    return this.memories.get(name) ?? unknown(`the unknown memory ${name}`)
  }

  along(expression: Expression): Along {
    switch (expression.kind) {
      case 'constant':
      case 'number':
        return same
      case 'name':
        return this.slot(expression.name).along
      case 'load':
        return this.along(expression.at).kind === 'same' ? same : apart
      case 'apply':
        return expression.args.every((arg) => this.along(arg).kind === 'same') ? same : apart
      case 'sum': {
        let by = 0
        for (const { of, factor } of expression.terms) {
          const along = this.along(of)
          if (along.kind === 'apart') return apart
          if (along.kind === 'steps') by += factor * along.by
        }
        return steps(by)
      }
      case 'quotient':
      case 'remainder':
        return this.along(expression.of).kind === 'same' ? same : apart
      case 'lanes':
        return expression.by === 0 ? same : apart
    }
  }

  /** Whether a whole number is known to be a multiple of 4. */
  isFours(expression: Expression): boolean {
    switch (expression.kind) {
      case 'constant':
        return expression.value % 4 === 0
      case 'name':
        return this.slot(expression.name).isFours ?? false
      case 'sum':
        return expression.constant % 4 === 0 && expression.terms.every(({ of, factor }) => factor % 4 === 0 || this.isFours(of))
      case 'apply':
        return expression.fn === basic.min && expression.args.every((arg) => this.isFours(arg))
      default:
        return false
    }
  }

  /** Whether it is an index, computed with plain numbers where it is the same for all elements, or goes in steps. */
  isIndex(expression: Expression): boolean {
    switch (expression.kind) {
      case 'name':
        return this.slot(expression.name).kept !== 'four'
      case 'constant':
      case 'number':
        return expression.type === 'u32'
      case 'sum':
      case 'quotient':
      case 'remainder':
        return true
      case 'apply':
        return expression.fn === basic.min && expression.type === 'u32' && expression.args.every((arg) => this.isIndex(arg))
      default:
        return false
    }
  }
}
