import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { versions } from '../support/typescript.js'
import { compileUses, type Findings, sentenceIn, typeIn } from './uses/compiled.js'
import { type Case, draw } from './uses/drawn.js'
import { type Declared, type Use, write } from './uses/use.js'
import { operations } from './uses.js'

/*
 * Uses that fit, of tensors some of whose sizes the compiler does not know as numbers: its type promises nothing else than what the shape turns out to be.
 */

const runs = Math.ceil(Number(process.env.TYPEGRAD_RUNS ?? 300) / 5)

/** Another one each time. Write the one that the tests are named after here to see the same uses again. */
const seed = Math.floor(Math.random() * 2 ** 31)

const symbols: Readonly<Record<number, string>> = { 0: 'Z', 1: 'I', 2: 'N', 3: 'M' }

/** The use with some sizes replaced by a symbol that is bound to them, and some by `number`. */
const blurred = (use: Use, choices: readonly string[]) => {
  let next = 0
  const sizes = new Map<Declared, readonly string[]>()
  const size = (n: number): string => {
    const choice = choices[next++ % choices.length]
    return choice === 'unknown' ? 'number' : choice === 'symbol' && n in symbols ? `'${symbols[n]}'` : String(n)
  }
  return write(use, (tensor) => {
    const written = sizes.get(tensor) ?? tensor.shape.map(tensor.exact ? String : size)
    sizes.set(tensor, written)
    return written
  })
}

/** What a dimension is when the symbols are what they are bound to: `'N'`, `'2*N+3'`. */
const sizeOf = (dimension: string): number => {
  const sum = dimension.replaceAll('"', '')
  return /^[\w*+]+$/.test(sum) && !/[a-z]/.test(sum)
    ? new Function(...Object.values(symbols), `return ${sum}`)(...Object.keys(symbols).map(Number))
    : Number.NaN
}

const tensorsIn = (type: string) =>
  [...type.matchAll(/Tensor<(?:\[(.*?)\]|[\w[\]]+), ("\w+"|DType)>/g)].map(([, sizes, dtype]) => ({
    sizes: sizes?.split(', ').filter(Boolean),
    dtype,
  }))

/** The type promises nothing else than the shapes: the same sizes, or none where it says `number` or nothing of the rank. */
const holds = (printed: string, type: string): boolean => {
  const promised = tensorsIn(printed)
  return tensorsIn(type).every(({ sizes = [], dtype }, i, { length }) => {
    const one = printed.endsWith('[]') && promised.length === 1 ? promised[0] : promised.length === length ? promised[i] : undefined
    if (!one || (one.dtype !== dtype && one.dtype !== 'DType')) return false
    return (
      !one.sizes ||
      (one.sizes.length === sizes.length && one.sizes.every((size, axis) => size === 'number' || sizeOf(size) === Number(sizes[axis])))
    )
  })
}

/** Uses that fit, their sizes blurred. */
const casesOf = (...kinds: readonly string[]) =>
  Object.entries(operations).map(([name, operation]) => {
    const { fits } = draw(operation, runs, seed)
    const choices = fc.sample(fc.array(fc.constantFrom(...kinds), { minLength: 7, maxLength: 13 }), { numRuns: fits.length, seed })
    return {
      name,
      names: operation.names,
      cases: fits.map(({ use, answer }, i) => ({ use, answer, written: blurred(use, choices[i] ?? []) })),
    }
  })

const report = ({ written: { declared, text }, answer }: Case, found: Findings): string =>
  [
    ...[...declared].map(([name, type]) => `declare const ${name}: ${type}`),
    `${text} // ${answer.type}, and not: ${found.map(({ message }) => message).join('; ')}`,
  ].join('\n')

const compiled = (version: (typeof versions)[number], drawn: ReturnType<typeof casesOf>) =>
  compileUses(
    version,
    drawn.map(({ name, names, cases }) => ({ name, names, wanted: cases.map(({ written }) => ({ written, type: true })) })),
  )

const withSymbols = casesOf('symbol', 'symbol', 'unknown', 'literal', 'literal')
const withUnknowns = casesOf('unknown', 'literal')

describe(`with seed ${seed}`, () => {
  describe.each(versions)('TypeScript %s', (version) => {
    let [ofSymbols, ofUnknowns]: Awaited<ReturnType<typeof compiled>>[] = []
    beforeAll(
      async () => {
        ;[ofSymbols, ofUnknowns] = await Promise.all([compiled(version, withSymbols), compiled(version, withUnknowns)])
      },
      600_000 * Math.max(1, runs / 60),
    )

    test.each(withSymbols)(
      '$name: what is said of symbols and unknown sizes is so for the sizes they turn out to be',
      ({ name, cases }) => {
        const broken = cases.flatMap((one, i) => {
          const found = ofSymbols?.[name]?.[i] ?? []
          const type = typeIn(found)
          // A sentence promises nothing: that N is 2 is not known to the compiler. But it is a sentence.
          return (type === undefined ? found.some((said) => sentenceIn([said]) !== undefined) : holds(type, one.answer.type ?? ''))
            ? []
            : [report(one, found)]
        })
        if (broken.length > 0) expect.fail(broken.join('\n\n'))
      },
    )

    test('of most such uses a type is known', () => {
      // The law would hold of rules that say nothing.
      const all = Object.values(ofSymbols ?? {}).flat()
      expect(all.filter((found) => /Tensor<\[/.test(typeIn(found) ?? '')).length).toBeGreaterThan(all.length / 2)
    })

    test.each(withUnknowns)('$name: nothing is said against unknown sizes that may fit', ({ name, cases }) => {
      const broken = cases.flatMap((one, i) => {
        const found = ofUnknowns?.[name]?.[i] ?? []
        return holds(typeIn(found) ?? '', one.answer.type ?? '') ? [] : [report(one, found)]
      })
      if (broken.length > 0) expect.fail(broken.join('\n\n'))
    })
  })
})
