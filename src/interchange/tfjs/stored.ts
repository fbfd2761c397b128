import { named } from '../read/fault.js'
import { type Known, sizeOf } from '../read/known.js'
import { elementsIn } from '../read/stored.js'
import { fail } from './fault.js'
import type { Spec } from './manifest.js'

const bytesIn = ({ shape, layout }: Spec): number => sizeOf(shape) * layout.bytes

const decoded = ({ dtype, shape, layout, decode }: Spec, raw: Uint8Array): Known => {
  const size = sizeOf(shape)
  const data = dtype === 'f32' ? new Float32Array(size) : new Int32Array(size)
  const isAsInMemory = !decode && layout.bytes === 4
  const element = (view: DataView, i: number): number => {
    const stored = layout.read(view, i * layout.bytes)
    return decode ? decode(stored) : stored
  }
  return { dtype, shape, data: elementsIn(raw, data, isAsInMemory, element) }
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
