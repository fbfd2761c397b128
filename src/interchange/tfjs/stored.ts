import { type Known, sizeOf } from '../onnx/read/known.js'
import { fail, named } from './fault.js'
import type { Spec } from './manifest.js'

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

const bytesIn = ({ shape, layout }: Spec): number => sizeOf(shape) * layout.bytes

const decoded = ({ dtype, shape, layout, decode }: Spec, raw: Uint8Array): Known => {
  const size = sizeOf(shape)
  const data = dtype === 'f32' ? new Float32Array(size) : new Int32Array(size)
  if (!decode && layout.bytes === 4 && isLittleEndian) {
    new Uint8Array(data.buffer).set(raw)
    return { dtype, shape, data }
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length)
  for (let i = 0; i < size; i++) {
    const stored = layout.read(view, i * layout.bytes)
    data[i] = decode ? decode(stored) : stored
  }
  return { dtype, shape, data }
}

/**
 * The tensors of a manifest by name, one after the other in the bytes. Their sizes are compared with the bytes before anything is allocated.
 *
 * @throws InvalidArgument if there are more or fewer bytes than the manifest says
 */
export const storedIn = (bytes: Uint8Array, specs: readonly Spec[]): ReadonlyMap<string, Known> => {
  let end = 0
  for (const spec of specs) {
    end += bytesIn(spec)
    if (end > bytes.length) return fail(`the tensor ${named(spec.name)} ends at byte ${end} of the weights, which have ${bytes.length}`)
  }
  if (end !== bytes.length) return fail(`the manifest has ${end} bytes, and the weights ${bytes.length}`)
  let at = 0
  return new Map(
    specs.map((spec) => {
      const start = at
      at += bytesIn(spec)
      return [spec.name, decoded(spec, bytes.subarray(start, at))]
    }),
  )
}
