import fc from 'fast-check'
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { CheckpointError } from '../../../dsl/weights/checkpoint-error.js'
import { type ElementName, elementTypes } from '../../../dsl/weights/elements.js'
import { readSafetensors, type Safetensors, type Stored, writeSafetensors } from '../../../dsl/weights/safetensors.js'

const names = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'constructor', '0/kernel', '😀', '"'))
const stored: fc.Arbitrary<Stored> = fc
  .record({
    element: fc.constantFrom(...(Object.keys(elementTypes) as ElementName[])), // its own names
    shape: fc.array(fc.nat(3), { maxLength: 3 }),
  })
  .chain(({ element, shape }) => {
    const bytes = shape.reduce((a, b) => a * b, 1) * elementTypes[element].bytes
    return fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((own) => ({ element, shape, bytes: own }))
  })
const files: fc.Arbitrary<Safetensors> = fc.record({
  tensors: fc.array(fc.tuple(names, stored), { maxLength: 6 }).map((all) => new Map(all.filter(([name]) => name !== '__metadata__'))),
  metadata: fc.array(fc.tuple(names, fc.string())).map((all) => new Map(all)),
})

const isWellFormed = ({ tensors, metadata }: Safetensors): boolean =>
  [...tensors.keys(), ...metadata.keys(), ...metadata.values()].every((text) => !/[\ud800-\udfff]/u.test(text))

const sentenceOf = (bytes: Uint8Array): string => {
  const read = readSafetensors(bytes)
  return isLeft(read) ? read.left.message : 'no error'
}

/** A file with such a header, and so many bytes behind it. */
const fileOf = (header: string, behind = 0): Uint8Array => {
  const text = new TextEncoder().encode(header)
  const file = new Uint8Array(8 + text.length + behind)
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true)
  file.set(text, 8)
  return file
}

describe('a safetensors file', () => {
  it('holds what was written, whatever the names', () => {
    fc.assert(
      fc.property(files.filter(isWellFormed), (file) => {
        const written = writeSafetensors(file)
        const read = readSafetensors(written)
        expect(isRight(read)).toBe(true)
        if (!isRight(read)) return
        expect(new Map([...read.right.metadata])).toEqual(file.metadata)
        expect(read.right.tensors.size).toBe(file.tensors.size)
        for (const [name, one] of file.tensors) {
          const other = read.right.tensors.get(name)
          expect([other?.element, other?.shape, [...(other?.bytes ?? [])]]).toEqual([one.element, one.shape, [...one.bytes]])
          const address = (other?.bytes.byteOffset ?? 0) - written.byteOffset
          if (one.bytes.length > 0) expect(address % elementTypes[one.element].bytes).toBe(0)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('that is truncated anywhere is refused', () => {
    fc.assert(
      fc.property(
        files.filter((file) => isWellFormed(file) && [...file.tensors.values()].some(({ bytes }) => bytes.length > 0)),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (file, share) => {
          const written = writeSafetensors(file)
          expect(sentenceOf(written.subarray(0, Math.floor(share * written.length)))).toMatch(/truncated|it starts with 8/)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('that is changed anywhere is read by the rules or refused', () => {
    fc.assert(
      fc.property(
        files.filter(isWellFormed),
        fc.array(fc.record({ at: fc.nat(), to: fc.nat(255), kind: fc.constantFrom('set', 'insert', 'remove') }), {
          minLength: 1,
          maxLength: 6,
        }),
        (file, changes) => {
          const bytes = [...writeSafetensors(file)]
          for (const { at, to, kind } of changes) {
            const place = at % (bytes.length + 1)
            if (kind === 'set') bytes[Math.min(place, bytes.length - 1)] = to
            else bytes.splice(place, kind === 'remove' ? 1 : 0, ...(kind === 'insert' ? [to] : []))
          }
          const read = readSafetensors(Uint8Array.from(bytes))
          if (isLeft(read)) expect(read.left).toBeInstanceOf(CheckpointError)
          else {
            const total = [...read.right.tensors.values()].reduce((sum, one) => sum + one.bytes.length, 0)
            expect(total).toBeLessThanOrEqual(bytes.length)
          }
        },
      ),
      { numRuns: 10_000 },
    )
  })

  it.each([
    [Uint8Array.of(1, 2, 3), 'safetensors: the file has 3 bytes; it starts with 8 that say how long its header is'],
    [fileOf('{}', 1), 'safetensors: 1 bytes behind the last tensor belong to none'],
    [fileOf('[]'), `safetensors: the header begins with "[" at byte 8, and not with '{'`],
    [fileOf('{"a":1}'), 'safetensors: the tensor "a": the header has no object for it'],
    [fileOf('{"é":{},}'), `safetensors: the header is no JSON at byte 17: a text in double quotes was expected, and there is '}'`],
    [fileOf('{"a":{},"a":{}}'), 'safetensors: the header is no JSON at byte 16: the name "a" is there twice'],
    [
      fileOf('{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,20]}}', 20),
      'safetensors: the tensor "a": F32 [2, 3] takes 24 bytes; its place, from 0 to 20, has 20',
    ],
    [
      fileOf('{"a":{"dtype":"U8","shape":[9007199254740991,9007199254740991],"data_offsets":[0,1]}}', 1),
      'safetensors: the tensor "a": U8 [9007199254740991, 9007199254740991] takes 8.112963841460666e+31 bytes; its place, from 0 to 1, has 1',
    ],
    [fileOf('{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}', 1), 'safetensors: the tensor "a": the shape is no list of sizes'],
    [
      fileOf('{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}', 3),
      'safetensors: the tensor "b" begins at 1 behind the header, and what is before it ends at 2',
    ],
    [
      fileOf(`{"a":${'['.repeat(100_000)}`),
      'safetensors: the header is no JSON at byte 29: there are more than 16 values inside each other',
    ],
    [fileOf('{"__metadata__":{"a":1}}'), 'safetensors: __metadata__: "a" is no text'],
  ])('is refused with a sentence that says where: %#', (bytes, sentence) => {
    expect(sentenceOf(bytes)).toBe(sentence)
  })

  it('that says its header is longer than any is refused before anything is allocated', () => {
    const bytes = new Uint8Array(64)
    new DataView(bytes.buffer).setBigUint64(0, 2n ** 63n, true)
    expect(sentenceOf(bytes)).toBe(
      'safetensors: the file says that its header has 9223372036854776000 bytes; no header has more than 100000000',
    )
  })
})
