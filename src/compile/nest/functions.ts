import type { Composed } from '../../kernel/composed.js'
import type { ScalarType } from '../../kernel/scalar.js'
import type { Expression, Statement } from './nest.js'
import { Writer } from './writer.js'

/** A composed function as statements, and what it gives. */
export interface FunctionText {
  readonly name: string
  readonly parameters: readonly { readonly name: string; readonly type: ScalarType }[]
  readonly body: readonly Statement[]
  readonly result: Expression
}

const made = new WeakMap<Composed, FunctionText>()

const noLoop = (): never => {
  throw new Error('typegrad: a function of scalars reads a loop; please report this')
}

/** The statements of a composed function, which is rounded only where it says so. */
export const functionText = (fn: Composed): FunctionText => {
  const met = made.get(fn)
  if (met) return met
  const names = fn.types.map((_, i) => 'xyzwuv'.charAt(i))
  const writer = new Writer({ levels: new Map(), source: noLoop, accumulator: noLoop, parameters: names }, 0, 'v')
  const { body } = fn.definition
  writer.announce(body)
  const result = writer.of(body, 0)
  const text = {
    name: fn.name,
    parameters: fn.types.map((type, i) => ({ name: names[i] ?? '', type })),
    body: writer.lines[0] ?? [],
    result,
  }
  made.set(fn, text)
  return text
}
