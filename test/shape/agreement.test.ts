import fc from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { show } from '../../src/shape/dim.js'
import { printTypes, versions } from '../support/typescript.js'
import { type Case, header, rules } from './rules.js'

const print = ({ answer }: Case): string => (isLeft(answer) ? `"${answer.left}"` : show(answer.right))

const cases = Object.values(rules).flatMap((rule) => fc.sample(rule, 30))

test('the cases hold enough shapes and enough sentences of every rule', () => {
  for (const [name, rule] of Object.entries(rules)) {
    const sentences = fc.sample(rule, 200).filter(({ answer }) => isLeft(answer)).length
    expect.soft(sentences, `sentences of ${name}`).toBeLessThan(190)
    if (name !== 'reversal') expect.soft(sentences, `sentences of ${name}`).toBeGreaterThan(10)
  }
})

describe.each(versions)('TypeScript %s', (version) => {
  test('every rule answers in types what its twin answers at run time', { timeout: 300_000 }, async () => {
    const types = cases.map(({ type }) => type(show))
    const printed = await printTypes(version, header, types)
    expect(types.map((type, i) => `${type} is ${printed[i]}`)).toEqual(cases.map((one, i) => `${types[i]} is ${print(one)}`))
  })
})
