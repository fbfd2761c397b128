import { describe, expect, it } from 'vitest'
import { simplify } from '../../src/compile/simplify.js'
import { broadcast, sum } from '../../src/primitives/broadcast.js'
import { concat } from '../../src/primitives/concat.js'
import { dot } from '../../src/primitives/dot.js'
import { exp } from '../../src/primitives/exponential.js'
import { max } from '../../src/primitives/extremum.js'
import { full } from '../../src/primitives/literal.js'
import { add, multiply } from '../../src/primitives/multiply.js'
import { permute } from '../../src/primitives/permute.js'
import { reshape } from '../../src/primitives/reshape.js'
import { negate } from '../../src/primitives/sign.js'
import { slice } from '../../src/primitives/slice.js'
import { checkProgram } from '../../src/program/check.js'
import { printProgram } from '../../src/program/print.js'
import { trace } from '../../src/program/trace.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'

const simplified = (f: (x: AnyTensor) => AnyTensor, shape: readonly number[]): string[] => {
  const program = checkProgram(simplify(trace(([x]) => (x ? [f(x)] : []), [{ shape, dtype: 'f32' }])))
  return printProgram(program)
    .split('\n')
    .slice(1, -1)
    .map((line) => line.trim())
}

describe('a program is simplified', () => {
  it('to nothing where operations undo each other', () => {
    expect(simplified((x) => negate(negate(permute(permute(x, [1, 0]), [1, 0]))), [2, 3])).toEqual(['return a'])
    expect(simplified((x) => reshape(reshape(multiply(x, full(1, [2, 3], 'f32')), [6]), [2, 3]), [2, 3])).toEqual(['return a'])
  })

  it('to a reshape where only axes of one element change their place', () => {
    expect(simplified((x) => permute(x, [1, 2, 0, 3]), [4, 1, 1, 3])).toEqual([
      'b f32[1, 1, 4, 3] = reshape(a) {shape: [1, 1, 4, 3]}',
      'return b',
    ])
    expect(simplified((x) => permute(x, [1, 0, 2]), [4, 2, 1])[0]).toContain('permute')
  })

  it('to the part where a slice lies in one part of a whole', () => {
    const second = (x: AnyTensor) => slice(concat([exp(x), x, negate(x)], 0), [3], [4], [1])
    expect(simplified(second, [2])).toEqual(['b f32[1] = slice(a) {start: [1], stop: [2], step: [1]}', 'return b'])
    expect(simplified((x) => slice(concat([exp(x), x], 0), [2], [4], [1]), [2])).toEqual(['return a'])
    const across = simplified((x) => slice(concat([x, negate(x)], 0), [1], [3], [1]), [2])
    expect(across.at(-2)).toContain('slice')
  })

  it('by computing equal things once', () => {
    expect(simplified((x) => add(exp(x), exp(x)), [2])).toEqual(['b f32[2] = exp(a)', 'c f32[2] = add(b, b)', 'return c'])
  })

  it('by computing with constants now', () => {
    const twelve = (x: AnyTensor) => multiply(x, permute(multiply(full(3, [3, 2], 'f32'), full(4, [3, 2], 'f32')), [1, 0]))
    expect(simplified(twelve, [2, 3])).toEqual([
      'b f32[] = literal() {value: 12, dtype: f32}',
      'c f32[2, 3] = broadcast(b) {shape: [2, 3], axes: [0, 1]}',
      'd f32[2, 3] = multiply(a, c)',
      'return d',
    ])
  })

  it('but x + 0 stays, since -0 + 0 is 0, and x * 0 stays, since it may be NaN', () => {
    expect(simplified((x) => add(x, full(0, [2], 'f32')), [2])).toHaveLength(4)
    expect(simplified((x) => multiply(x, full(0, [2], 'f32')), [2])).toHaveLength(4)
  })

  it('by multiplying where the same was added over and over', () => {
    expect(simplified((x) => sum(broadcast(x, [5, 2], [0]), [0, 1]), [2])).toEqual([
      'b f32[] = literal() {value: 5, dtype: f32}',
      'c f32[2] = broadcast(b) {shape: [2], axes: [0]}',
      'd f32[2] = multiply(a, c)',
      'e f32[] = sum(d) {axes: [0]}',
      'return e',
    ])
  })

  it('by swapping the factors of a transposed product', () => {
    const product = (x: AnyTensor) => permute(dot(x, exp(x), { contract: [[1], [1]], batch: [[], []] }), [1, 0])
    expect(simplified(product, [2, 3]).at(-2)).toBe('c f32[2, 2] = dot(b, a) {contract: [[1], [1]], batch: [[], []]}')
  })

  it('by folding much to one in two steps, and two short sums into one', () => {
    expect(simplified((x) => sum(x, [0, 1]), [256, 512])).toEqual([
      'b f32[128, 1024] = reshape(a) {shape: [128, 1024]}',
      'c f32[1024] = sum(b) {axes: [0]}',
      'd f32[] = sum(c) {axes: [0]}',
      'return d',
    ])
    expect(simplified((x) => max(x, [0]), [70000]).slice(0, 1)).toEqual(['b f32[70, 1000] = reshape(a) {shape: [70, 1000]}'])
    expect(simplified((x) => sum(sum(x, [1]), [0]), [8, 4])).toEqual(['b f32[] = sum(a) {axes: [0, 1]}', 'return b'])
  })
})
