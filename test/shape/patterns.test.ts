import fc from 'fast-check'
import { type Either, isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { parseEinops } from '../../src/shape/einops-pattern.js'
import { parseEinsum } from '../../src/shape/einsum-pattern.js'
import { einopsTexts, einopsUses, einsumTexts, einsumUses } from '../support/patterns.js'
import { printTypes, versions } from '../support/typescript.js'

/* The parsers of patterns in types read every text, pattern or not, as their twins do. */

const header = [
  "import type { ParseEinsum, Contraction } from 'typegrad-internal/shape/einsum-pattern'",
  "import type { ParseEinops, Rearrangement } from 'typegrad-internal/shape/einops-pattern'",
  'type Parts<P> = P extends Contraction<infer In, infer Out> ? [In, Out] : P extends Rearrangement<infer From, infer To> ? [From, To] : P',
].join('; ')

/** A value as the compiler prints its type. */
const print = (value: unknown): string => (Array.isArray(value) ? `[${value.map(print).join(', ')}]` : JSON.stringify(value))

const printed = <T>(parsed: Either<string, T>, parts: (value: T) => unknown): string =>
  print(isLeft(parsed) ? parsed.left : parts(parsed.right))

interface Reading {
  readonly type: string
  readonly answer: string
}

const einsum = (spec: string): Reading => ({
  type: `Parts<ParseEinsum<'${spec}'>>`,
  answer: printed(parseEinsum(spec), ({ inputs, output }) => [inputs, output]),
})

const ops = ['rearrange', 'reduce', 'repeat'] as const
const einops = (pattern: string): Reading[] =>
  ops.map((op) => ({
    type: `Parts<ParseEinops<'${op}', '${pattern}'>>`,
    answer: printed(parseEinops(op, pattern), ({ from, to }) => [from, to]),
  }))

const readings = [
  ...fc.sample(
    einsumUses.map(({ spec }) => spec),
    150,
  ),
  ...fc.sample(einsumTexts, 150),
].map(einsum)
const others = [
  ...ops.flatMap((op) =>
    fc.sample(
      einopsUses(op).map(({ pattern }) => pattern),
      50,
    ),
  ),
  ...fc.sample(einopsTexts, 150),
].flatMap(einops)

test('enough texts are patterns, and enough are none', () => {
  for (const read of [readings, others]) {
    const patterns = read.filter(({ answer }) => answer.startsWith('[')).length
    expect(patterns).toBeGreaterThan(read.length / 5)
    expect(patterns).toBeLessThan((read.length * 4) / 5)
  }
})

describe.each(versions)('TypeScript %s', (version) => {
  test('reads patterns as they are read at run time', { timeout: 300_000 }, async () => {
    const all = [...readings, ...others]
    const types = await printTypes(
      version,
      header,
      all.map(({ type }) => type),
    )
    expect(all.map(({ type }, i) => `${type} is ${types[i]}`)).toEqual(all.map(({ type, answer }) => `${type} is ${answer}`))
  })
})
