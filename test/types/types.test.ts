import { beforeAll, describe, expect, test } from 'vitest'
import { versions } from '../support/typescript.js'
import { families } from './families.js'
import { columnOf, compile } from './harness.js'

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
