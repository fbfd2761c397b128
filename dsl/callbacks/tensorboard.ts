import { joinedBytes } from '../joined-bytes.js'
import type { Measured } from '../train/objective.js'

/* Events as TensorBoard reads them: protocol buffers in records that begin and end with checksums. */

/** CRC-32C, byte by byte. */
const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1
  return c >>> 0
})

const crc = (bytes: Uint8Array): number => {
  let c = 0xffffffff
  for (const byte of bytes) c = (table[(c ^ byte) & 255] ?? 0) ^ (c >>> 8)
  return ~c >>> 0
}

/** A checksum that may stand before what it is of. */
const masked = (bytes: Uint8Array): number => {
  const c = crc(bytes)
  return (((c >>> 15) | (c << 17)) + 0xa282ead8) >>> 0
}

const filled = (size: number, set: (view: DataView) => void): Uint8Array => {
  const bytes = new Uint8Array(size)
  set(new DataView(bytes.buffer))
  return bytes
}

/** `length, checksum of it, data, checksum of that`. */
const record = (data: Uint8Array): Uint8Array => {
  const length = filled(8, (view) => view.setBigUint64(0, BigInt(data.length), true))
  const sum = (bytes: Uint8Array): Uint8Array => filled(4, (view) => view.setUint32(0, masked(bytes), true))
  return joinedBytes([length, sum(length), data, sum(data)])
}

const varint = (n: number): Uint8Array => {
  const bytes: number[] = []
  let rest = BigInt(n)
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return Uint8Array.from([...bytes, Number(rest)])
}

/** Fields of a message, by their number: whole numbers, numbers of 4 or 8 bytes, and what has a length. */
const whole = (field: number, n: number): Uint8Array => joinedBytes([varint(field << 3), varint(n)])
const double = (field: number, x: number): Uint8Array =>
  joinedBytes([varint((field << 3) | 1), filled(8, (view) => view.setFloat64(0, x, true))])
const float = (field: number, x: number): Uint8Array =>
  joinedBytes([varint((field << 3) | 5), filled(4, (view) => view.setFloat32(0, x, true))])
const bytes = (field: number, data: Uint8Array): Uint8Array => joinedBytes([varint((field << 3) | 2), varint(data.length), data])
const text = (field: number, value: string): Uint8Array => bytes(field, new TextEncoder().encode(value))

/**
 * What was measured, as events: `Event { wall_time: 1, step: 2, file_version: 3, summary: 5 }`, `Summary { value: 1 }`, `Value { tag: 1, simple_value: 2 }`.
 *
 * @see https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto
 */
export const events = (now: () => number) => {
  let begun = false
  return ({ step, measured }: { readonly step: number; readonly measured: Measured }): Uint8Array => {
    const time = double(1, now() / 1000)
    const head = begun ? [] : [record(joinedBytes([time, text(3, 'brain.Event:2')]))]
    begun = true
    const values = Object.entries(measured).map(([name, value]) =>
      bytes(1, joinedBytes([text(1, name.replace(/^validation /, 'validation/')), float(2, value)])),
    )
    return joinedBytes([...head, record(joinedBytes([time, whole(2, step), bytes(5, joinedBytes(values))]))])
  }
}
