import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { simplify } from '../../src/compile/simplify.js'
import { type AnyTensor, add, mul, sin, sum, type Tensor, valueAndGrad } from '../../src/index.js'
import type { WithLoop } from '../../src/program/loop.js'
import { printProgram } from '../../src/program/print.js'
import type { Equation, Program } from '../../src/program/program.js'
import { trace } from '../../src/program/trace.js'
import { sizeOf } from '../../src/shape/dim.js'
import type { TensorType } from '../../src/shape/dtype.js'
import { type Many, scalarised } from '../support/compositions.js'
import { drawFunction, functionOf } from '../support/random-function.js'

/** More by night: `TYPEGRAD_RUNS=1000 npm test -- test/laws/cost.test.ts`. */
const runs = Number(process.env.TYPEGRAD_RUNS ?? 30)

const elements = (types: readonly { readonly type: TensorType }[]): number => Math.max(0, ...types.map(({ type }) => sizeOf(type.shape)))

/**
 * What an equation costs, in multiply-adds: what its lowering says an element costs, but at least 1, since moving one is work too, for every element of
 * its result, or of its largest operand if that has more. A reduction or contraction costs 1 for every turn of its loops, a loop its body each time.
 */
const costOf = ({ primitive, operands, params, results }: Equation): number => {
  const { lower } = primitive
  if (lower.kind === 'loop') {
    const { loop } = params as WithLoop // what a loop is lowered with
    return loop.length * costOfProgram(loop.program)
  }
  const made = elements(results)
  if (lower.kind === 'reduction') {
    const types = operands.map(({ type }) => type)
    return made * sizeOf(lower.over(types, params))
  }
  return operands.length === 0 ? 0 : Math.max(1, lower.cost) * Math.max(made, elements(operands))
}

const costOfProgram = (program: Program): number => simplify(program).equations.reduce((total, equation) => total + costOf(equation), 0)

const costs = (f: (...args: readonly AnyTensor[]) => AnyTensor, types: readonly TensorType[]) => {
  const both = (args: readonly AnyTensor[]): readonly AnyTensor[] => {
    const [value, gradients] = (valueAndGrad as unknown as ValueAndGrad)(f, { argnums: args.map((_, i) => i) })(...args)
    return [value, ...gradients]
  }
  const [plain, reverse] = [trace((args) => [f(...args)], types), trace(both, types)]
  const [forth, back] = [costOfProgram(plain), costOfProgram(reverse)]
  return { plain, reverse, ratio: back === 0 ? 0 : back / forth }
}

/** As it is for functions of unknown shapes. */
type ValueAndGrad = (
  f: (...args: readonly AnyTensor[]) => AnyTensor,
  options: { readonly argnums: readonly number[] },
) => (...args: readonly AnyTensor[]) => readonly [AnyTensor, readonly AnyTensor[]]

/** Steps whose derivative computes them again, to keep less, or in which both branches are computed and one is taken. */
const again = ['checkpoint', 'cond', 'whileLoop']

describe('value and gradient together', () => {
  it(
    'cost at most 4 times what the value costs, whatever the function, where nothing is computed again',
    () => {
      fc.assert(
        fc.property(fc.gen(), fc.integer({ min: 1, max: 40 }), (gen, length) => {
          const { inputs, text } = drawFunction(gen, length, again)
          const f = scalarised(functionOf<Many>(text))
          const { plain, reverse, ratio } = costs(
            f,
            inputs.map(({ shape }) => ({ shape, dtype: 'f32' })),
          )
          if (!(ratio <= 4))
            throw new Error(`${ratio} times, of\n${text}\n${printProgram(simplify(plain))}\n${printProgram(simplify(reverse))}`)
        }),
        { numRuns: runs },
      )
    },
    runs * 4000,
  )

  it('cost the same multiple for one parameter as for a thousand', () => {
    const chain = (...args: readonly AnyTensor[]): AnyTensor =>
      sum(args.reduce((total, x) => add(sin(total), mul(x, total))) as Tensor<[4]>)
    const ratio = (count: number) =>
      costs(
        chain,
        Array.from({ length: count }, () => ({ shape: [4], dtype: 'f32' as const })),
      ).ratio
    expect(ratio(1000)).toBeLessThan(4)
    expect(ratio(1000)).toBeCloseTo(ratio(100), 1)
  })
})
