import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { printTypes, versions } from '../support/typescript.js'

/*
 * The normal form of sums and products, against polynomials as maps from products of symbols to factors, which are added and multiplied as such.
 */

const header = "import type { Add, DivMod, Mul, Sub } from 'typegrad-internal/shape/nat'"

type Polynomial = ReadonlyMap<string, bigint>

/** N first, then the alphabet; a product before a part of it. */
const order = '*_NABCDEFGHIJKLMOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const before = (a: string, b: string): number => {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return order.indexOf(a[i] ?? '') - order.indexOf(b[i] ?? '')
  return b.length - a.length
}

const sum = (terms: Iterable<readonly [string, bigint]>): Polynomial => {
  const all = new Map<string, bigint>()
  for (const [symbols, factor] of terms) all.set(symbols, (all.get(symbols) ?? 0n) + factor)
  return all
}

const times = (p: Polynomial, q: Polynomial): Polynomial =>
  sum(
    [...p].flatMap(([s, f]) =>
      [...q].map(([r, g]) => {
        const symbols = [...s.split('*'), ...r.split('*')].filter((symbol) => symbol !== '')
        return [symbols.sort(before).join('*'), f * g] as const
      }),
    ),
  )

const print = (p: Polynomial): string => {
  const terms = [...p].filter(([, factor]) => factor !== 0n).sort(([a], [b]) => before(a, b))
  const text = terms.map(([symbols, factor]) => (symbols === '' ? `${factor}` : factor === 1n ? symbols : `${factor}*${symbols}`)).join('+')
  return text === '' ? '0' : /^\d+$/.test(text) ? text : `"${text}"`
}

/** A type that adds and multiplies, and the polynomial that it is. */
interface Expression {
  readonly type: string
  readonly is: Polynomial
}

const leaf: fc.Arbitrary<Expression> = fc.oneof(
  fc.constantFrom('N', 'M', 'K', 'time', 'timeSteps', 'd_model').map((name) => ({ type: `'${name}'`, is: sum([[name, 1n]]) })),
  fc.nat({ max: 12 }).map((n) => ({ type: `${n}`, is: sum([['', BigInt(n)]]) })),
)

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => ({ type: `Add<${a.type}, ${b.type}>`, is: sum([...a.is, ...b.is]) })),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => ({ type: `Mul<${a.type}, ${b.type}>`, is: times(a.is, b.is) })),
  ),
}))

const drawn = fc.sample(expression, 150)
const pairs = fc.sample(fc.tuple(expression, expression), 60)
const cases = [
  ...drawn.map(({ type, is }) => [type, print(is)] as const),
  // What was added can be taken away, and what was multiplied with one term be divided by it.
  ...pairs.map(([a, b]) => [`Sub<Add<${a.type}, ${b.type}>, ${b.type}>`, print(a.is)] as const),
  ...pairs
    .filter(([a, b]) => [...b.is].filter(([, factor]) => factor !== 0n).length === 1 && print(a.is) !== '0')
    .map(([a, b]) => [`DivMod<Mul<${a.type}, ${b.type}>, ${b.type}>`, `[${print(a.is)}, 0]`] as const),
]

const known: readonly (readonly [string, string])[] = [
  ["Add<'N', 'M'>", '"N+M"'],
  ["Add<'M', 'N'>", '"N+M"'],
  ["Add<'N', 'N'>", '"2*N"'],
  ["Mul<'M', 'N'>", '"N*M"'],
  ["Mul<Add<'N', 1>, Add<'N', 1>>", '"N*N+2*N+1"'],
  ["Sub<'N+4', 5>", 'number'],
  ["Sub<'N', 'M'>", 'number'],
  ["DivMod<'N', 2>", '[number, number]'],
  ["DivMod<'6*N+3', 3>", '["2*N+1", 0]'],
  ["DivMod<'6*N+4', 3>", '[number, number]'],
  ["DivMod<'N+M', 'N+M'>", '[1, 0]'],
  ["DivMod<Mul<Add<'time', 'timeSteps'>, Mul<'timeSteps', 'N'>>, Mul<'timeSteps', 'N'>>", '["timeSteps+time", 0]'],
  ["Add<Mul<'N', number>, 1>", 'number'],
  ["Add<'Ω', 'N'>", 'number'],
]

describe.each(versions)('TypeScript %s', (version) => {
  test('sums and products of symbols have one form', { timeout: 300_000 }, async () => {
    const all = [...known, ...cases]
    const printed = await printTypes(
      version,
      header,
      all.map(([type]) => type),
    )
    expect(all.map(([type], i) => `${type} = ${printed[i]}`)).toEqual(all.map(([type, value]) => `${type} = ${value}`))
  })
})
