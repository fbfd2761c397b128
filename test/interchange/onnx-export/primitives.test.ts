import fc from 'fast-check'
import { describe, it } from 'vitest'
import { primitives } from '../../../src/primitives/index.js'
import { drawUse } from '../../support/draw.js'
import { onReference, programOf } from '../../support/programs.js'
import { drawProgram } from '../../support/random-program.js'
import { refused } from './refused.js'
import { demandClose, engine, fileOfProgram, runOnnx } from './runtime.js'

/* ONNX Runtime is another judge of what a program means. It is run by hand, since it is no part of what a checkout installs. */

describe.skipIf(!engine)('ONNX Runtime runs what is written as ONNX (needs TYPEGRAD_ONNX, see runtime.ts)', () => {
  for (const primitive of primitives.filter(({ name }) => !refused.includes(name)))
    it(primitive.name, async () => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (gen) => {
          const { program, inputs } = programOf(Array.from({ length: 6 }, () => drawUse(gen, primitive)))
          const [got = []] = await runOnnx(await fileOfProgram(program), [inputs])
          demandClose(primitive.name, got, onReference(program, inputs), 1e-5)
        }),
        { numRuns: 6 },
      )
    }, 300_000)

  it('random programs', async () => {
    const allowed = primitives.filter(({ name }) => !refused.includes(name))
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (gen) => {
        const { program, inputs } = drawProgram(gen, 8, allowed)
        const [got = []] = await runOnnx(await fileOfProgram(program), [inputs])
        demandClose('program', got, onReference(program, inputs), 1e-4)
      }),
      { numRuns: 100 },
    )
  }, 1_200_000)
})
