import { axisIn, exactly } from '../../read/operators/axes.js'
import { concatenated, reshaped } from '../../read/operators/movement.js'
import { along, inParts, oneOf, runOf } from '../../read/operators/slice.js'
import type { Value } from '../../read/value.js'
import { type Operator, type Operators, operator } from '../operator.js'
import { int } from './attributes.js'
import { strided } from './strided.js'

const pack = operator([1, 4096], { attributes: { axis: int(0) } }, (call) => {
  const [first] = call.inputs
  const axis = axisIn(call, call.settings.axis, (first?.shape.length ?? 0) + 1)
  return concatenated(
    call,
    call.inputs.map((x) => reshaped(call, x, x.shape.toSpliced(axis, 0, 1))),
    axis,
  )
})

const most = 4096

const unpack = operator(1, { attributes: { axis: int(0), num: int(undefined) } }, (call) => {
  const x = call.input(0)
  const axis = axisIn(call, call.settings.axis, x.shape.length)
  const size = x.shape[axis] ?? 0
  if (size > most || (call.settings.num ?? size) !== size)
    return call.fail(`an axis of ${size} does not fall into ${call.settings.num ?? size} parts`)
  return Array.from({ length: size }, (_, at) => oneOf(x, axis, at))
})

/** The axis comes first. */
const split: Operator = operator(2, { attributes: { num_split: int() }, fixed: [0] }, (call) => {
  const x = call.input(1)
  const [given = 0] = call.numbers(0)
  const axis = axisIn(call, given, x.shape.length)
  const { num_split: parts } = call.settings
  const each = (x.shape[axis] ?? 0) / parts
  if (parts < 1 || parts > most || !Number.isInteger(each))
    return call.fail(`an axis of ${x.shape[axis]} does not fall into ${parts} equal parts`)
  return inParts(
    x,
    axis,
    Array.from({ length: parts }, () => each),
  )
})

const splitV: Operator = operator(3, { fixed: [1, 2] }, (call) => {
  const x = call.input(0)
  const [given = 0] = call.numbers(2)
  const axis = axisIn(call, given, x.shape.length)
  const size = x.shape[axis] ?? 0
  const told = call.numbers(1)
  const rest = size - told.reduce((total, part) => total + Math.max(0, part), 0)
  const sizes = told.map((part) => (part === -1 ? rest : part))
  if (sizes.length > most || sizes.some((part) => part < 0) || sizes.reduce((total, part) => total + part, 0) !== size)
    return call.fail(`the sizes [${told.slice(0, 16).join(', ')}] are not those of the parts of an axis of ${size}`)
  return inParts(x, axis, sizes)
})

const slice = operator(3, { fixed: [1, 2] }, (call) => {
  const x = call.input(0)
  const starts = exactly(call, 'begin', call.numbers(1), x.shape.length)
  const sizes = exactly(call, 'size', call.numbers(2), x.shape.length)
  return x.shape.reduce<Value>((part, whole, axis) => {
    const [start = 0, size = 0] = [starts[axis], sizes[axis]]
    const count = size === -1 ? whole - start : size
    if (start < 0 || count < 0 || start + count > whole)
      return call.fail(`there are no ${count} elements from ${start} on along an axis of ${whole}`)
    return along(part, axis, runOf(whole, start, start + count, 1))
  }, x)
})

const concatV2 = operator([2, 4097], { fixed: [-1] }, (call) => {
  const [axis = 0] = call.numbers(-1)
  return concatenated(call, call.inputs.slice(0, -1), axis)
})

export const parts: Operators = {
  Concat: operator([2, 4097], { fixed: [0] }, (call) => concatenated(call, call.inputs.slice(1), call.numbers(0)[0] ?? 0)),
  ConcatV2: concatV2,
  Pack: pack,
  Slice: slice,
  Split: split,
  SplitV: splitV,
  StridedSlice: strided,
  Unpack: unpack,
}
