import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fuse } from '../../src/compile/fuse.js'
import { simplify } from '../../src/compile/simplify.js'
import { type AnyTensor, add, cumsum, div, grad, jvp, logSumExp, mul, norm, prod, sin, square, sum, vjp } from '../../src/index.js'
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
