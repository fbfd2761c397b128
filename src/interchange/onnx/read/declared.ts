import { named } from '../../read/fault.js'
import type { Declared } from '../../read/signature.js'
import type { ValueInfoProto } from '../onnx_pb.js'
import { bitsOf, elementName, elements } from './elements.js'
import { fail } from './fault.js'

/**
 * What a file says of one of its `what`, an input or a result.
 *
 * @throws InvalidArgument if it is no tensor, or one of elements that are not known
 */
export const declared = (what: string, { name, type }: ValueInfoProto): Declared => {
  const tensor = type?.tensorType
  const of = `${what} ${named(name)}`
  if (!tensor) return fail(`${of} is no tensor`)
  const element = elements.get(tensor.elemType)
  if (!element) return fail(`${of} is a tensor of ${elementName(tensor.elemType)}, which typegrad has no dtype for`)
  const shape = tensor.shape?.dim.map(({ value }) => {
    if (value.case === 'dimParam') return value.value === '' ? undefined : value.value
    // Some writers put 0 or -1 for a size that they do not know.
    return value.case === 'dimValue' && value.value > 0n ? Number(value.value) : undefined
  })
  return { name, dtype: element.dtype, shape, written: element.name, bits: bitsOf(element) }
}
