import { beforeAll, describe, expect, test } from 'vitest'
import * as typegrad from '../../src/index.js'
import { versions } from '../support/typescript.js'
import { compileUses, type Findings, sentenceIn, typeIn } from './uses/compiled.js'
import { type Case, draw } from './uses/drawn.js'
import { type Operation, placeOf } from './uses/operation.js'
import { operations, withoutRule } from './uses.js'

/*
 * What the library says of a use when it runs, the compiler says of the same text: the type to the letter, or one error, at the argument at fault, with
 * the sentence to the letter.
 */

/** Of each kind and operation. More by night: `TYPEGRAD_RUNS=3000 npm test -- test/shape/agreement.test.ts`. */
const runs = Number(process.env.TYPEGRAD_RUNS ?? 300)

/** Another one each time. Write the one that the tests are named after here to see the same uses again. */
const seed = Math.floor(Math.random() * 2 ** 31)

const drawn = Object.entries(operations).map(([name, operation]) => ({ name, operation, ...draw(operation, runs, seed) }))

test('every function of the public face is used here, or has no rule, for a reason', () => {
  const listed = new Set([...Object.values(operations).flatMap(({ names }) => names), ...Object.values(withoutRule).flat()])
  const functions = Object.entries(typegrad).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []))
  expect(functions.filter((name) => !listed.has(name))).toEqual([])
  expect([...listed].filter((name) => !functions.includes(name))).toEqual([])
})

/** The case as a program that can be pasted, with what was said of it. */
const report = ({ written: { declared, text }, answer }: Case, compiler: string): string =>
  [
    ...[...declared].map(([name, type]) => `declare const ${name}: ${type}`),
    text,
    `// at run time: ${answer.sentence ?? answer.type}`,
    `// the compiler: ${compiler}`,
  ].join('\n')

/** What the compiler said, if it should have said something else. */
const disagreement = (operation: Operation, { use, written, answer }: Case, found: Findings): string | undefined => {
  const said = found.map(({ column, message }) => `at ${written.text.slice(column)}: ${message}`).join('; ') || 'nothing'
  if (answer.sentence === undefined) return typeIn(found) === answer.type ? undefined : said
  const place = placeOf(operation, use, answer.sentence, written.places)
  if (place === undefined) return `${said}; the faults of the operation name no argument of this use for the sentence`
  const agrees = sentenceIn(found) === answer.sentence && found[0]?.column === place
  return agrees ? undefined : `${said}; it should be at ${written.text.slice(place)}`
}

/** Answers that differ in sizes, names and dtypes alone are of one kind. */
const kindOf = ({ answer }: Case): string =>
  answer.sentence?.replaceAll(/\[.*?\]|-?\d+|'.*?'|\b(f32|f64|i32|u32|bool)\b/g, '').replace(/^\w+/, '') ?? 'a type'

describe(`with seed ${seed}`, () => {
  test.each(drawn)('$name: enough different uses that fit and that do not', ({ fits, mismatches, share }) => {
    // Some operations have hardly more.
    expect(Math.min(fits.length, mismatches.length)).toBeGreaterThanOrEqual(Math.min(runs, 300))
    expect(share).toBeGreaterThanOrEqual(0.1)
    expect(share).toBeLessThanOrEqual(0.9)
  })

  describe.each(versions)('TypeScript %s', (version) => {
    // TypeScript 6 takes six times as long as 7, which is its own rules in another language: it is given every third use.
    const some = (cases: readonly Case[]) => (version === '6.0' ? cases.filter((_, i) => i % 3 === 0) : cases)
    let findings: Awaited<ReturnType<typeof compileUses>>
    beforeAll(
      async () => {
        const wanted = (cases: readonly Case[], type: boolean) => some(cases).map(({ written }) => ({ written, type }))
        findings = await compileUses(
          version,
          drawn.map(({ name, operation: { names }, fits, mismatches }) => ({
            name,
            names,
            wanted: [...wanted(fits, true), ...wanted(mismatches, false)],
          })),
        )
      },
      600_000 * Math.max(1, runs / 300),
    )

    test.each(drawn)('$name', ({ name, operation, fits, mismatches }) => {
      const wrong = [...some(fits), ...some(mismatches)].flatMap((one, i) => {
        const said = disagreement(operation, one, findings[name]?.[i] ?? [])
        return said === undefined ? [] : [{ kind: kindOf(one), text: report(one, said) }]
      })
      const shortest = new Map(wrong.toSorted((a, b) => b.text.length - a.text.length).map(({ kind, text }) => [kind, text]))
      if (wrong.length > 0)
        expect.fail(
          `${wrong.length} of ${some(fits).length + some(mismatches).length} disagree. The shortest:\n\n${[...shortest.values()].join('\n\n')}`,
        )
    })
  })
})
