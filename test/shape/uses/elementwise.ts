import fc from 'fast-check'
import type { DType } from '../../../src/shape/dtype.js'
import { rarely, related, shape, tensor, tensors } from './draw.js'
import { dtypeFaults, type Operation, ofShape, operation } from './operation.js'
import type { Value } from './use.js'

/** The tensor, or rarely a number in its place. */
const operand = (tensor: Value): fc.Arbitrary<Value> => rarely(12).map((plain) => (plain ? 1 : tensor))

const unary = (names: readonly string[], ...usual: readonly DType[]): Operation =>
  operation(names, () => tensor(shape, ...usual).chain((x) => operand(x).map((one) => ({ x: one }))), dtypeFaults)

const binary = (names: readonly string[], ...usual: readonly DType[]): Operation =>
  operation(
    names,
    () => related.chain((shapes) => tensors(shapes, ...usual)).chain(([a, b]) => fc.record({ a: operand(a), b: operand(b) })),
    [...dtypeFaults, [/do not broadcast/, 'b']],
  )

/** Three shapes, the third made from one of two that are related. */
const three = fc
  .tuple(related, fc.nat({ max: 3 }), fc.nat({ max: 8 }))
  .map(([[a, b], cut, odd]) => [a, b, odd === 0 ? [7, ...a] : odd === 1 ? [...b, 4] : a.slice(cut)])

export const elementwise: Readonly<Record<string, Operation>> = {
  functions: unary(
    [
      ...['exp', 'expm1', 'log', 'log1p', 'sqrt', 'rsqrt', 'reciprocal', 'tanh', 'erf', 'erfc', 'sigmoid', 'floor', 'ceil', 'round'],
      ...['acos', 'asin', 'atan', 'cos', 'cosh', 'sin', 'sinh', 'tan', 'gelu', 'selu', 'silu', 'softplus', 'isNaN', 'isFinite'],
      ...['exp2', 'log2', 'log10', 'trunc', 'frac', 'asinh', 'acosh', 'atanh', 'isInf', 'lgamma', 'digamma', 'erfinv', 'i0', 'i1'],
      ...['neg', 'sign', 'abs', 'square', 'relu'],
      ...['hardSigmoid', 'hardSwish', 'mish', 'softsign', 'logSigmoid', 'relu6'],
    ],
    'f32',
    'f32',
    'f64',
    'i32',
    'u32',
    'bool',
  ),
  slopes: operation(
    ['leakyRelu', 'elu', 'celu'],
    () => tensor(shape, 'f32', 'f64', 'i32').chain((x) => fc.record({ x: operand(x), slope: fc.constantFrom(undefined, 0.5) })),
    dtypeFaults,
  ),
  substitutes: operation(
    ['nanToNum'],
    () =>
      tensor(shape, 'f32', 'f64', 'i32').chain((x) =>
        fc.record({ x: operand(x), options: fc.constantFrom(undefined, { nan: 1 }, { posInf: 3, negInf: -3 }) }),
      ),
    dtypeFaults,
  ),
  not: unary(['logicalNot'], 'bool', 'f32'),
  arithmetic: binary(['add', 'sub', 'mul', 'div', 'rem', 'maximum', 'minimum'], 'f32', 'f32', 'i32', 'u32'),
  powers: binary(['pow', 'atan2', 'hypot', 'logAddExp'], 'f32', 'f32', 'f64', 'i32'),
  comparisons: binary(['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'], 'f32', 'f32', 'i32', 'u32'),
  logic: binary(['logicalAnd', 'logicalOr', 'logicalXor'], 'bool', 'bool', 'bool', 'i32'),
  bits: binary(['bitwiseAnd', 'bitwiseOr', 'bitwiseXor', 'shiftLeft', 'shiftRight'], 'i32', 'i32', 'u32', 'f32'),
  turned: unary(['bitwiseNot'], 'i32', 'u32', 'f32', 'bool'),
  where: operation(
    ['where'],
    () =>
      fc
        .tuple(three, rarely(8))
        .chain(([[a = [], b = [], c = []], odd]) =>
          fc.tuple(tensor(fc.constant(a), odd ? 'f32' : 'bool'), tensors([b, c], 'f32', 'i32', 'bool')),
        )
        .chain(([condition, [yes, no]]) => fc.record({ condition: fc.constant(condition), yes: operand(yes), no: operand(no) })),
    [[/is not bool/, 'condition'], [/astype/, 'no'], ofShape(/do not broadcast/)],
  ),
  clip: operation(
    ['clip'],
    () =>
      three
        .chain((shapes) => tensors(shapes))
        .chain(([x, low, high]) => fc.record({ x: fc.constant(x), low: operand(low), high: operand(high) })),
    [...dtypeFaults, ofShape(/do not broadcast/)],
  ),
}
