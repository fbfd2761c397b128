import { showType } from '../shape/dtype.js'
import type { Params } from '../tensor/primitive.js'
import { lookup, type Program, type Variable } from './program.js'

/** A program as a parameter of a primitive, which is printed with it. */
export class Body {
  #text: string | undefined

  constructor(readonly program: Program) {}

  toString(): string {
    this.#text ??= printProgram(this.program).replace(/\n */g, ' ')
    return this.#text
  }
}

const letters = 'abcdefghijklmnopqrstuvwxyz'

/** `a`, ..., `z`, `ba`, `bb`, ...: the number in base 26. */
const nameOf = (n: number): string => (n < 26 ? letters.charAt(n) : nameOf(Math.floor(n / 26)) + letters.charAt(n % 26))

const showValue = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(showValue).join(', ')}]`
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) !== Object.prototype) return String(value)
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, inner]) => `${key}: ${showValue(inner)}`)
      .join(', ')}}`
  return Object.is(value, -0) ? '-0' : String(value)
}

/** `{axes: [0], shape: [2, 3]}`, or nothing. */
export const showParams = (params: Params): string => (Object.keys(params).length === 0 ? '' : ` ${showValue(params)}`)

/**
 * A program as text, an equation a line. Equal texts are equal programs, so the text is also what compiled programs are cached by.
 *
 *     program(a f32[2, 3], b f32[3]) {
 *       c f32[2, 3] = broadcast(b) {shape: [2, 3], axes: [0]}
 *       d f32[2, 3] = add(a, c)
 *       return d
 *     }
 */
export const printProgram = (program: Program): string => {
  const names = new Map<Variable, string>()
  const define = (variable: Variable): string => {
    const name = nameOf(names.size)
    names.set(variable, name)
    return `${name} ${showType(variable.type)}`
  }
  const inputs = program.inputs.map(define)
  const lines = program.equations.map(({ primitive, operands, params, results }) => {
    const args = operands.map((operand) => lookup(names, operand)).join(', ')
    return `  ${results.map(define).join(', ')} = ${primitive.name}(${args})${showParams(params)}`
  })
  const outputs = program.outputs.map((output) => lookup(names, output)).join(', ')
  return [`program(${inputs.join(', ')}) {`, ...lines, `  return ${outputs}`, '}'].join('\n')
}
