import type { DType } from '../../../../shape/dtype.js'
import { isFloat, type Value } from '../value.js'
import type { Writer } from '../writer.js'
import { at, present, type Rule, type Rules, rule } from './rule.js'
import { compared, larger, ofWords, quotient, rest, smaller } from './words.js'

/* Functions of one element, and of two. What ONNX has no operator for is written by a formula whose error is said. */

/** One operator, for floats. */
const unary = (op: string): Rule => rule((w, [x]) => w.each(op, [present(x)]))

/** Of words without a sign by comparing. */
const extremum = (op: string, ofWide: typeof larger): Rule =>
  rule((w, operands) =>
    at(operands, 0).element === 'u32' ? ofWords(w, operands, ([x, y]) => ofWide(w, present(x), present(y))) : w.each(op, operands),
  )

/** Several operators; of f16 in f32, as kernels compute it, since its digits would not last. */
const formula = (f: (w: Writer, x: Value, y: Value) => Value): Rule =>
  rule((w, [operand, other = operand]) => {
    const [x, y] = [present(operand), present(other)]
    if (x.element !== 'f16') return f(w, x, y)
    const made = f(w, w.cast(x, 'f32'), w.cast(y, 'f32'))
    return made.element === 'f32' ? w.cast(made, 'f16') : made
  })

/** One operator of two, or of more; words of 32 bits without a sign are computed in 64. */
const binary = (op: string): Rule => rule((w, operands) => ofWords(w, operands, (wide) => w.each(op, wide)))

const comparison = (op: string): Rule => rule((w, operands) => compared(w, op, operands))

const not = (w: Writer, x: Value): Value => w.each('Not', [x])

/** Of two bools the one that is meant. */
const chosenBool = (w: Writer, condition: Value, yes: Value, no: Value): Value =>
  w.each('Or', [w.each('And', [condition, yes]), w.each('And', [not(w, condition), no])])

/** `log(1 + x)`: near 0 by `2 atanh(x / (2 + x))`, which keeps the digits that `1 + x` loses. */
const log1p = (w: Writer, x: Value): Value => {
  const near = w.each('Mul', [w.each('Atanh', [w.each('Div', [x, w.each('Add', [x, 2])])]), 2])
  return w.select(w.each('Less', [w.each('Abs', [x]), 0.5], 'bool'), near, w.each('Log', [w.each('Add', [x, 1])]))
}

/** `e^x - 1`: near 0 by `2 t / (1 - t)` with `t = tanh(x / 2)`, which keeps the digits that `e^x` loses. */
const expm1 = (w: Writer, x: Value): Value => {
  const t = w.each('Tanh', [w.each('Mul', [x, 0.5])])
  const near = w.each('Div', [w.each('Mul', [t, 2]), w.each('Sub', [1, t])])
  return w.select(w.each('Less', [w.each('Abs', [x]), 0.5], 'bool'), near, w.each('Sub', [w.each('Exp', [x]), 1]))
}

/** `x / 2 (1 + erf(x / sqrt 2))`: to 1e-7 of the largest values near it, so that far below 0 it is 0. */
const gelu = (w: Writer, x: Value): Value => {
  const weight = w.each('Add', [w.each('Erf', [w.each('Div', [x, Math.SQRT2])]), 1])
  return w.each('Mul', [w.each('Mul', [x, weight]), 0.5])
}

const isInfinite = (w: Writer, x: Value): Value => w.each('IsInf', [x], 'bool')

/** `max sqrt(1 + (min / max)^2)`, which does not overflow on the way; infinite if one of the two is. */
const hypot = (w: Writer, x: Value, y: Value): Value => {
  const [a, b] = [w.each('Abs', [x]), w.each('Abs', [y])]
  const [most, least] = [w.each('Max', [a, b]), w.each('Min', [a, b])]
  const isNone = w.each('Equal', [most, 0], 'bool')
  const ratio = w.each('Div', [least, w.select(isNone, 1, most)])
  const length = w.each('Mul', [most, w.each('Sqrt', [w.each('Add', [w.each('Mul', [ratio, ratio]), 1])])])
  return w.select(w.each('Or', [isInfinite(w, x), isInfinite(w, y)]), Infinity, length)
}

/** `max + log(1 + e^-|x - y|)`; equal ones are 0 apart, also where they are infinite. */
const logAddExp = (w: Writer, x: Value, y: Value): Value => {
  const apart = w.select(w.each('Equal', [x, y], 'bool'), 0, w.each('Sub', [x, y]))
  return w.each('Add', [w.each('Max', [x, y]), log1p(w, w.each('Exp', [w.each('Neg', [w.each('Abs', [apart])])]))])
}

/** Whether the sign is minus; `-0` has one, and one over it is `-Infinity`. */
const isMinus = (w: Writer, x: Value): Value =>
  w.each('Or', [w.each('Less', [x, 0], 'bool'), w.each('Less', [w.each('Reciprocal', [x]), 0], 'bool')])

