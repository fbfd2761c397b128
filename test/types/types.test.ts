import { beforeAll, describe, expect, test } from 'vitest'
import { compile, compilers, type Family, markOf } from './harness.js'
import { create } from './create.js'
import { elementwise } from './elementwise.js'
import { matmul } from './matmul.js'
import { movement } from './movement.js'
import { parts } from './parts.js'
import { reduce } from './reduce.js'

const families: readonly Family[] = [create, elementwise, matmul, movement, parts, reduce]

test('there are at least 60 programs that compile and 60 that do not', () => {
  expect(families.flatMap(({ compiles }) => compiles).length).toBeGreaterThanOrEqual(60)
  expect(families.flatMap(({ rejects }) => rejects).length).toBeGreaterThanOrEqual(60)
})

for (const compiler of Object.keys(compilers) as (keyof typeof compilers)[]) // the keys of `compilers` are its keys
  describe(`under TypeScript ${compiler}`, () => {
    let said: Awaited<ReturnType<typeof compile>>
    beforeAll(async () => {
      said = await compile(compiler, families)
    }, 300_000)

    test('the library itself compiles', () => {
      expect(said.elsewhere).toEqual([])
    })

    for (const family of families)
      describe(family.name, () => {
        const { compiles, rejects, refuses = [] } = family
        const findings = (i: number) => said.findings.get(family)?.[i] ?? []

        compiles.forEach(([program, type], i) => {
          test(`${program} is ${type}`, () => {
            const messages = findings(i).map(({ message }) => message.split('\n')[0])
            expect(messages).toEqual([`Type '${type}' is not assignable to type 'never'.`])
          })
        })

        rejects.forEach(([program, sentence], i) => {
          test(`${program} fails: ${sentence}`, () => {
            const [first, ...more] = findings(compiles.length + i)
            expect(more).toEqual([])
            expect(first?.message).toContain(`type '"${sentence}"'.`)
            expect(first?.message).not.toContain('\n')
            expect(first?.column).toBe(markOf(family, compiles.length + i))
          })
        })

        refuses.forEach(([program, message], i) => {
          test(`${program} fails: ${message}`, () => {
            expect(findings(compiles.length + rejects.length + i)).toEqual([{ column: markOf(family, compiles.length + rejects.length + i), message }])
          })
        })
      })
  })
