import fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { type AnyTensor, avgPool, conv, convTranspose, maxPool } from '../../src/index.js'
import { trace } from '../../src/program/trace.js'
import { convShape } from '../../src/shape/conv.js'
import { convTransposeShape } from '../../src/shape/conv-transpose.js'
import { sizeOf } from '../../src/shape/dim.js'
import { poolShape } from '../../src/shape/pool.js'
import type { NdArray } from '../../src/tensor/ndarray.js'
import { onReference } from '../support/programs.js'
import { on, type Target } from '../support/targets.js'
import { convolutionUses, poolingUses } from '../support/windows.js'

const numbers = (shape: readonly number[]): NdArray => ({
  shape,
  dtype: 'f32',
  data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => ((i * 37) % 19) / 8 - 1),
})

type OneUse = readonly [shapes: readonly (readonly number[])[], f: (...args: AnyTensor[]) => AnyTensor]

/** One program of several uses, on a target and by definition. */
const agree = async (target: Target, uses: readonly OneUse[]) => {
  const inputs = uses.flatMap(([shapes]) => shapes.map(numbers))
  const program = trace((args) => {
    const left = [...args]
    return uses.map(([shapes, f]) => f(...left.splice(0, shapes.length)))
  }, inputs)
  const [got, want] = [await on(target, program, inputs), onReference(program, inputs)]
  want.forEach(({ data }, output) => {
    expect(got[output]?.data.length).toBe(data.length)
    data.forEach((value, i) => {
      const difference = Math.abs((got[output]?.data[i] ?? Number.NaN) - value)
      expect(Object.is(got[output]?.data[i], value) || difference < 1e-4, `output ${output}, place ${i}`).toBe(true)
    })
  })
}

const few = <T>(uses: fc.Arbitrary<T>) => fc.array(uses, { minLength: 5, maxLength: 5 })

describe.each([
  { target: 'cpu', numRuns: 60 },
  { target: 'webgpu laid out for a cpu', numRuns: 3 },
] as const)('on $target as by definition', ({ target, numRuns }) => {
  it('convolutions', async () => {
    const fitting = convolutionUses.filter(({ x, kernel, settings }) => isRight(convShape('', x, kernel, settings)) && sizeOf(x) < 1000)
    await fc.assert(
      fc.asyncProperty(few(fitting), (uses) =>
        agree(
          target,
          uses.map(({ x, kernel, settings }) => [[x, kernel], (x, kernel) => conv(x, kernel, settings)]),
        ),
      ),
      { numRuns },
    )
  })

  it('their adjoints', async () => {
    const fitting = convolutionUses.filter(
      ({ x, transposed, settings }) => isRight(convTransposeShape('', x, transposed, settings)) && sizeOf(x) < 200,
    )
    await fc.assert(
      fc.asyncProperty(few(fitting), (uses) =>
        agree(
          target,
          uses.map(({ x, transposed, settings }) => [[x, transposed], (x, kernel) => convTranspose(x, kernel, settings)]),
        ),
      ),
      { numRuns },
    )
  })

  it('pooling', async () => {
    const fitting = poolingUses.filter(({ x, window, settings }) => isRight(poolShape('', x, window, settings)) && sizeOf(x) < 1000)
    await fc.assert(
      fc.asyncProperty(few(fc.tuple(fitting, fc.constantFrom(maxPool, avgPool))), (uses) =>
        agree(
          target,
          uses.map(([{ x, window, settings }, pool]) => [[x], (x) => pool(x, window, settings)]),
        ),
      ),
      { numRuns },
    )
  })
})
