import { describe, expect, it } from 'vitest'
import { ShapeMismatch, tensor } from '../../src/index.js'
import { sum } from '../../src/primitives/broadcast.js'
import { add } from '../../src/primitives/multiply.js'
import { sin } from '../../src/primitives/trigonometric.js'
import { checkProgram } from '../../src/program/check.js'
import { type Equation, item, type Program, type Variable } from '../../src/program/program.js'
import { trace } from '../../src/program/trace.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'

const f32 = (...shape: number[]): Variable => ({ type: { dtype: 'f32', shape } })

/** `(a, b) -> sum(sin(a + b))`, over `[2, 3]`. */
const sound = (): Program =>
  trace(
    ([a, b]) => [sum(sin(add(a as AnyTensor, b as AnyTensor)), [1])],
    [f32(2, 3), f32(2, 3)].map(({ type }) => type),
  )
const at = <T>(list: readonly T[], i: number): T => item(list, i)

/** The program with one of its equations changed. */
const withEquation = (program: Program, i: number, change: Partial<Equation>): Program => ({
  ...program,
  equations: program.equations.map((equation, j) => (i === j ? { ...equation, ...change } : equation)),
})

describe('checkProgram', () => {
  it('gives a sound program back', () => {
    const program = sound()
    expect(checkProgram(program)).toBe(program)
  })

  it('refuses a use before the definition', () => {
    const program = sound()
    const [first, second, third] = program.equations as readonly [Equation, Equation, Equation]
    expect(() => checkProgram({ ...program, equations: [second, first, third] })).toThrow(
      new Error('checkProgram: equation 0, sin uses a value before it is defined'),
    )
    expect(() => checkProgram({ ...program, equations: [first, third] })).toThrow(
      new Error('checkProgram: equation 1, sum {axes: [1]} uses a value before it is defined'),
    )
    const [onItself] = second.results
    expect(() => checkProgram(withEquation(program, 1, { operands: [onItself as Variable] }))).toThrow(
      new Error('checkProgram: equation 1, sin uses a value before it is defined'),
    )
  })

  it('refuses an output that nothing defines', () => {
    expect(() => checkProgram({ ...sound(), outputs: [f32(2)] })).toThrow(new Error('checkProgram: an output is never defined'))
  })

  it('refuses a second definition, of a result or of an input', () => {
    const program = sound()
    const first = at(program.equations, 0)
    expect(() => checkProgram({ ...program, equations: [first, first] })).toThrow(
      new Error('checkProgram: equation 1, add defines a variable twice'),
    )
    const input = at(program.inputs, 0)
    expect(() => checkProgram({ ...program, inputs: [input, input] })).toThrow(new Error('checkProgram: input 1 defines a variable twice'))
    expect(() => checkProgram(withEquation(program, 1, { results: [input] }))).toThrow(
      new Error('checkProgram: equation 1, sin defines a variable twice'),
    )
  })

  it("refuses a result of another type than its primitive's rule gives", () => {
    const program = sound()
    expect(() => checkProgram(withEquation(program, 1, { results: [f32(3, 2)] }))).toThrow(
      new Error('checkProgram: equation 1, sin is f32[3, 2], its rule gives f32[2, 3]'),
    )
    expect(() => checkProgram(withEquation(program, 2, { results: [{ type: { dtype: 'i32', shape: [2] } }] }))).toThrow(
      new Error('checkProgram: equation 2, sum {axes: [1]} is i32[2], its rule gives f32[2]'),
    )
    expect(() => checkProgram(withEquation(program, 2, { params: { axes: [0] } }))).toThrow(
      new Error('checkProgram: equation 2, sum {axes: [0]} is f32[2], its rule gives f32[3]'),
    )
  })

  it("refuses operands that the primitive's rule refuses, in its words", () => {
    const program = sound()
    const mixed = { ...program, inputs: [at(program.inputs, 0), f32(4)] }
    expect(() => checkProgram(withEquation(mixed, 0, { operands: mixed.inputs }))).toThrow(
      new ShapeMismatch('add: operands must have one type, got f32[2, 3] and f32[4]'),
    )
  })

  it('refuses a wrong number of results', () => {
    const program = sound()
    const { results } = at(program.equations, 1)
    expect(() => checkProgram(withEquation(program, 1, { results: [...results, f32(2, 3)] }))).toThrow(
      new Error('checkProgram: equation 1, sin has 2 results, its rule gives 1'),
    )
  })

  it('refuses more captured values than inputs', () => {
    expect(() => checkProgram({ inputs: [], equations: [], outputs: [], captures: [tensor(1)] })).toThrow(
      new Error('checkProgram: more captured tensors than inputs'),
    )
  })
})
