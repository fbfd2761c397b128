import fc from 'fast-check'
import { describe, it } from 'vitest'
import { compile } from '../../src/compile/compile.js'
import { threadSchedules } from '../../src/compile/schedule/build.js'
import { checkProgram } from '../../src/program/check.js'
import { printProgram } from '../../src/program/print.js'
import { drawWith } from '../support/draw.js'
import { compilesSlowly, onReference, onWebGpu } from '../support/programs.js'
import { drawProgram } from '../support/random-program.js'

const agree = (x: number, y: number, bound: number): boolean =>
  Object.is(x, y) || Math.abs(x - y) <= bound * Math.max(1, Math.abs(y)) || (Number.isNaN(x) && Number.isNaN(y))

const slowly = await compilesSlowly()
/** More by night: `TYPEGRAD_RUNS=500 npm test -- test/device/random-programs.test.ts`. */
const runs = Number(process.env.TYPEGRAD_RUNS ?? (slowly ? 8 : 15))

describe('a program of any primitives', () => {
  it.each(['cpu', 'gpu'] as const)(
    'gives on WebGPU what it means, within 1e-4, laid out for a %s',
    async (layout) => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), fc.integer({ min: 5, max: 40 }), async (gen, length) => {
          const { program, inputs } = drawProgram(gen, length)
          checkProgram(program)
          checkProgram(compile(program, { bindings: 8, schedules: threadSchedules('gpu') }).program)
          const expected = onReference(program, inputs)
          // Donated inputs may be written over as soon as they are read for the last time.
          const donated = drawWith(gen).subset(inputs.map((_, i) => i))
          const got = await onWebGpu(program, inputs, layout, donated)
          got.forEach(({ data }, i) => {
            data.forEach((x, j) => {
              const y = expected[i]?.data[j] as number
              if (!agree(x, y, 1e-4)) throw new Error(`output ${i} place ${j}: ${x} is not ${y}\n${printProgram(program)}`)
            })
          })
        }),
        { numRuns: runs },
      )
    },
    runs * (slowly ? 30_000 : 10_000), // a machine may be busy
  )
})
