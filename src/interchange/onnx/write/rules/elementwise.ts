import type { DType } from '../../../../shape/dtype.js'
import type { Value } from '../value.js'
import type { Writer } from '../writer.js'
import { at, type Rule, type Rules, rule } from './rule.js'
import { larger, ofWords, quotient, rest, smaller } from './words.js'

/* Functions of one element, and of two. What ONNX has no operator for is written by a formula whose error is said. */

const isFloat = ({ element }: Value): boolean => element === 'f32' || element === 'f16' || element === 'f64'

/** One operator, for floats. */
const unary = (op: string): Rule => rule((w, [x]) => w.each(op, [at([x], 0)]))

/** Of words without a sign by comparing. */
const extremum = (op: string, ofWide: typeof larger): Rule =>
  rule((w, operands) =>
    at(operands, 0).element === 'u32' ? ofWords(w, operands, ([x, y]) => ofWide(w, at([x], 0), at([y], 0))) : w.each(op, operands),
  )

const formula = (f: (w: Writer, x: Value) => Value): Rule => rule((w, [x]) => f(w, at([x], 0)))

/** One operator of two, or of more; words of 32 bits without a sign are computed in 64. */
const binary = (op: string): Rule => rule((w, operands) => ofWords(w, operands, (wide) => w.each(op, wide)))

const formula2 = (f: (w: Writer, x: Value, y: Value) => Value): Rule => rule((w, [x, y]) => f(w, at([x], 0), at([y], 0)))

const comparison = (op: string): Rule =>
  rule((w, operands) => {
    const wide = operands.map((x) => (x.element === 'u32' ? w.cast(x, 'i64') : x))
    return w.each(op, wide, 'bool')
  })

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

/** `max sqrt(1 + (min / max)^2)`, which does not overflow on the way. */
const hypot = (w: Writer, x: Value, y: Value): Value => {
  const [a, b] = [w.each('Abs', [x]), w.each('Abs', [y])]
  const [most, least] = [w.each('Max', [a, b]), w.each('Min', [a, b])]
  const isNone = w.each('Equal', [most, 0], 'bool')
  const ratio = w.each('Div', [least, w.select(isNone, 1, most)])
  return w.each('Mul', [most, w.each('Sqrt', [w.each('Add', [w.each('Mul', [ratio, ratio]), 1])])])
}

const logAddExp = (w: Writer, x: Value, y: Value): Value => {
  const apart = w.each('Neg', [w.each('Abs', [w.each('Sub', [x, y])])])
  return w.each('Add', [w.each('Max', [x, y]), log1p(w, w.each('Exp', [apart]))])
}

/** The angle of `(y, x)`: `atan(x / y)`, and half a turn more or less where `y` is below 0. */
const atan2 = (w: Writer, x: Value, y: Value): Value => {
  const isNone = w.each('Equal', [y, 0], 'bool')
  const angle = w.each('Atan', [w.each('Div', [x, w.select(isNone, 1, y)])])
  const half = w.select(w.each('Less', [x, 0], 'bool'), w.full(-Math.PI, x.shape, x.element), Math.PI)
  const turned = w.select(w.each('Less', [y, 0], 'bool'), w.each('Add', [angle, half]), angle)
  return w.select(isNone, w.each('Mul', [w.each('Sign', [x]), Math.PI / 2]), turned)
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
  const x = at([given], 0)
  return isFloat(x) && (dtype === 'i32' || dtype === 'u32') ? word(w, x, dtype) : w.cast(x, dtype)
})

export const elementwise: Rules = {
  add: binary('Add'),
  multiply: binary('Mul'),
  subtract: binary('Sub'),
  divide: rule((w, [a, b]) => (isFloat(at([a], 0)) ? w.each('Div', [at([a], 0), at([b], 0)]) : quotient(w, at([a], 0), at([b], 0)))),
  remainder: rule((w, [a, b]) =>
    isFloat(at([a], 0)) ? w.each('Mod', [at([a], 0), at([b], 0)], undefined, { fmod: 1 }) : rest(w, at([a], 0), at([b], 0)),
  ),
  maximum: extremum('Max', larger),
  minimum: extremum('Min', smaller),
  power: binary('Pow'),
  atan2: formula2(atan2),
  hypot: formula2(hypot),
  logAddExp: formula2(logAddExp),
  negate: unary('Neg'),
  abs: formula((w, x) => (x.element === 'u32' ? x : w.each('Abs', [x]))),
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
  relu: formula((w, x) => (isFloat(x) ? w.each('Relu', [x]) : x.element === 'u32' ? x : w.each('Max', [x, 0]))),
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
  notEqual: rule((w, operands) =>
    not(
      w,
      w.each(
        'Equal',
        operands.map((x) => (x.element === 'u32' ? w.cast(x, 'i64') : x)),
        'bool',
      ),
    ),
  ),
  less: comparison('Less'),
  lessEqual: comparison('LessOrEqual'),
  greater: comparison('Greater'),
  greaterEqual: comparison('GreaterOrEqual'),
  isNaN: rule((w, [x]) => w.each('IsNaN', [at([x], 0)], 'bool')),
  isInfinite: rule((w, [x]) => w.each('IsInf', [at([x], 0)], 'bool')),
  isFinite: formula((w, x) => not(w, w.each('Or', [w.each('IsNaN', [x], 'bool'), w.each('IsInf', [x], 'bool')]))),
  and: binary('And'),
  or: binary('Or'),
  not: unary('Not'),
  select: rule((w, [condition, yes, no]) => {
    const [c, a, b] = [at([condition], 0), at([yes], 0), at([no], 0)]
    if (a.element === 'bool') return chosenBool(w, c, a, b)
    return ofWords(w, [a, b], ([x, y]) => w.select(c, at([x], 0), at([y], 0)))
  }),
  convert,
  stopGradient: rule((_, operands) => operands.slice(0, 1)),
  gammaDrawn: rule((_, operands) => operands.slice(0, 1)),
}
