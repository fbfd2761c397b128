import type { DType } from '../../../index.js'
import { named } from '../../read/fault.js'
import { type Known, sizeOf } from '../../read/known.js'
import { demandSizes, elementsIn, leadsAway } from '../../read/stored.js'
import { TensorProto_DataLocation as Location, type TensorProto, TensorProto_DataType as Type } from '../onnx_pb.js'
import { bitsOf, elementName, elements } from './elements.js'
import { fail } from './fault.js'

/** Gives the bytes of a file that lies beside the model. */
export type External = (path: string) => Uint8Array

/** A whole number that a file writes as text. */
const placeIn = (what: string, name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  return /^\d{1,15}$/.test(text) ? Number(text) : fail(`${what}: its ${name} is ${named(text)}, which is no place in a file`)
}

const externalBytes = (what: string, { externalData }: TensorProto, length: number, external: External | undefined): Uint8Array => {
  const entries = new Map(externalData.map(({ key, value }) => [key, value]))
  const path = entries.get('location')
  if (path === undefined) return fail(`${what} lies in another file, and has no location`)
  if (leadsAway(path)) return fail(`${what} lies at ${named(path)}, which is not beside the model`)
  if (!external) return fail(`${what} lies in the file ${named(path)}: give its bytes, fromOnnx(bytes, { external: (path) => ... })`)
  const bytes: unknown = external(path)
  if (!(bytes instanceof Uint8Array)) return fail(`${what}: external(${named(path)}) gives no Uint8Array`)
  const offset = placeIn(what, 'offset', entries.get('offset')) ?? 0
  const end = offset + (placeIn(what, 'length', entries.get('length')) ?? length)
  if (end > bytes.length) return fail(`${what} ends at byte ${end} of ${named(path)}, which has ${bytes.length}`)
  return bytes.subarray(offset, end)
}

/** Whole numbers of 64 bits are numbers here. */
const room = (dtype: DType, size: number): Float32Array | Float64Array =>
  dtype === 'f32' || dtype === 'f16' ? new Float32Array(size) : new Float64Array(size)

/**
 * The elements of a tensor of a file. Those that are stored as they lie in memory are a copy of its bytes.
 *
 * @throws InvalidArgument if the element type is none that is known, or the sizes do not go with the elements that are there
 */
export const stored = (what: string, proto: TensorProto, external: External | undefined): Known => {
  const element = elements.get(proto.dataType)
  if (!element) return fail(`${what} is of ${elementName(proto.dataType)}, which typegrad has no dtype for`)
  const { dtype, bytes: width, read, field, from, name } = element
  const shape = proto.dims.map(Number)
  demandSizes(fail, what, shape)
  const size = sizeOf(shape)
  const wrong = (found: string): never => fail(`${what}, ${name} [${shape.join(', ')}], has ${size} elements; there are ${found}`)
  const isExternal = proto.dataLocation === Location.EXTERNAL
  const values = proto[field]
  const bits = { bits: bitsOf(element) }
  if (!isExternal && proto.rawData.length === 0) {
    if (values.length !== size) return wrong(`${values.length}`)
    const data = room(dtype, size)
    values.forEach((value, i) => {
      data[i] = from(Number(value))
    })
    return { dtype, shape, data, ...bits }
  }
  const raw = isExternal ? externalBytes(what, proto, size * width, external) : proto.rawData
  if (raw.length !== size * width) return wrong(`${raw.length} bytes, not ${size * width}`)
  const isAsInMemory = proto.dataType === Type.FLOAT
  return { dtype, shape, data: elementsIn(raw, room(dtype, size), isAsInMemory, (view, i) => read(view, i * width)), ...bits }
}
