import type { Family } from './harness.js'

export const control: Family = {
  name: 'control',
  given: `
interface Lstm { readonly c: Tensor<[8]>; readonly h: Tensor<[8]> }
declare const lstm: Lstm
declare const xs: Tensor<[5]>
declare const rows: Tensor<[5, 8]>
declare const batch: Tensor<['T', 8]>
declare const whole: Tensor<[7], 'i32'>
declare const w: Tensor<[8, 8]>
declare const some: AnyTensor
declare const zero: Tensor<[]>
declare const eight: Tensor<[8]>
declare const flag: Tensor<[], 'bool'>
const cell = ({ c, h }: Lstm, x: Tensor<[8]>) => {
  const next = tanh(add(mul(c, h), matmul(w, x)))
  return [{ c: next, h: next }, sum(next)] as const
}`,
  compiles: [
    ['scan((c: Tensor<[]>, x) => [add(c, x), mul(c, x)], zero, xs)', '[carry: Tensor<[], "f32">, ys: Tensor<[5], "f32">]'],
    ['scan(cell, lstm, rows)', '[carry: Lstm, ys: Tensor<[5], "f32">]'],
    ['scan(cell, lstm, batch)[1]', 'Tensor<["T"], "f32">'],
    [
      'scan((c: Tensor<[]>, x) => [c, { at: x.n, twice: [x.row, x.row] as const }], zero, { n: whole, row: zeros([7, 2]) })[1].twice[0]',
      'Tensor<[7, 2], "f32">',
    ],
    ['scan((c: Tensor<[]>) => [mul(c, 2), c], zero, null, { length: 10 })[1]', 'Tensor<[10], "f32">'],
    ['scan((c: Tensor<[]>) => [mul(c, 2), null], zero, [], { length: 10, reverse: true })', '[carry: Tensor<[], "f32">, ys: null]'],
    ['scan((c: Tensor<[]>, x) => [c, x], zero, some)[1]', 'Tensor<[number, ...Dim[]], DType>'],
    ['scan((c: Tensor<[]>, { a }) => [c, a], zero, { a: xs, b: rows })[1]', 'Tensor<[5], "f32">'],
    ['map((x: Tensor<[8]>) => sum(x), batch)', 'Tensor<["T"], "f32">'],
    ['map((x) => ({ total: sum(x), place: argmax(x) }), rows)', '{ total: Tensor<[5], "f32">; place: Tensor<[5], "i32">; }'],
    ['map(({ x, y }) => add(x, sum(y)), { x: xs, y: rows })', 'Tensor<[5], "f32">'],
    ['cond(flag, (x: Tensor<[8]>) => sum(x), (x) => mean(x), eight)', 'Tensor<[], "f32">'],
    [
      'cond(greater(zero, 0), (x: Lstm, y: Tensor<["T", 8]>) => [x.c, y] as const, (x, y) => [x.h, y] as const, lstm, batch)',
      '[Tensor<[8], "f32">, Tensor<["T", 8], "f32">]',
    ],
    ['cond(flag, () => zero, () => tensor(1))', 'Tensor<[], "f32">'],
    ['whileLoop((x: Tensor<[]>) => less(x, 100), (x) => mul(x, 2), zero, { atMost: 20 })', 'Tensor<[], "f32">'],
    ['whileLoop(({ c }: Lstm) => less(sum(c), 1), ({ c, h }) => ({ c: h, h: add(c, h) }), lstm, { atMost: 3 })', 'Lstm'],
    ['jit((p: Tensor<["N", 8]>) => scan((c: Tensor<[8]>, x) => [add(c, x), c], eight, p))(zeros([3, 8]))[1]', 'Tensor<[3, 8], "f32">'],
    ['grad((h: Tensor<[8]>) => sum(scan((c: Tensor<[8]>, x: Tensor<[8]>) => [mul(c, x), null], h, rows)[0]))(eight)', 'Tensor<[8], "f32">'],
  ],
  rejects: [
    ['scan((c: Tensor<[]>) => [c, c], zero, «null»)', 'scan: there are no lists; say how many steps, as in { length: 10 }'],
    [
      'scan((c: Tensor<[]>) => [c, c], zero, «[]», { reverse: true })',
      'scan: there are no lists; say how many steps, as in { length: 10 }',
    ],
    ['scan((c: Tensor<[]>, x) => [c, x], zero, «zero»)', 'scan: xs is a scalar, []; it needs an axis to go along'],
    ['scan((c: Tensor<[]>, { a }) => [c, a], zero, «{ a: xs, b: zero }»)', 'scan: xs.b is a scalar, []; it needs an axis to go along'],
    [
      'scan((c: Tensor<[]>, [a]) => [c, a], zero, «[xs, { at: flag }] as const»)',
      'scan: xs[1].at is a scalar, []; it needs an axis to go along',
    ],
    ['map((x: Tensor<[]>) => x, «zero»)', 'map: xs is a scalar, []; it needs an axis to go along'],
    ['map((x) => x, «null»)', 'map: there are no lists; say how many steps, as in { length: 10 }'],
  ],
  refuses: [
    [
      'scan(«(c: Tensor<[]>, x: Tensor<[3]>) => [c, sum(x)]», zero, rows)',
      `Argument of type '(c: Tensor<[]>, x: Tensor<[3]>) => [Tensor<[], "f32">, Tensor<[], "f32">]' is not assignable to parameter of type '(carry: Tensor<[], "f32">, x: Tensor<[8], "f32">) => readonly [NoInfer<Tensor<[], "f32">>, Tensor<[], "f32">]'.
  Types of parameters 'x' and 'x' are incompatible.
    Type 'Tensor<[8], "f32">' is not assignable to type 'Tensor<[3], "f32">'.
      Types of property 'shape' are incompatible.
        Type 'readonly [8]' is not assignable to type 'readonly [3]'.
          Type '8' is not assignable to type '3'.`,
    ],
    [
      'scan((c: Tensor<[3]>, x: Tensor<[]>) => [c, x], «zero», xs)',
      `Argument of type 'Tensor<[], "f32">' is not assignable to parameter of type 'Tensor<[3], "f32">'.
  Types of property 'shape' are incompatible.
    Type 'readonly []' is not assignable to type 'readonly [3]'.
      Source has 0 element(s) but target requires 1.`,
    ],
    [
      'scan(«(c: Tensor<[]>, x: Tensor<[]>) => add(c, x)», zero, xs)',
      `Argument of type '(c: Tensor<[]>, x: Tensor<[]>) => Tensor<[], "f32">' is not assignable to parameter of type '(carry: Tensor<[], "f32">, x: Tensor<[], "f32">) => readonly [NoInfer<Tensor<[], "f32">>, unknown]'.
  Type 'Tensor<[], "f32">' is not assignable to type 'readonly [NoInfer<Tensor<[], "f32">>, unknown]'.`,
    ],
    [
      'map(«(x: Tensor<[3]>) => sum(x)», rows)',
      `Argument of type '(x: Tensor<[3]>) => Tensor<[], "f32">' is not assignable to parameter of type '(x: Tensor<[8], "f32">) => Tensor<[], "f32">'.
  Types of parameters 'x' and 'x' are incompatible.
    Type 'Tensor<[8], "f32">' is not assignable to type 'Tensor<[3], "f32">'.
      Types of property 'shape' are incompatible.
        Type 'readonly [8]' is not assignable to type 'readonly [3]'.
          Type '8' is not assignable to type '3'.`,
    ],
    [
      'cond(«eight», (x: Tensor<[8]>) => sum(x), (x) => mean(x), eight)',
      `Argument of type 'Tensor<[8], "f32">' is not assignable to parameter of type 'Tensor<[], "bool">'.
  Types of property 'shape' are incompatible.
    Type 'readonly [8]' is not assignable to type 'readonly []'.
      Source has 1 element(s) but target allows only 0.`,
    ],
    [
      'cond(flag, (x: Tensor<[8]>) => sum(x), (x) => «x», eight)',
      `Type 'Tensor<[8], "f32">' is not assignable to type 'Tensor<[], "f32">'.
  Types of property 'shape' are incompatible.
    Type 'readonly [8]' is not assignable to type 'readonly []'.
      Source has 1 element(s) but target allows only 0.`,
    ],
    [
      'cond(flag, (x: Tensor<[8]>) => sum(x), (x) => mean(x), «zero»)',
      `Argument of type 'Tensor<[], "f32">' is not assignable to parameter of type 'Tensor<[8], "f32">'.
  Types of property 'shape' are incompatible.
    Type 'readonly []' is not assignable to type 'readonly [8]'.
      Source has 0 element(s) but target requires 1.`,
    ],
    [
      'cond(«zero», () => zero, () => zero)',
      `Argument of type 'Tensor<[], "f32">' is not assignable to parameter of type 'Tensor<[], "bool">'.
  Types of property 'dtype' are incompatible.
    Type '"f32"' is not assignable to type '"bool"'.`,
    ],
    [
      'whileLoop((x: Tensor<[]>) => less(x, 1), (x) => «zeros([2])», zero, { atMost: 20 })',
      `Type 'Tensor<[2], "f32">' is not assignable to type 'Tensor<[], "f32">'.
  Types of property 'shape' are incompatible.
    Type 'readonly [2]' is not assignable to type 'readonly []'.
      Source has 1 element(s) but target allows only 0.`,
    ],
    ['«whileLoop((x: Tensor<[]>) => less(x, 1), (x) => x, zero)»', 'Expected 4 arguments, but got 3.'],
  ],
}
