import { TypegradError } from '../../index.js'
import { named } from './fault.js'
import type { Value } from './value.js'

/** Refuses a node, with its name. */
export interface Refusing {
  /** @throws InvalidArgument with the sentence, and the name of the node */
  fail(sentence: string): never
}

/** What a node is given. */
export interface Operands {
  /** Undefined where one is left out. */
  readonly inputs: readonly (Value | undefined)[]
  /** An operand that is there; -1 is the last. */
  input(at: number): Value
  /** An operand that may be left out. */
  optional(at: number): Value | undefined
  /**
   * Numbers that have to be known while the program is traced: a shape, axes, counts.
   *
   * @throws InvalidArgument if they depend on what is computed
   */
  numbers(at: number): readonly number[]
  /** They, or undefined if they are left out. */
  maybeNumbers(at: number): readonly number[] | undefined
}

/** A node at work. */
export interface Call<A> extends Refusing, Operands {
  readonly settings: A
}

/** Operands, and what the file calls them. */
export const operandsOf = <V extends Value | undefined>(
  { fail }: Refusing,
  inputs: readonly V[],
  names: readonly string[] = [],
): Operands & { readonly inputs: readonly V[] } => {
  const optional = (at: number): Value | undefined => inputs.at(at)
  const input = (at: number): Value => optional(at) ?? fail(`operand ${at} is missing`)
  const numbersOf = (at: number, { known, dtype }: Value): readonly number[] => {
    if (!known)
      return fail(
        `operand ${at}, ${named(names.at(at) ?? '')}, has to be known before the graph runs, and depends on what it is given; an input that is given as a number is known`,
      )
    return dtype === 'bool' ? fail(`operand ${at} is bool`) : Array.from(known.data)
  }
  return {
    inputs,
    input,
    optional,
    numbers: (at) => numbersOf(at, input(at)),
    maybeNumbers: (at) => {
      const given = optional(at)
      return given && numbersOf(at, given)
    },
  }
}

/** The results of a node, in order; what it throws says which node it is. */
export const resultsOf = (title: string, run: () => Value | readonly Value[]): readonly Value[] => {
  try {
    const results = run()
    return 'tensor' in results ? [results] : results
  } catch (error) {
    if (error instanceof TypegradError && !error.message.includes(title)) error.locate(`, in ${title}`)
    throw error
  }
}
