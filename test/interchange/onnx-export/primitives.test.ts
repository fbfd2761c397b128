import fc from 'fast-check'
import { afterAll, describe, it } from 'vitest'
import { primitives } from '../../../src/primitives/index.js'
import { drawUse } from '../../support/draw.js'
import { onReference, programOf } from '../../support/programs.js'
import { drawProgram } from '../../support/random-program.js'
import { refused } from './refused.js'
import { demandClose, fileOfProgram, openRuntime, python } from './runtime.js'

/* ONNX Runtime is another judge of what a program means. It is run by hand, TYPEGRAD_ONNX=.../bin/python, since it is no part of what a checkout installs. */

describe.skipIf(!python)('ONNX Runtime runs what is written as ONNX (needs TYPEGRAD_ONNX: Python with onnxruntime)', () => {
  const runtime = openRuntime(python ?? 'python3')
  afterAll(() => runtime.close())

  for (const primitive of primitives.filter(({ name }) => !refused.includes(name)))
    it(primitive.name, async () => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (gen) => {
          const { program, inputs } = programOf(Array.from({ length: 6 }, () => drawUse(gen, primitive)))
          const [got = []] = await runtime.run(await fileOfProgram(program), [inputs])
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
        const [got = []] = await runtime.run(await fileOfProgram(program), [inputs])
        demandClose('program', got, onReference(program, inputs), 1e-4)
      }),
      { numRuns: 100 },
    )
  }, 1_200_000)
})
