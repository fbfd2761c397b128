import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { primitives } from '../../src/primitives/index.js'
import { evaluate } from '../../src/program/evaluate.js'
import { bitsOfHalf, half, halfOfBits } from '../../src/shape/half.js'
import type { NdArray } from '../../src/tensor/ndarray.js'
import { drawUse, type Use } from '../support/draw.js'
import { compilesSlowly, programOf } from '../support/programs.js'
import { on, targets } from '../support/targets.js'

/** All f16, and numbers between each two neighbours. */
const everyHalf = Array.from({ length: 2 ** 16 }, (_, bits) => halfOfBits(bits))

/** The use with all that is f32 in f16; nothing if the primitive is not defined on it. */
const inHalf = ({ primitive, operands, params }: Use): Use | undefined => {
  const use: Use = {
    primitive,
    operands: operands.map((one): NdArray => (one.dtype === 'f32' ? { ...one, dtype: 'f16', data: one.data.map(half) } : one)),
    params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, value === 'f32' ? 'f16' : value])),
  }
  try {
    programOf([use])
    return use
  } catch {
    return undefined
  }
}

describe('f16', () => {
  it('is the nearest of all, of two the even one', () => {
    for (const [bits, x] of everyHalf.entries()) {
      if (Number.isNaN(x)) continue
      expect(half(x)).toBe(x)
      expect(bitsOfHalf(x)).toBe(bits)
      const next = halfOfBits(bits + 1)
      if (!Number.isFinite(next) || !Number.isFinite(x)) continue
      const middle = (x + next) / 2
      expect(half(middle)).toBe(bits % 2 === 0 ? x : next)
      expect(half(middle * (1 + 2 ** -52))).toBe(next)
      expect(half(middle * (1 - 2 ** -52))).toBe(x)
    }
  })
})

const slowly = await compilesSlowly()

describe.each(targets)('in f16, on %s,', (target) => {
  for (const primitive of primitives)
    it(`${primitive.name} is what it means, rounded`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (gen) => {
          const uses = Array.from({ length: 4 }, () => inHalf(drawUse(gen, primitive))).filter((use) => use !== undefined)
          if (uses.length === 0) return
          const { program, inputs } = programOf(uses)
          const expected = evaluate(program, inputs)
          const got = await on(target, program, inputs)
          got.forEach(({ data }, i) => {
            const want = expected[i]?.data ?? []
            expect(data.length).toBe(want.length)
            data.forEach((x, j) => {
              const y = want[j] as number
              // One place, and what f32 loses where numbers cancel.
              if (!(Math.abs(x - y) <= 2 ** -10 * Math.max(2 ** -14, Math.abs(y)) + 1e-5) && !Object.is(x, y))
                throw new Error(`${primitive.name}: ${x} is not ${y}, output ${i} place ${j}`)
            })
          })
        }),
        { numRuns: slowly && target.startsWith('webgpu') ? 1 : 3 },
      )
    })
})
