import fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { show } from '../../src/shape/dim.js'
import { printTypes, versions } from '../support/typescript.js'
import { header, rules } from './rules.js'

const symbols: Readonly<Record<number, string>> = { 0: 'Z', 1: 'I', 2: 'N', 3: 'M' }
const bound = `{ ${Object.entries(symbols)
  .map(([size, name]) => `${name}: ${size}`)
  .join('; ')} }`

/** Writes shapes with some sizes replaced by a symbol that is bound to them, and some by `number`. */
const blurred = (choices: readonly string[]) => {
  let next = 0
  const write = (size: number): string => {
    const choice = choices[next++ % choices.length]
    const symbol = symbols[size]
    if (choice === 'unknown' && size >= 0) return 'number'
    return choice === 'symbol' && symbol !== undefined ? `'${symbol}'` : String(size)
  }
  return (shape: readonly number[]): string => `[${shape.map(write).join(', ')}]`
}

/** Uses of rules that fit, their sizes blurred. */
const casesOf = (...kinds: readonly string[]) =>
  Object.entries(rules)
    .filter(([name]) => !['sizes', 'arange', 'nested'].includes(name))
    .flatMap(([, rule]) => fc.sample(fc.tuple(rule, fc.array(fc.constantFrom(...kinds), { minLength: 7, maxLength: 13 })), 60))
    .flatMap(([{ type, answer }, choices]) => (isRight(answer) ? [{ type: type(blurred(choices)), shape: answer.right }] : []))

/** The type promises nothing else than the shape: the same sizes, or none where it says `number`. A sentence promises nothing. */
const holds = (printed: string, shape: readonly number[]): boolean => {
  if (!printed.startsWith('[')) return true
  const sizes = printed.slice(1, -1).split(', ').filter(Boolean)
  return sizes.length === shape.length && sizes.every((size, axis) => size === 'number' || size === String(shape[axis]))
}

describe.each(versions)('TypeScript %s', (version) => {
  test('what a rule says of symbols and unknown sizes is so for the sizes they turn out to be', { timeout: 300_000 }, async () => {
    const cases = casesOf('symbol', 'symbol', 'unknown', 'literal', 'literal')
    const types = cases.map(({ type }) => `Bound<${type}>`)
    const bind = `import type { Substitute } from 'typegrad-internal/shape/unify'; type Bound<S> = S extends readonly (number | string)[] ? Substitute<S, ${bound}> : S`
    const printed = await printTypes(version, `${header}; ${bind}`, types)
    const broken = cases.flatMap(({ type, shape }, i) =>
      holds(printed[i] ?? '', shape) ? [] : [`${type} is ${printed[i]}, not ${show(shape)}`],
    )
    expect(broken).toEqual([])
    // The law would hold of rules that say nothing.
    const said = printed.filter((type) => type.startsWith('[')).length
    expect(said).toBeGreaterThan(cases.length / 2)
  })

  test('no rule has anything against unknown sizes that may fit', { timeout: 300_000 }, async () => {
    const cases = casesOf('unknown', 'literal')
    const printed = await printTypes(
      version,
      header,
      cases.map(({ type }) => type),
    )
    expect(cases.flatMap(({ type }, i) => (printed[i]?.startsWith('"') ? [`${type}: ${printed[i]}`] : []))).toEqual([])
  })
})
