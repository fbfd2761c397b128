import { beforeAll, describe, expect, test } from 'vitest'
import { versions } from '../support/typescript.js'
import { algebra } from './algebra.js'
import { mistakes } from './arguments.js'
import { attention } from './attention.js'
import { blocks } from './blocks.js'
import { bodies } from './bodies.js'
import { chosen } from './chosen.js'
import { combinators } from './combinators.js'
import { contract } from './contract.js'
import { control } from './control.js'
import { conv } from './conv.js'
import { convLayers } from './conv-layers.js'
import { create } from './create.js'
import { data } from './data.js'
import { einops } from './einops.js'
import { einsum } from './einsum.js'
import { elementwise } from './elementwise.js'
import { fourier } from './fourier.js'
import { generic } from './generic.js'
import { columnOf, compile, type Family } from './harness.js'
import { layers } from './layers.js'
import { linearAlgebra } from './linear-algebra.js'
import { matmul } from './matmul.js'
import { matrices } from './matrices.js'
import { mistaken } from './mistaken.js'
import { mixed } from './mixed.js'
import { movement } from './movement.js'
import { order } from './order.js'
import { parts } from './parts.js'
import { pieces } from './pieces.js'
import { places } from './places.js'
import { pool } from './pool.js'
import { recurrent } from './recurrent.js'
import { reduce } from './reduce.js'
import { training } from './training.js'
import { transforms } from './transforms.js'
import { windowLayers } from './window-layers.js'

const families: readonly Family[] = [
  algebra,
  attention,
  blocks,
  bodies,
  chosen,
  combinators,
  contract,
  control,
  conv,
  convLayers,
  create,
  data,
  einops,
  einsum,
  elementwise,
  fourier,
  generic,
  layers,
  linearAlgebra,
  matmul,
  matrices,
  mistaken,
  mistakes,
  mixed,
  movement,
  order,
  parts,
  pieces,
  places,
  pool,
  recurrent,
  reduce,
  training,
  transforms,
  windowLayers,
]

test('there are at least 60 programs that compile and 60 that do not', () => {
  expect(families.flatMap(({ compiles }) => compiles).length).toBeGreaterThanOrEqual(60)
  expect(families.flatMap(({ rejects }) => rejects).length).toBeGreaterThanOrEqual(60)
})

describe.each(versions)('TypeScript %s', (version) => {
  let said: Awaited<ReturnType<typeof compile>>
  beforeAll(async () => {
    said = await compile(version, families)
  }, 300_000)

  test('has nothing against the library itself', () => {
    expect(said.elsewhere).toEqual([])
  })

  describe.each(families)('$name', (family) => {
    const { compiles, rejects, refuses = [] } = family
    const found = (program: number) => said.findings.get(family)?.[program] ?? []
    const place = (program: number) => found(program).map(({ column }) => column)

    test.each(compiles.map((row, i) => [...row, i] as const))('%s is %s', (_, type, i) => {
      const firstLines = found(i).map(({ message }) => message.split('\n')[0])
      expect(firstLines).toEqual([`Type '${type}' is not assignable to type 'never'.`])
    })

    test.each(rejects.map((row, i) => [...row, compiles.length + i] as const))('%s: %s', (_, sentence, i) => {
      expect(found(i).map(({ message }) => message)).toEqual([
        expect.stringMatching(/^[^\n]* is not assignable to (parameter of )?type '"[^\n]*"'\.$/),
      ])
      expect(found(i)[0]?.message).toContain(`type '"${sentence}"'.`)
      expect(place(i)).toEqual([columnOf(family, i)])
    })

    test.each(refuses.map((row, i) => [...row, compiles.length + rejects.length + i] as const))('%s: %s', (_, message, i) => {
      expect(found(i).map((one) => one.message)).toEqual([message])
      expect(place(i)).toEqual([columnOf(family, i)])
    })
  })
})
