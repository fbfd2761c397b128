import type { Program } from '../../../../program/program.js'
import type { Params } from '../../../../tensor/primitive.js'
import type { Place, Step } from '../plan.js'
import type { Value } from '../value.js'
import type { Writer } from '../writer.js'

/** What a rule is given beside operands and parameters. */
export interface Around {
  readonly results: readonly Place[]
  readonly step: Step
  /** Writes the program that the parameters hold. */
  readonly write: (of: (params: Params) => Program, inputs: readonly Value[]) => readonly Value[]
}

/** A primitive in operators of ONNX; undefined where it is to be expanded into others. */
export type Write<P> = (w: Writer, operands: readonly Value[], params: P, around: Around) => Value | readonly Value[] | undefined

/** A rule, and which of its parameters may change with sizes that have names. */
export interface Rule {
  readonly write: Write<never>
  readonly varies: readonly string[]
}

/** Rules by the name of the primitive. */
export type Rules = Readonly<Record<string, Rule>>

export const rule = <P = Params>(write: Write<P>, varies: readonly (keyof P & string)[] = []): Rule => ({ write, varies })

/** An operand, of a primitive that has it. */
export const present = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('typegrad: a rule for ONNX needs an operand that is absent; please report this')
  return value
}

/** The entry at a place of a list that has so many. */
export const at = <T>(list: readonly (T | undefined)[], i: number): T => present(list[i])
