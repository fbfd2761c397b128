import { fromBinary, toBinary } from '@bufbuild/protobuf'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { TypegradError } from '../../../src/index.js'
import { ModelProtoSchema } from '../../../src/interchange/onnx/onnx_pb.js'
import { fromOnnx } from '../../../src/interchange/onnx/read/from-onnx.js'
import { bytesOf, fixtures, tensorOf } from './fixtures.js'

const files = fixtures.map(({ model, inputs }) => ({
  bytes: bytesOf(model),
  inputs: Object.fromEntries(Object.entries(inputs).map(([name, stored]) => [name, tensorOf(stored)])),
}))

const file = fc.constantFrom(...files)
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

/** Reads it and traces its function; whatever is thrown is a sentence. */
const onlySentences = (bytes: Uint8Array, inputs: (typeof files)[number]['inputs']): void => {
  try {
    const { apply, parameters } = fromOnnx(bytes)
    apply(parameters, inputs)
  } catch (error) {
    if (!(error instanceof TypegradError)) throw error
  }
}

type Change = (bytes: Uint8Array, at: number, value: number) => Iterable<number>

const largest = [255, 255, 255, 255, 255, 255, 255, 255, 127]

const changes: readonly Change[] = [
  (bytes, at, value) => bytes.with(at, value),
  (bytes, at, value) => bytes.with(at, (bytes[at] ?? 0) ^ (1 << (value % 8))),
  (bytes, at) => bytes.subarray(0, at),
  (bytes, at, value) => [...bytes.subarray(0, at), ...bytes.subarray(at + 1 + (value % 8))],
  (bytes, at, value) => [...bytes.subarray(0, at), ...bytes.subarray(Math.max(0, at - value))],
  (bytes, at) => [...bytes.subarray(0, at), ...largest, ...bytes.subarray(at + 1)],
]

/** A place in a message: what stands there, and how to put something else. */
interface Place {
  readonly value: unknown
  readonly set: (value: unknown) => void
}

/** All places in a message, those in messages in it too. */
const placesIn = (message: object): readonly Place[] =>
  Object.entries(message).flatMap(([key, value]: [string, unknown]): readonly Place[] => {
    if (key.startsWith('$') || value === undefined) return []
    const place = { value, set: (next: unknown) => Object.assign(message, { [key]: next }) }
    const isPlain = typeof value !== 'object' || value === null || value instanceof Uint8Array
    return isPlain ? [place] : [place, ...placesIn(value)]
  })

const numbers = [
  0n,
  1n,
  -1n,
  2n,
  3n,
  7n,
  64n,
  1000n,
  65_536n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 40n,
  2n ** 53n,
  2n ** 63n - 1n,
  -(2n ** 63n),
]
const names = ['', 'i0', 'i1', 'o0', 'x', ...new Set(fixtures.map(({ name }) => name.split(/[- ]/)[0] ?? ''))]
const reals = [0, -1, 2, 1e30, Number.NaN, Infinity]

const pick = <T>(list: readonly T[], share: number): T | undefined => list[Math.floor(share * list.length)]

/** Something else of its type. */
const other = (value: unknown, share: number): unknown => {
  if (typeof value === 'bigint') return pick(numbers, share)
  if (typeof value === 'string') return pick(names, share)
  if (typeof value === 'number') return Number.isInteger(value) ? Math.floor(share * 25) : pick(reals, share)
  if (value instanceof Uint8Array) return value.length > 0 ? value.with(Math.floor(share * value.length), share < 0.5 ? 255 : 0) : value
  if (Array.isArray(value)) return share < 0.5 ? value.slice(0, -1) : [...value, ...value.slice(0, 1)]
  return undefined
}

/** The file with something else at some places of its graph. */
const changed = (bytes: Uint8Array, at: readonly (readonly [number, number])[]): Uint8Array => {
  const model = fromBinary(ModelProtoSchema, bytes)
  for (const [where, what] of at) {
    const place = pick(placesIn(model.graph ?? model), where)
    const next = place && other(place.value, what)
    if (next !== undefined) place?.set(next)
  }
  return toBinary(ModelProtoSchema, model)
}

describe('a broken file is refused with a sentence, or is a model that can be traced', () => {
  it('of changed bytes', () => {
    const edit = fc.tuple(fc.constantFrom(...changes), share, fc.nat(255))
    fc.assert(
      fc.property(file, fc.array(edit, { minLength: 1, maxLength: 4 }), ({ bytes, inputs }, edits) => {
        const broken = edits.reduce(
          (whole, [change, at, value]) =>
            whole.length === 0 ? whole : Uint8Array.from(change(whole, Math.floor(at * whole.length), value)),
          bytes,
        )
        onlySentences(broken, inputs)
      }),
      { numRuns: 5000 },
    )
  }, 120_000)

  it('of changed messages', () => {
    fc.assert(
      fc.property(file, fc.array(fc.tuple(share, share), { minLength: 1, maxLength: 3 }), ({ bytes, inputs }, edits) => {
        onlySentences(changed(bytes, edits), inputs)
      }),
      { numRuns: 5000 },
    )
  }, 120_000)
})
