import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { primitives } from '../../src/primitives/index.js'
import { drawUse } from '../support/draw.js'
import { compilesSlowly, onReference, programOf } from '../support/programs.js'
import { on } from '../support/targets.js'

const [few, fewRuns] = (await compilesSlowly()) ? [4, 1] : [6, 2]

describe.each([
  // Uses of each primitive, all in one program, and programs.
  { target: 'cpu', uses: 6, runs: 20 },
  { target: 'cpu, row by row', uses: 6, runs: 10 },
  { target: 'webgpu laid out for a cpu', uses: few, runs: fewRuns },
] as const)('a primitive is what it means on $target', ({ target, uses, runs }) => {
  for (const primitive of primitives)
    it(primitive.name, async () => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (gen) => {
          const { program, inputs } = programOf(Array.from({ length: uses }, () => drawUse(gen, primitive)))
          const expected = onReference(program, inputs)
          const got = await on(target, program, inputs)
          got.forEach(({ data }, i) => {
            const want = expected[i]?.data ?? []
            expect(data.length).toBe(want.length)
            data.forEach((x, j) => {
              const y = want[j] as number
              if (!(Math.abs(x - y) <= 1e-5 * Math.max(1, Math.abs(y))) && !Object.is(x, y))
                throw new Error(`${primitive.name}: ${x} is not ${y}, output ${i} place ${j}`)
            })
          })
        }),
        { numRuns: runs },
      )
    })
})
