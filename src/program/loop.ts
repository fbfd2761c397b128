import type { Params } from '../tensor/primitive.js'
import { Body } from './print.js'
import type { Program } from './program.js'

/**
 * A program that runs again and again on what it gave before. Its inputs are constants, carried values, and a slice of each list; its outputs the
 * carried values, and a slice of each list that it makes. It captures nothing.
 */
export class Loop {
  readonly body: Body

  constructor(
    program: Program,
    readonly constants: number,
    readonly carried: number,
    readonly length: number,
    /** From the last slice to the first. */
    readonly reverse: boolean,
    /** It is linear in what it carries, also where that begins as a zero that is known. */
    readonly linear = false,
  ) {
    this.body = new Body(program)
  }

  get program(): Program {
    return this.body.program
  }

  /** What a list is made of operands, results or flags by what they are to the loop. */
  inputs<T>(list: readonly T[]): { readonly constants: readonly T[]; readonly carried: readonly T[]; readonly lists: readonly T[] } {
    const { constants, carried } = this
    return {
      constants: list.slice(0, constants),
      carried: list.slice(constants, constants + carried),
      lists: list.slice(constants + carried),
    }
  }

  outputs<T>(list: readonly T[]): { readonly carried: readonly T[]; readonly lists: readonly T[] } {
    return { carried: list.slice(0, this.carried), lists: list.slice(this.carried) }
  }

  toString(): string {
    const { constants, carried, length, reverse, body } = this
    return `${constants} constant, ${carried} carried, ${length} times${reverse ? ', reversed' : ''}, ${body}`
  }
}

/** Parameters of a primitive that is a loop. */
export type WithLoop = Params & { readonly loop: Loop }
