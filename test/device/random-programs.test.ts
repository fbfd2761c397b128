import fc from 'fast-check'
import { describe, it } from 'vitest'
import { compile, type Limits } from '../../src/compile/compile.js'
import { threadSchedules } from '../../src/compile/schedule/build.js'
import { simdSchedules } from '../../src/compile/schedule/simd/build.js'
import { checkProgram } from '../../src/program/check.js'
import { printProgram } from '../../src/program/print.js'
import { drawWith } from '../support/draw.js'
import { compilesSlowly, onReference } from '../support/programs.js'
import { drawProgram } from '../support/random-program.js'
import { on, targets } from '../support/targets.js'

const agree = (x: number, y: number, bound: number): boolean =>
  Object.is(x, y) || Math.abs(x - y) <= bound * Math.max(1, Math.abs(y)) || (Number.isNaN(x) && Number.isNaN(y))

const slowly = await compilesSlowly()
const forThreads: Limits = { bindings: 8, schedules: threadSchedules('gpu') }
const forVectors: Limits = { bindings: 32, schedules: simdSchedules(), slices: true }

describe('a program of any primitives', () => {
  for (const target of targets) {
    const isCpu = target === 'cpu' || target === 'cpu, row by row'
    /** What compiles in milliseconds is asked more often; all more by night: `TYPEGRAD_RUNS=500 npm test -- test/device/random-programs.test.ts`. */
    const runs = Number(process.env.TYPEGRAD_RUNS ?? (isCpu ? 200 : slowly ? 4 : 15))
    const timeout = runs * (!isCpu && slowly ? 30_000 : 10_000) // a machine may be busy
    it(`gives on ${target} what it means, within 1e-4`, { timeout }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), fc.integer({ min: 5, max: 40 }), async (gen, length) => {
          const { program, inputs } = drawProgram(gen, length)
          checkProgram(program)
          checkProgram(compile(program, isCpu ? forVectors : forThreads).program)
          const expected = onReference(program, inputs)
          // Donated inputs may be written over as soon as they are read for the last time.
          const donated = drawWith(gen).subset(inputs.map((_, i) => i))
          const got = await on(target, program, inputs, donated)
          got.forEach(({ data }, i) => {
            data.forEach((x, j) => {
              const y = expected[i]?.data[j] as number
              if (!agree(x, y, 1e-4)) throw new Error(`output ${i} place ${j}: ${x} is not ${y}\n${printProgram(program)}`)
            })
          })
        }),
        { numRuns: runs },
      )
    })
  }
})
