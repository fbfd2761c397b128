import type { Element } from '../graph.js'
import type { Size } from '../sizes.js'
import type { Value } from '../value.js'
import type { Operand, Writer } from '../writer.js'
import { present, type Rules, rule } from './rule.js'

/* Whole numbers. Engines have few operators for words without a sign, so these are computed in 64 bits, and cut to 32 again. */

/** `f` of operands of one dtype; of u32 in 64 bits, and its result modulo `2^32`. */
export const ofWords = (w: Writer, operands: readonly Value[], f: (operands: readonly Value[]) => Value): Value => {
  if (operands[0]?.element !== 'u32') return f(operands)
  return w.cast(w.each('Mod', [f(operands.map((x) => w.cast(x, 'i64'))), 2 ** 32]), 'u32')
}

/** Compared; words without a sign in 64 bits. */
export const compared = (w: Writer, op: string, operands: readonly Value[]): Value =>
  w.each(
    op,
    operands.map((x) => (x.element === 'u32' ? w.cast(x, 'i64') : x)),
    'bool',
  )

/** The smaller of two whole numbers: ONNX Runtime 1.30 looks at the last 32 bits alone in `Min` of 64. */
export const smaller = (w: Writer, x: Value, y: Operand): Value => w.select(w.each('Less', [x, y], 'bool'), x, y)

/** The larger; see `smaller`. */
export const larger = (w: Writer, x: Value, y: Operand): Value => w.select(w.each('Less', [x, y], 'bool'), y, x)

const wide = (w: Writer, f: (x: Value, y: Value) => Value, x: Value, y: Value): Value =>
  w.cast(f(w.cast(x, 'i64'), w.cast(y, 'i64')), x.element)

/** Rounded to zero; `x` where the divisor is 0. */
export const quotient = (w: Writer, x: Value, y: Value): Value => wide(w, (a, b) => w.each('Div', [a, orOne(w, b)]), x, y)

/** What the quotient leaves; 0 where the divisor is 0. */
export const rest = (w: Writer, x: Value, y: Value): Value =>
  wide(
    w,
    (a, b) => {
      const by = orOne(w, b)
      return w.each('Sub', [a, w.each('Mul', [w.each('Div', [a, by]), by])])
    },
    x,
    y,
  )

const orOne = (w: Writer, x: Value): Value => w.select(w.each('Equal', [x, 0], 'bool'), w.full(1, x.shape, x.element), x)

/** `2^y` in 64 bits, and whether `y`, as a word without a sign, is below 32. */
const places = (w: Writer, y: Value): { readonly by: Value; readonly isSome: Value } => {
  const of = w.cast(w.cast(y, 'u32'), 'i64')
  const isSome = w.each('Less', [of, 32], 'bool')
  const by = w.cast(w.each('Pow', [w.full(2, y.shape, 'f64'), w.cast(smaller(w, of, 31), 'f64')]), 'i64')
  return { by, isSome }
}

/** A word of 64 bits cut to one of 32. */
const cut = (w: Writer, x: Value, element: Element): Value => {
  const word = w.each('Mod', [x, 2 ** 32])
  if (element === 'u32') return w.cast(word, 'u32')
  return w.cast(w.select(w.each('Less', [word, 2 ** 31], 'bool'), word, w.each('Sub', [word, 2 ** 32])), 'i32')
}

/** The quotient rounded down, of a divisor above 0. */
const floorDivided = (w: Writer, x: Value, by: Value): Value => w.each('Div', [w.each('Sub', [x, w.each('Mod', [x, by])]), by])

/** The powers of 2 along the last of these axes. */
const powers = (w: Writer, shape: readonly Size[]): Value => ({
  stored: w.ints(Array.from({ length: 32 }, (_, i) => 2 ** i)),
  element: 'i64',
  shape,
  axes: shape.map((_, axis) => (axis === shape.length - 1 ? 0 : null)),
})

/** The 32 digits of words to base 2, the last first, along one more axis. */
const digits = (w: Writer, x: Value): Value => {
  const shape = [...x.shape, 32]
  const word = w.each('Mod', [w.cast(x, 'i64'), 2 ** 32])
  return w.each('Mod', [w.each('Div', [{ ...word, shape, axes: [...word.axes, null] }, powers(w, shape)]), 2])
}

/** Digit by digit, and put together again: 32 times the work and the memory, in the place of operators that ONNX has from opset 18 on. */
const ofBits = (join: (w: Writer, a: Value, b: Value) => Value) =>
  rule((w, [x, y]) => {
    const [a, b] = [present(x), present(y)]
    const joined = join(w, digits(w, a), digits(w, b))
    const last = a.shape.length
    const parts = w.each('Mul', [joined, powers(w, joined.shape)])
    return cut(
      w,
      w.without(parts, [last], 'i64', (stored, axes) => w.op('ReduceSum', [stored, w.ints(axes)], { keepdims: 0 })),
      a.element,
    )
  })

export const words: Rules = {
  bitAnd: ofBits((w, a, b) => w.each('Mul', [a, b])),
  bitOr: ofBits((w, a, b) => w.each('Sub', [w.each('Add', [a, b]), w.each('Mul', [a, b])])),
  bitXor: ofBits((w, a, b) => w.each('Mod', [w.each('Add', [a, b]), 2])),
  shiftLeft: rule((w, [operandX, operandY]) => {
    const x = present(operandX)
    const { by, isSome } = places(w, present(operandY))
    const moved = w.each('Mul', [w.cast(x, 'i64'), by])
    return cut(w, w.select(isSome, moved, 0), x.element)
  }),
  shiftRight: rule((w, [operandX, operandY]) => {
    const x = present(operandX)
    const { by, isSome } = places(w, present(operandY))
    const moved = floorDivided(w, w.cast(x, 'i64'), by)
    return w.cast(x.element === 'i32' ? moved : w.select(isSome, moved, 0), x.element)
  }),
}
