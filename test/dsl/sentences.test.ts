import { describe, expect, test } from 'vitest'
import * as dsl from '../../dsl/index.js'
import * as core from '../../src/index.js'
import { algebra } from '../types/algebra.js'
import { attention } from '../types/attention.js'
import { blocks } from '../types/blocks.js'
import { combinators } from '../types/combinators.js'
import { convLayers } from '../types/conv-layers.js'
import { layers } from '../types/layers.js'
import { mixed } from '../types/mixed.js'
import { recurrent } from '../types/recurrent.js'
import { windowLayers } from '../types/window-layers.js'

/*
 * What the compiler says of a stack of layers that does not fit, `sequential` says when it is run all the same, and so with the shape of
 * one that fits. The programs are those of the type tests; those with a size that only the compiler is not told are left out.
 */

const scope: Readonly<Record<string, unknown>> = { ...core, ...dsl, dsl }

const run = (program: string): unknown =>
  new Function(...Object.keys(scope), `return ${program.replace(/[«»]/g, '')}`)(...Object.values(scope))

describe.each([algebra, attention, blocks, combinators, convLayers, layers, mixed, recurrent, windowLayers])(
  '$name',
  ({ compiles, rejects }) => {
    const shapes = compiles.filter(([program, type]) => /^sequential.*\.output$/.test(program) && /^readonly \[[\d, ]+\]$/.test(type))
    const known = shapes.filter(([program]) => !/\b(n|some\w+|alike)\b/.test(program))

    test.each(known)('%s is %s', (program, type) => {
      expect(`readonly ${core.show(run(program) as number[])}`).toBe(type)
    })

    const programs = rejects.filter(([program]) => program.startsWith('sequential(') && !/\b(n|some\w+)\b/.test(program))

    test('some programs can be run', () => {
      expect(programs.length).toBeGreaterThanOrEqual(5)
    })

    test.each(programs)('%s throws: %s', (program, sentence) => {
      expect(() => run(program)).toThrow(core.ShapeMismatch)
      expect(() => run(program)).toThrow(expect.objectContaining({ message: sentence }))
    })
  },
)
