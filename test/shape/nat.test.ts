import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { printTypes, versions } from '../support/typescript.js'

const header = "import type { Add, CeilDiv, DivMod, Min, Mul, Product, Sub } from 'typegrad-internal/shape/nat'"

/** Sizes of every number of digits, with many zeros and nines in them: where carries are. */
const size = fc.oneof(
  fc.nat({ max: 20 }),
  fc.nat({ max: 9_999 }),
  fc.nat({ max: 99_999_999 }),
  fc.array(fc.constantFrom('0', '9', '1', '5'), { minLength: 1, maxLength: 7 }).map((digits) => Number(digits.join(''))),
)

const pairs = fc.sample(fc.tuple(size, size), 60)
const exact = fc.sample(fc.tuple(fc.nat({ max: 9_999 }), fc.integer({ min: 2, max: 9_999 })), 60)
const cases = pairs.flatMap(([a, b]) => {
  const [x, y] = [BigInt(a), BigInt(b)]
  const product = x * y
  return [
    [`Add<${a}, ${b}>`, `${x + y}`],
    [`Sub<${a}, ${b}>`, x < y ? 'never' : `${x - y}`],
    // Beyond 2^53 a literal type would not be the number it says.
    [`Mul<${a}, ${b}>`, product <= BigInt(Number.MAX_SAFE_INTEGER) ? `${product}` : undefined],
    [`Min<${a}, ${b}>`, `${x < y ? x : y}`],
    [`DivMod<${a}, ${b || 7}>`, `[${x / BigInt(b || 7)}, ${x % BigInt(b || 7)}]`],
  ].filter((row): row is [string, string] => row[1] !== undefined)
})

/** Divisions that leave nothing, by divisors of every kind. */
const wholes = exact.map(([quotient, divisor]): [string, string] => [`DivMod<${quotient * divisor}, ${divisor}>`, `[${quotient}, 0]`])

const known: readonly (readonly [string, string])[] = [
  ['Mul<25088, 4096>', '102760448'],
  ['Mul<94906265, 94906265>', '9007199136250225'],
  ['Add<9007199254740990, 1>', '9007199254740991'],
  ['DivMod<119, 17>', '[7, 0]'],
  ['DivMod<9007199254740991, 6361>', '[1416003655831, 0]'],
  ['Product<[3, 224, 224]>', '150528'],
  ['Product<[]>', '1'],
  ["Add<'N', 0>", '"N"'],
  ['CeilDiv<225, 2>', '113'],
  ['CeilDiv<224, 2>', '112'],
  ["Mul<1, 'N'>", '"N"'],
  ["Mul<'N', 0>", '0'],
  ["Product<[2, 'N']>", '"2*N"'],
  ['Add<number, 3>', 'number'],
  ['Sub<number, 0>', 'number'],
  ['DivMod<number, 3>', '[number, number]'],
]

describe.each(versions)('TypeScript %s', (version) => {
  test('arithmetic on literal types is arithmetic', { timeout: 300_000 }, async () => {
    const all = [...known, ...wholes, ...cases]
    const printed = await printTypes(
      version,
      header,
      all.map(([type]) => type),
    )
    expect(all.map(([type], i) => `${type} = ${printed[i]}`)).toEqual(all.map(([type, value]) => `${type} = ${value}`))
  })
})
