import fc from 'fast-check'
import { afterAll, describe, it } from 'vitest'
import { primitives } from '../../../src/primitives/index.js'
import type { Program } from '../../../src/program/program.js'
import type { NdArray } from '../../../src/tensor/ndarray.js'
import { drawUse } from '../../support/draw.js'
import { onReference, programOf } from '../../support/programs.js'
import { drawProgram } from '../../support/random-program.js'
import { openXla, python } from './xla.js'

/* XLA is another judge of what a program means. It is run by hand, TYPEGRAD_XLA=.../bin/python, since it is no part of what a checkout installs. */

const agree = async (xla: ReturnType<typeof openXla>, name: string, program: Program, inputs: readonly NdArray[], within: number) => {
  const want = onReference(program, inputs)
  const got = await xla.run(program, inputs)
  got.forEach((data, i) => {
    const expected = want[i]?.data ?? []
    if (data.length !== expected.length) throw new Error(`${name}: ${data.length} elements, not ${expected.length}`)
    Array.from(data).forEach((x, j) => {
      const y = expected[j] as number
      if (!(Math.abs(x - y) <= within * Math.max(1, Math.abs(y))) && !Object.is(x, y))
        throw new Error(`${name}: ${x} is not ${y}, output ${i} place ${j}`)
    })
  })
}

describe.skipIf(!python)('XLA runs what is written as StableHLO (needs TYPEGRAD_XLA: Python with JAX)', () => {
  const xla = openXla(python ?? 'python3')
  afterAll(() => xla.close())

  for (const primitive of primitives)
    it(primitive.name, async () => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (gen) => {
          const { program, inputs } = programOf(Array.from({ length: 6 }, () => drawUse(gen, primitive)))
          await agree(xla, primitive.name, program, inputs, 1e-5)
        }),
        { numRuns: 6 },
      )
    }, 300_000)

  it('random programs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (gen) => {
        const { program, inputs } = drawProgram(gen, 8)
        await agree(xla, 'program', program, inputs, 1e-4)
      }),
      { numRuns: 100 },
    )
  }, 1_200_000)
})
