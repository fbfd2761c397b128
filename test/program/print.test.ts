import { describe, expect, it } from 'vitest'
import { grad, matmul, mean, square, type Tensor } from '../../src/index.js'
import { gather } from '../../src/primitives/gather.js'
import { full, literal } from '../../src/primitives/literal.js'
import { add } from '../../src/primitives/multiply.js'
import { slice } from '../../src/primitives/slice.js'
import { sin } from '../../src/primitives/trigonometric.js'
import { printProgram, showParams } from '../../src/program/print.js'
import { item } from '../../src/program/program.js'
import { trace } from '../../src/program/trace.js'
import type { DType } from '../../src/shape/dtype.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'

const type = (dtype: DType, ...shape: number[]) => ({ dtype, shape })
const at = (args: readonly AnyTensor[], i: number): AnyTensor => item(args, i)

describe('a program is printed', () => {
  it('an equation a line, values named in order, with types and parameters', () => {
    const program = trace(
      (args) => [slice(gather(at(args, 0), at(args, 1), 0), [0, 1], [2, 3], [1, 2])],
      [type('f32', 4, 3), type('i32', 2)],
    )
    expect(printProgram(program)).toBe(`program(a f32[4, 3], b i32[2]) {
  c f32[2, 3] = gather(a, b) {axis: 0}
  d f32[2, 1] = slice(c) {start: [0, 1], stop: [2, 3], step: [1, 2]}
  return d
}`)
  })

  it('with no arguments, several results, and nothing to do', () => {
    const constants = trace(() => [literal(2.5, 'f32'), full(-0, [2], 'f32'), literal(Number.NaN, 'f32')], [])
    expect(printProgram(constants)).toBe(`program() {
  a f32[] = literal() {value: 2.5, dtype: f32}
  b f32[] = literal() {value: -0, dtype: f32}
  c f32[2] = broadcast(b) {shape: [2], axes: [0]}
  d f32[] = literal() {value: NaN, dtype: f32}
  return a, c, d
}`)
    expect(printProgram(trace((args) => [at(args, 1), at(args, 0)], [type('bool'), type('u32', 0, 2)]))).toBe(
      'program(a bool[], b u32[0, 2]) {\n  return b, a\n}',
    )
  })

  it('and shows what a transform makes of a function', () => {
    const loss = grad((w: Tensor<[3]>, x: Tensor<[4, 3]>) => mean(square(matmul(x, w))))
    const program = trace((args) => [loss(at(args, 0) as Tensor<[3]>, at(args, 1) as Tensor<[4, 3]>)], [type('f32', 3), type('f32', 4, 3)])
    const text = printProgram(program)
    expect(text.split('\n')[0]).toBe('program(a f32[3], b f32[4, 3]) {')
    // Forward once, backward once.
    expect(text.match(/= dot\(/g)).toHaveLength(2)
  })

  it('by letters that go on after z', () => {
    const program = trace(
      (args) => {
        let x = at(args, 0)
        for (let i = 0; i < 30; i++) x = sin(x)
        return [x]
      },
      [type('f32')],
    )
    const lines = printProgram(program).split('\n')
    expect(lines.slice(25, 29)).toEqual(['  z f32[] = sin(y)', '  ba f32[] = sin(z)', '  bb f32[] = sin(ba)', '  bc f32[] = sin(bb)'])
  })

  it('alike if and only if it is alike', () => {
    const one = (value: number, dtype: DType = 'f32') =>
      printProgram(trace((args) => [add(at(args, 0), full(value, [2], dtype))], [type(dtype, 2)]))
    expect(one(1)).toBe(one(1))
    // Numbers are written so that each has a text of its own.
    const texts = [0, -0, 1, 1 + Number.EPSILON, 0.1, 0.1 + Number.EPSILON, Number.NaN, Number.POSITIVE_INFINITY].map((value) => one(value))
    expect(new Set(texts).size).toBe(texts.length)
    expect(one(1)).not.toBe(one(1, 'i32'))
    const unlike = [
      trace((args) => [add(at(args, 0), at(args, 1))], [type('f32', 2), type('f32', 2)]),
      trace((args) => [add(at(args, 1), at(args, 0))], [type('f32', 2), type('f32', 2)]),
      trace((args) => [add(at(args, 0), at(args, 0))], [type('f32', 2), type('f32', 2)]),
    ].map(printProgram)
    expect(new Set(unlike).size).toBe(3)
  })

  it('parameters one inside the other', () => {
    expect(showParams({})).toBe('')
    expect(showParams({ contract: [[1], [0]], more: { value: -0, dtype: 'f32' } })).toBe(
      ' {contract: [[1], [0]], more: {value: -0, dtype: f32}}',
    )
  })
})
