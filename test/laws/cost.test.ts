import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { simplify } from '../../src/compile/simplify.js'
import { type AnyTensor, add, mul, sin, sum, type Tensor, valueAndGrad } from '../../src/index.js'
import { interpret } from '../../src/program/interpret.js'
import type { WithLoop } from '../../src/program/loop.js'
import { printProgram, showParams } from '../../src/program/print.js'
import type { Equation, Program } from '../../src/program/program.js'
import { linearise, trace } from '../../src/program/trace.js'
import { sizeOf } from '../../src/shape/dim.js'
import type { TensorType } from '../../src/shape/dtype.js'
import { applyAll } from '../../src/tensor/apply.js'
import type { Apply } from '../../src/tensor/primitive.js'
import { placeholder } from '../../src/tensor/tensor.js'
import { type Many, scalarised } from '../support/compositions.js'
import { drawFunction, functionOf } from '../support/random-function.js'

/** More by night: `TYPEGRAD_RUNS=1000 npm test -- test/laws/cost.test.ts`. */
const runs = Number(process.env.TYPEGRAD_RUNS ?? 30)

const elements = (types: readonly { readonly type: TensorType }[]): number => Math.max(0, ...types.map(({ type }) => sizeOf(type.shape)))

/**
 * What an equation costs, in multiply-adds: what its lowering says an element costs, but at least 1, since moving one is work too, for every element of
 * its result, or of its largest operand if that has more. A reduction or contraction costs 1 for every turn of its loops, a loop its body each time.
 */
const costOf = ({ primitive, operands, params, results }: Equation, prepare: Prepare): number => {
  const { lower } = primitive
  if (lower.kind === 'loop') {
    const { loop } = params as WithLoop // what a loop is lowered with
    return loop.length * costOfProgram(loop.program, prepare)
  }
  const made = elements(results)
  if (lower.kind === 'reduction') {
    // Runs that lie side by side are each visited once.
    if (lower.range) return Math.max(made, elements(operands))
    const types = operands.map(({ type }) => type)
    return made * sizeOf(lower.over(types, params))
  }
  if (lower.kind === 'whole') throw new Error(`${primitive.name} was not expanded`)
  return operands.length === 0 ? 0 : Math.max(1, lower.cost) * Math.max(made, elements(operands))
}

/** A program as it is written, with equal applications once, and steps that stand for programs opened. */
const opened = (program: Program): Program => {
  const known = new Map<string, readonly AnyTensor[]>()
  const numbers = new Map<AnyTensor, number>()
  const numbered = <T extends readonly AnyTensor[]>(tensors: T): T => {
    for (const tensor of tensors) if (!numbers.has(tensor)) numbers.set(tensor, numbers.size)
    return tensors
  }
  const each: Apply = (primitive, operands, params) => {
    const parts = primitive.expand?.(operands, params, each)
    if (parts) return parts
    const key = `${primitive.name}(${operands.map((operand) => numbers.get(operand))})${showParams(params)}`
    const made = known.get(key) ?? numbered(applyAll(primitive, operands, params))
    known.set(key, made)
    return made
  }
  const inputs = numbered(program.inputs.map(({ type }) => placeholder(type)))
  return linearise(inputs, interpret(program, inputs, each))
}

type Prepare = (program: Program) => Program

const costOfProgram = (program: Program, prepare: Prepare): number =>
  prepare(program).equations.reduce((total, equation) => total + costOf(equation, prepare), 0)

const costs = (f: (...args: readonly AnyTensor[]) => AnyTensor, types: readonly TensorType[]) => {
  const both = (args: readonly AnyTensor[]): readonly AnyTensor[] => {
    const [value, gradients] = (valueAndGrad as unknown as ValueAndGrad)(f, { argnums: args.map((_, i) => i) })(...args)
    return [value, ...gradients]
  }
  const [plain, reverse] = [trace((args) => [f(...args)], types), trace(both, types)]
  const [forth, back] = [costOfProgram(plain, opened), costOfProgram(reverse, simplify)]
  // A function of constants costs nothing: they are computed once, elsewhere. Its gradients are zeros, which are written.
  const written = types.reduce((total, { shape }) => total + sizeOf(shape), 0)
  return { plain, reverse, ratio: forth === 0 && back <= written ? 0 : back / forth }
}

/** As it is for functions of unknown shapes. */
type ValueAndGrad = (
  f: (...args: readonly AnyTensor[]) => AnyTensor,
  options: { readonly argnums: readonly number[] },
) => (...args: readonly AnyTensor[]) => readonly [AnyTensor, readonly AnyTensor[]]

/** A step whose derivative computes it again, to keep less: all of its parts may be, and those of a checkpoint in it twice. */
const again = ['checkpoint']

describe('value and gradient together', () => {
  it(
    'as they run cost at most 4 times what the function costs as it is written, whatever the function',
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
