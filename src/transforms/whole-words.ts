import { convert } from '../primitives/convert.js'
import { interpret } from '../program/interpret.js'
import type { Loop } from '../program/loop.js'
import { trace } from '../program/trace.js'
import { sizeOf } from '../shape/dim.js'
import type { TensorType } from '../shape/dtype.js'
import type { AnyTensor } from '../tensor/tensor.js'
import type { Lighter } from './lighter.js'

/** Slices of two bytes an element do not all begin where a word does, and only words are copied. */
const isOdd = ({ shape, dtype }: TensorType): boolean => dtype === 'f16' && sizeOf(shape) % 2 === 1

const inWords = (x: AnyTensor, type: TensorType): AnyTensor => (isOdd(type) ? convert(x, 'f32') : x)

const asTyped = (x: AnyTensor, { dtype }: TensorType): AnyTensor => (x.type.dtype === dtype ? x : convert(x, dtype))

/** Lists of f16 whose slices are no whole words are f32 while the loop runs. */
export const wholeWords = (loop: Loop): Lighter | undefined => {
  const { program, constants, carried } = loop
  const types = { given: program.inputs.map(({ type }) => type), made: program.outputs.map(({ type }) => type) }
  const isList = { given: (i: number) => i >= constants + carried, made: (i: number) => i >= carried }
  if (!types.given.some((type, i) => isList.given(i) && isOdd(type)) && !types.made.some((type, i) => isList.made(i) && isOdd(type))) return
  return (operands, runLoop) => {
    const body = trace(
      (args) =>
        interpret(
          program,
          args.map((x, i) => asTyped(x, types.given[i] ?? x.type)),
        ).map((x, i) => (isList.made(i) ? inWords(x, x.type) : x)),
      types.given.map((type, i) => (isList.given(i) && isOdd(type) ? { ...type, dtype: 'f32' as const } : type)),
    )
    const lists = operands.map((x, i) => (isList.given(i) ? inWords(x, types.given[i] ?? x.type) : x))
    return runLoop(body, loop.inputs(lists), loop).map((x, i) => asTyped(x, types.made[i] ?? x.type))
  }
}
