import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fuse } from '../../src/compile/fuse.js'
import { simplify } from '../../src/compile/simplify.js'
import {
  type AnyTensor,
  add,
  cumsum,
  div,
  exp,
  grad,
  jvp,
  logSumExp,
  max,
  mean,
  mul,
  norm,
  prod,
  sin,
  square,
  sum,
  variance,
  vjp,
} from '../../src/index.js'
import { printProgram } from '../../src/program/print.js'
import type { Program } from '../../src/program/program.js'
import { trace } from '../../src/program/trace.js'
import { type Many, scalarised } from '../support/compositions.js'
import { drawFunction, functionOf } from '../support/random-function.js'

/** More by night: `TYPEGRAD_RUNS=1000 npm test -- test/compile/fuse.test.ts`. */
const runs = Number(process.env.TYPEGRAD_RUNS ?? 40)

type Transform = (f: (x: AnyTensor) => AnyTensor) => (x: AnyTensor, v: AnyTensor) => readonly AnyTensor[]

/** The gradient, its derivative along a vector, and the gradients of that: much that is read in several places. */
const thrice: Transform = (f) => (x, v) => {
  const twice = (y: AnyTensor, u: AnyTensor) => jvp(grad(f), [y], [u])
  const [values, pull] = vjp(twice, x, v)
  return [...values, ...pull([v, v])]
}

/** What a kernel reads was made by one before it, and what a value needs is made in its own part or read. */
const demandOrder = (program: Program, bindings: number): void => {
  const { kernels } = fuse(program, bindings)
  const made = new Set(program.inputs)
  for (const { reads, writes, parts } of kernels) {
    for (const variable of reads)
      if (!made.has(variable)) throw new Error(`read before it is made, with ${bindings} buffers:\n${printProgram(program)}`)
    expect(new Set([...reads, ...writes]).size).toBeLessThanOrEqual(bindings)
    for (const variable of [...writes, ...parts.flatMap((part) => part.makes)]) made.add(variable)
  }
  for (const output of program.outputs) expect(made.has(output)).toBe(true)
}

describe('kernels', () => {
  it(
    'come after those that make what they read, whatever the program and the number of buffers',
    () => {
      fc.assert(
        fc.property(fc.gen(), fc.integer({ min: 5, max: 40 }), fc.integer({ min: 5, max: 20 }), (gen, length, bindings) => {
          const { inputs, text } = drawFunction(gen, length, ['scan', 'repeated', 'map', 'whileLoop'])
          const f = scalarised(functionOf<Many>(text))
          const types = inputs.map(({ shape }) => ({ shape, dtype: 'f32' as const }))
          const gradients = grad(f as (...args: readonly AnyTensor[]) => AnyTensor, { argnums: types.map((_, i) => i) })
          demandOrder(simplify(trace((args) => [gradients(...args)].flat(), types)), bindings)
        }),
        { numRuns: runs },
      )
    },
    runs * 4000,
  )

  it('need each other in no circle, where parts were joined that reach over one another', () => {
    const f = (x: AnyTensor) => mul(add(div(prod(x), norm(x)), logSumExp(square(x))), sum(sin(cumsum(x, { axis: 0 }))))
    const vector = { shape: [5], dtype: 'f32' as const }
    const program = simplify(trace(([x, v]) => (x && v ? thrice(f)(x, v) : []), [vector, vector]))
    for (let bindings = 5; bindings <= 24; bindings++) demandOrder(program, bindings)
  })
})

describe('reductions', () => {
  const shapeOf = (...shape: number[]) => ({ shape, dtype: 'f32' as const })
  /** What each kernel folds. */
  const folded = (f: (...x: AnyTensor[]) => readonly AnyTensor[], ...shapes: (readonly number[])[]) =>
    fuse(
      simplify(
        trace(
          (args) => f(...args),
          shapes.map((shape) => shapeOf(...shape)),
        ),
      ),
      8,
    ).kernels.map(({ parts }) => parts.map(({ reductions }) => reductions.map(({ primitive }) => primitive.name).join(' and ')).join(' + '))
  const rows = { axis: 1 } as const

  it('over the same loops are one kernel, of the same tensor or of others, as results or as what a result is made of', () => {
    expect(folded((x) => [sum(x, rows), max(x, rows)], [8, 5])).toEqual(['sum and max'])
    expect(folded((x, y) => [sum(exp(x), rows), prod(y, rows)], [8, 5], [8, 5])).toEqual(['sum and prod'])
    expect(folded((x, y) => [add(sum(x, rows), max(y, rows))], [8, 5], [8, 5])).toHaveLength(1)
    expect(folded((x, y) => [sin(sum(x, rows)), exp(sum(mul(x, y), rows)), sum(y, rows)], [8, 5], [8, 5])).toEqual(['sum and sum and sum'])
  })

  it('are kernels of their own where one needs the other, over other loops, or to another shape', () => {
    expect(folded((x) => [variance(x, rows)], [8, 5])).toEqual(['sum', 'sum'])
    expect(folded((x, y) => [sum(x, rows), sum(y, rows)], [8, 5], [8, 6])).toEqual(['sum', 'sum'])
    expect(folded((x, y) => [sum(x, rows), sum(y, rows)], [8, 5], [9, 5])).toEqual(['sum', 'sum'])
    expect(folded((x) => [sum(x, rows), sum(x, { axis: 0 })], [5, 5])).toEqual(['sum and sum'])
  })

  it('are no more in a kernel than it has buffers for', () => {
    const many = folded((...all) => all.map((x) => sum(x, rows)), ...Array.from({ length: 10 }, () => [8, 5]))
    expect(many).toEqual(['sum and sum and sum and sum', 'sum and sum and sum and sum', 'sum and sum'])
  })

  it('lie beside other parts where the schedule allows it', () => {
    const program = simplify(trace(([x, y]) => (x && y ? [sum(x, rows), mul(y, y)] : []), [shapeOf(8, 5), shapeOf(3)]))
    expect(fuse(program, 8).kernels).toHaveLength(2)
    expect(fuse(program, 8, [], { besideOthers: () => true }).kernels.map(({ parts }) => parts.length)).toEqual([2])
  })

  it('of the backward pass of a normalisation are one kernel: none sums what is 0', () => {
    const normalised = (x: AnyTensor) => div(add(x, mul(mean(x), -1)), variance(x))
    const program = simplify(trace(([x, t]) => (x && t ? vjp(normalised, x)[1](t) : []), [shapeOf(40), shapeOf(40)]))
    const sums = fuse(program, 8).kernels.map(({ parts }) => parts.flatMap(({ reductions }) => reductions).length)
    expect(sums.filter((count) => count > 0)).toEqual([1, 1, 2])
  })
})