/** The angle of `(y, x)`: that of `(|y|, |x|)`, in the quarter where the signs are. */
const atan2 = (w: Writer, x: Value, y: Value): Value => {
  const [a, b] = [w.each('Abs', [x]), w.each('Abs', [y])]
  const ofEqual = w.select(w.each('Equal', [a, 0], 'bool'), w.full(0, x.shape, x.element), 1)
  const ratio = w.select(w.each('Equal', [a, b], 'bool'), ofEqual, w.each('Div', [a, b]))
  const angle = w.each('Atan', [ratio])
  const half = w.select(isMinus(w, y), w.each('Sub', [Math.PI, angle]), angle)
  return w.select(isMinus(w, x), w.each('Neg', [half]), half)
}

const integers = { i32: [-(2 ** 31), 2 ** 31], u32: [0, 2 ** 32] } as const

/** Floats to zero, and to the ends of what a word holds; NaN is 0. */
const word = (w: Writer, x: Value, to: 'i32' | 'u32'): Value => {
  const wide = w.cast(x, 'f64')
  const [low, high] = integers[to]
  const within = w.each('Min', [w.each('Max', [w.select(w.each('IsNaN', [x], 'bool'), w.full(0, x.shape, 'f64'), wide), low]), high - 1])
  return w.cast(w.cast(within, 'i64'), to)
}

const convert = rule<{ readonly dtype: DType }>((w, [given], { dtype }) => {
  const x = present(given)
  return isFloat(x) && (dtype === 'i32' || dtype === 'u32') ? word(w, x, dtype) : w.cast(x, dtype)
})

export const elementwise: Rules = {
  add: binary('Add'),
  multiply: binary('Mul'),
  subtract: binary('Sub'),
  divide: rule((w, [a, b]) => (isFloat(present(a)) ? w.each('Div', [present(a), present(b)]) : quotient(w, present(a), present(b)))),
  remainder: rule((w, [a, b]) =>
    isFloat(present(a)) ? w.each('Mod', [present(a), present(b)], undefined, { fmod: 1 }) : rest(w, present(a), present(b)),
  ),
  maximum: extremum('Max', larger),
  minimum: extremum('Min', smaller),
  power: binary('Pow'),
  atan2: formula(atan2),
  hypot: formula(hypot),
  logAddExp: formula(logAddExp),
  negate: unary('Neg'),
  abs: rule((w, [x]) => (present(x).element === 'u32' ? present(x) : w.each('Abs', [present(x)]))),
  sign: unary('Sign'),
  floor: unary('Floor'),
  ceil: unary('Ceil'),
  round: unary('Round'),
  trunc: formula((w, x) => w.each('Mul', [w.each('Sign', [x]), w.each('Floor', [w.each('Abs', [x])])])),
  exp: unary('Exp'),
  expm1: formula(expm1),
  exp2: formula((w, x) => w.each('Pow', [2, x])),
  log: unary('Log'),
  log1p: formula(log1p),
  log2: formula((w, x) => w.each('Div', [w.each('Log', [x]), Math.LN2])),
  log10: formula((w, x) => w.each('Div', [w.each('Log', [x]), Math.LN10])),
  sqrt: unary('Sqrt'),
  rsqrt: formula((w, x) => w.each('Reciprocal', [w.each('Sqrt', [x])])),
  reciprocal: unary('Reciprocal'),
  logistic: unary('Sigmoid'),
  tanh: unary('Tanh'),
  relu: rule((w, [operand]) => {
    const x = present(operand)
    if (x.element === 'u32') return x
    return isFloat(x) ? w.each('Relu', [x]) : w.each('Max', [x, 0])
  }),
  erf: unary('Erf'),
  /** `1 - erf(x)`: to 1e-7, so that far above 0 it is 0. */
  erfc: formula((w, x) => w.each('Sub', [1, w.each('Erf', [x])])),
  gelu: formula(gelu),
  sin: unary('Sin'),
  cos: unary('Cos'),
  tan: unary('Tan'),
  asin: unary('Asin'),
  acos: unary('Acos'),
  atan: unary('Atan'),
  sinh: unary('Sinh'),
  cosh: unary('Cosh'),
  asinh: unary('Asinh'),
  acosh: unary('Acosh'),
  atanh: unary('Atanh'),
  equal: comparison('Equal'),
  notEqual: rule((w, operands) => not(w, compared(w, 'Equal', operands))),
  less: comparison('Less'),
  lessEqual: comparison('LessOrEqual'),
  greater: comparison('Greater'),
  greaterEqual: comparison('GreaterOrEqual'),
  isNaN: rule((w, [x]) => w.each('IsNaN', [present(x)], 'bool')),
  isInfinite: formula(isInfinite), // there is none of f16
  isFinite: formula((w, x) => not(w, w.each('Or', [w.each('IsNaN', [x], 'bool'), isInfinite(w, x)]))),
  and: binary('And'),
  or: binary('Or'),
  not: unary('Not'),
  select: rule((w, [condition, yes, no]) => {
    const [c, a, b] = [present(condition), present(yes), present(no)]
    if (a.element === 'bool') return chosenBool(w, c, a, b)
    return ofWords(w, [a, b], ([x, y]) => w.select(c, present(x), present(y)))
  }),
  convert,
  stopGradient: rule((_, operands) => operands.slice(0, 1)),
  gammaDrawn: rule((_, operands) => operands.slice(0, 1)),
}
