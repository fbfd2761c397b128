import fc from 'fast-check'
import { describe, it } from 'vitest'
import { TypegradError } from '../../../src/index.js'
import { fromTfjs } from '../../../src/interchange/tfjs/from-tfjs.js'
import { bytesOf, graphs, inputsOf, layers } from './fixtures.js'

const files = [...graphs, ...layers].map((fixture) => ({
  text: JSON.stringify(fixture.model),
  bytes: bytesOf(fixture.weights),
  inputs: Object.values(inputsOf(fixture)),
}))

type File = (typeof files)[number]

const file = fc.constantFrom(...files)
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

/** Reads it and traces its function; whatever is thrown is a sentence. */
const onlySentences = (model: unknown, bytes: Uint8Array, inputs: File['inputs']): void => {
  try {
    const { apply, parameters } = fromTfjs(model, bytes)
    apply(parameters, inputs)
  } catch (error) {
    if (!(error instanceof TypegradError)) throw error
  }
}

/** A place in a file: what stands there, and how to put something else. */
interface Place {
  readonly value: unknown
  readonly set: (value: unknown) => void
  readonly remove: () => void
}

const placesIn = (within: object): readonly Place[] =>
  Object.entries(within).flatMap(([key, value]: [string, unknown]): readonly Place[] => {
    const place = {
      value,
      set: (next: unknown) => Object.assign(within, { [key]: next }),
      remove: () => Reflect.deleteProperty(within, key),
    }
    return typeof value === 'object' && value !== null ? [place, ...placesIn(value)] : [place]
  })

const numbers = [0, 1, -1, 2, 3, 7, 64, 1000, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 40, 2 ** 53, -(2 ** 53), 0.5, 1e300]
const names = [
  '',
  'x0',
  'x1',
  'w1',
  'y',
  'y:1',
  'constructor',
  '__proto__',
  '1',
  '-1',
  '2147483647',
  '99999999999',
  'U0FNRQ==',
  'VALID',
  'DT_INT32',
]
const kinds = [
  ...new Set(graphs.map(({ name }) => name.split(' ')[0] ?? '')),
  ...new Set(layers.map(({ name }) => name.split(' ')[0] ?? '')),
]

const pick = <T>(list: readonly T[], share: number): T | undefined => list[Math.floor(share * list.length)]

/** Something else, of its type or not. */
const other = (value: unknown, share: number): unknown => {
  const [rest, part] = [(share * 8) % 1, Math.floor(share * 8)]
  if (part === 0) return pick([null, true, false, [], {}, 'x0', 1], rest)
  if (typeof value === 'number') return pick(numbers, rest)
  if (typeof value === 'string') return pick([...names, ...kinds], rest)
  if (typeof value === 'boolean') return !value
  if (Array.isArray(value)) return rest < 0.5 ? value.slice(0, -1) : [...value, ...value.slice(0, 1)]
  return value
}

const changed = (text: string, edits: readonly (readonly [number, number])[]): unknown => {
  const model: object = JSON.parse(text)
  for (const [where, what] of edits) {
    const place = pick(placesIn(model), where)
    if (what < 0.1) place?.remove()
    else place?.set(other(place.value, what))
  }
  return JSON.parse(JSON.stringify(model))
}

describe('a broken model is refused with a sentence, or is one that can be traced', () => {
  it('of changed texts', () => {
    fc.assert(
      fc.property(file, fc.array(fc.tuple(share, fc.string({ maxLength: 3 }), fc.nat(8)), { minLength: 1, maxLength: 3 }), (one, edits) => {
        const text = edits.reduce((whole, [at, more, less]) => {
          const place = Math.floor(at * whole.length)
          return whole.slice(0, place) + more + whole.slice(place + less)
        }, one.text)
        onlySentences(text, one.bytes, one.inputs)
      }),
      { numRuns: 1500 },
    )
  }, 120_000)

  it('of changed entries', () => {
    fc.assert(
      fc.property(file, fc.array(fc.tuple(share, share), { minLength: 1, maxLength: 3 }), ({ text, bytes, inputs }, edits) => {
        onlySentences(changed(text, edits), bytes, inputs)
      }),
      { numRuns: 4000 },
    )
  }, 120_000)

  it('of changed bytes', () => {
    fc.assert(
      fc.property(file, share, fc.nat(255), fc.boolean(), ({ text, bytes, inputs }, at, value, cuts) => {
        const place = Math.floor(at * bytes.length)
        onlySentences(text, bytes.length === 0 ? bytes : cuts ? bytes.subarray(0, place) : bytes.with(place, value), inputs)
      }),
      { numRuns: 1500 },
    )
  }, 120_000)
})
