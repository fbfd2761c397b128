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
declare const short: Tensor<[3, 8]>
declare const unsized: Tensor<[number, 8]>
declare const steps: number
declare const sized: Tensor<[number]>
const pair = <A, B>(a: A, b: B): [A, B] => [a, b]
const bound = jit((c: Tensor<['N']>, x: Tensor<['N']>) => [add(c, x), sum(c)] as const)
const through = <C>(step: (c: C, x: Tensor<[8]>) => readonly [C, Tensor<[]>], init: C) => scan(step, init, rows)
const until = <C>(goesOn: (c: C) => Tensor<[], 'bool'>, step: (c: C) => C, init: C) => whileLoop(goesOn, step, init, { atMost: 9 })
const either = <A, R>(yes: (a: A) => R, no: (a: A) => R, a: A) => cond(flag, yes, no, a)
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
    // Nothing is annotated: the types of the body's parameters are those of what it is given.
    ['scan((c, x) => [add(c, x), sum(x)], eight, rows)', '[carry: Tensor<[8], "f32">, ys: Tensor<[5], "f32">]'],
    ['scan(({ c, h }, x) => { const n = add(c, x); return [{ c: n, h }, n] }, lstm, batch)', '[carry: Lstm, ys: Tensor<["T", 8], "f32">]'],
    [
      'scan(([a, { n }], [x, row]) => [[add(a, x), { n: add(n, row) }], { x, row }], [zero, { n: eight }], [xs, rows])',
      '[carry: readonly [Tensor<[], "f32">, { readonly n: Tensor<[8], "f32">; }], ys: { x: Tensor<[5], "f32">; row: Tensor<[5, 8], "f32">; }]',
    ],
    ['scan(pair, eight, rows)', '[carry: Tensor<[8], "f32">, ys: Tensor<[5, 8], "f32">]'],
    ['scan(bound, eight, rows)', '[carry: Tensor<[8], "f32">, ys: Tensor<[5], "f32">]'],
    ['through((c: Tensor<[3]>, x) => [c, sum(x)] as const, zeros([3]))', '[carry: Tensor<[3], "f32">, ys: Tensor<[5], "f32">]'],
    // What is not known may fit.
    ['scan((c, x) => [sized, x], eight, unsized)', '[carry: Tensor<[8], "f32">, ys: Tensor<[number, 8], "f32">]'],
    ['scan((c, x) => [some, x], sized, { x: unsized, row: rows })[1].x', 'Tensor<[5, 8], "f32">'],
    ['scan((c, x) => [c, x], zero, unsized, { length: 4 })[1]', 'Tensor<[4, 8], "f32">'],
    ['scan((c, x) => [c, x], zero, rows, { length: steps })[1]', 'Tensor<[5, 8], "f32">'],
    ['scan((c) => [c, c], eight, null, { length: batch.shape[0] })[1]', 'Tensor<["T", 8], "f32">'],
    ['scan((c: Tensor<[]>, x) => [c, x], zero, some)[1]', 'Tensor<[number, ...Dim[]], DType>'],
    ['scan((c: Tensor<[]>, { a }) => [c, a], zero, { a: xs, b: rows })[1]', 'Tensor<[5], "f32">'],
    ['map((x: Tensor<[8]>) => sum(x), batch)', 'Tensor<["T"], "f32">'],
    ['map((x) => ({ total: sum(x), place: argmax(x) }), rows)', '{ total: Tensor<[5], "f32">; place: Tensor<[5], "i32">; }'],
    ['map(({ x, y }) => add(x, sum(y)), { x: xs, y: rows })', 'Tensor<[5], "f32">'],
    ['cond(flag, (x: Tensor<[8]>) => sum(x), (x) => mean(x), eight)', 'Tensor<[], "f32">'],
    [
      'cond(greater(zero, 0), (x: Lstm, y: Tensor<["T", 8]>) => [x.c, y] as const, (x, y) => [x.h, y] as const, lstm, batch)',
      'readonly [Tensor<[8], "f32">, Tensor<["T", 8], "f32">]',
    ],
    ['cond(flag, () => zero, () => tensor(1))', 'Tensor<[], "f32">'],
    ['cond(flag, (x) => sum(x), (x) => mean(x), eight)', 'Tensor<[], "f32">'],
    ['cond(flag, (x) => [x, sum(x)], (x) => [add(x, 1), mean(x)], eight)', 'readonly [Tensor<[8], "f32">, Tensor<[], "f32">]'],
    ['cond(flag, tanh, (x) => x, eight)', 'Tensor<[8], "f32">'],
    ['cond(flag, (x) => x, tanh, eight)', 'Tensor<[8], "f32">'],
    ['cond(flag, log, exp, eight)', 'Tensor<[8], "f32">'],
    ['cond(some, (x) => x, (_) => sized, eight)', 'Tensor<[8], "f32">'],
    ['either((x: Tensor<[8]>) => sum(x), (x) => mean(x), eight)', 'Tensor<[], "f32">'],
    ['whileLoop((x) => less(x, 100), (x) => mul(x, 2), zero, { atMost: 20 })', 'Tensor<[], "f32">'],
    [
      'whileLoop(([n]) => less(n, 100), ([n, { c }]) => [mul(n, 2), { c }], [zero, { c: eight }], { atMost: steps })[1].c',
      'Tensor<[8], "f32">',
    ],
    ['whileLoop((x) => less(sum(x), 100), exp, eight, { atMost: 20 })', 'Tensor<[8], "f32">'],
    ['until((x: Tensor<[8]>) => less(sum(x), 100), (x) => exp(x), eight)', 'Tensor<[8], "f32">'],
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
    [
      'map(({ x, y }) => add(x, sum(y)), «{ x: xs, y: short }»)',
      'map: xs.x has 5 slices, xs.y has 3; lists go along together only if they are equally long',
    ],
    [
      'scan((c, [a, b]) => [c, a], zero, «[rows, { row: batch }]»)',
      'scan: xs[0] has 5 slices, xs[1].row has T; lists go along together only if they are equally long',
    ],
    // Of several faults the first is told, in the order of the leaves.
    [
      'scan((c) => [c, c], zero, «{ z: xs, b: { q: short, a: short }, c: zero, _: xs }»)',
      'scan: xs._ has 5 slices, xs.b.a has 3; lists go along together only if they are equally long',
    ],
    [
      'scan((c) => [c, c], zero, «{ 2: xs, 10: short, "a-b": xs }»)',
      'scan: xs.10 has 3 slices, xs.2 has 5; lists go along together only if they are equally long',
    ],
    ['scan((c, x) => [c, x], zero, rows, { «length»: 4 })', 'scan: the lists have 5 slices, the length given is 4'],
    ['scan((c, x) => [c, x], zero, batch, { reverse: true, «length»: 4 })', 'scan: the lists have T slices, the length given is 4'],
    ['scan((c) => [c, c], zero, null, { «length»: -1 })', 'scan: length -1 is not a number of steps; it is a whole number, 0 or more'],
    ['scan(«(c, x) => [sum(c), x]», eight, rows)', 'scan: the body gives the carry f32[], it was f32[8]; what is carried keeps its type'],
    [
      'scan(«(c: Tensor<[8]>, x: Tensor<[8]>) => { const n = sum(add(c, x)); return [n, x] }», eight, rows)',
      'scan: the body gives the carry f32[], it was f32[8]; what is carried keeps its type',
    ],
    ['scan(«(c, x) => [x, c]», whole, rows)', 'scan: the body gives the carry f32[8], it was i32[7]; what is carried keeps its type'],
    [
      'scan(«(c, x) => [less(c, x), c]», eight, rows)',
      'scan: the body gives the carry bool[8], it was f32[8]; what is carried keeps its type',
    ],
    ['scan(«(c, x) => [x, c]», batch, rows)', 'scan: the body gives the carry f32[8], it was f32[T, 8]; what is carried keeps its type'],
    [
      'scan(«({ c, h }, x) => [{ h: sum(h), c: sum(x) }, null]», lstm, rows)',
      'scan: the body gives carry.c f32[], it was f32[8]; what is carried keeps its type',
    ],
    [
      'scan(«(c, x) => [{ ...c, h: [x] }, null]», lstm, rows)',
      'scan: the body gives carry.h a list, it was f32[8]; what is carried keeps its type',
    ],
    [
      'scan(«({ c }, x) => [{ c }, null]», lstm, rows)',
      'scan: the body gives carry.h nothing, it was f32[8]; what is carried keeps its type',
    ],
    [
      'scan(«({ c, h }, x) => [{ c, h, x }, null]», lstm, rows)',
      'scan: the body gives carry.x f32[8], it was nothing; what is carried keeps its type',
    ],
    [
      'scan(«([a, b]) => [[b, a], null]», [zero, eight], rows)',
      'scan: the body gives carry[0] f32[8], it was f32[]; what is carried keeps its type',
    ],
    [
      'scan(«([a]) => [[a], null]», [zero, eight], rows)',
      'scan: the body gives the carry a list of 1, it was a list of 2; what is carried keeps its type',
    ],
    ['scan(«bound», zero, rows)', 'scan: the body gives the carry f32[N], it was f32[]; what is carried keeps its type'],
    ['scan(«(c: Tensor<[]>, x: Tensor<[]>) => add(c, x)», zero, xs)', 'scan: the body gives f32[]; a step gives [carry, y]'],
    ['scan(«(c, x) => [c, x, x]», zero, xs)', 'scan: the body gives a list of 3; a step gives [carry, y]'],
    [
      'scan(«(c, x) => { const both = [c, x]; return both }», zero, xs)',
      'scan: the body gives a list of unknown length; did you mean [carry, y] as const?',
    ],
    // Of what is said of the lists and of the body the first alone.
    ['scan((c, x) => [sum(c), x], eight, «zero»)', 'scan: xs is a scalar, []; it needs an axis to go along'],
    ['scan((c, x) => [sum(c), x], eight, rows, { «length»: 4 })', 'scan: the lists have 5 slices, the length given is 4'],
    ['cond(«eight», (x: Tensor<[8]>) => sum(x), (x) => mean(x), eight)', 'cond: the predicate is a bool scalar, bool[]; got f32[8]'],
    ['cond(«zero», () => zero, () => zero)', 'cond: the predicate is a bool scalar, bool[]; got f32[]'],
    ['cond(«greater(eight, 0)», (x) => sum(x), (x) => x, eight)', 'cond: the predicate is a bool scalar, bool[]; got bool[8]'],
    ['cond(flag, (x: Tensor<[8]>) => sum(x), «(x) => x», eight)', 'cond: the branches differ: f32[] if true, f32[8] if false'],
    ['cond(flag, (x) => sum(x), «tanh», eight)', 'cond: the branches differ: f32[] if true, f32[8] if false'],
    ['cond(flag, (x) => x, «(x) => argmax(x)», eight)', 'cond: the branches differ: f32[8] if true, i32[] if false'],
    [
      'cond(flag, (x) => ({ all: [x, sum(x)] }), «(x) => ({ all: [x, x] })», eight)',
      'cond: the branches differ at .all[1]: f32[] if true, f32[8] if false',
    ],
    ['cond(flag, () => ({ x: zero }), «() => ({ y: zero })»)', 'cond: the branches differ at .x: f32[] if true, nothing if false'],
    ['cond(flag, () => null, «() => zero»)', 'cond: the branches differ: null if true, f32[] if false'],
    ['whileLoop(«(x) => x», (x) => x, zero, { atMost: 20 })', 'whileLoop: the condition is a bool scalar, bool[]; got f32[]'],
    [
      'whileLoop(«(x) => less(x, 1)», (x) => sum(x), eight, { atMost: 20 })',
      'whileLoop: the condition is a bool scalar, bool[]; got bool[8]',
    ],
    [
      'whileLoop((x: Tensor<[]>) => less(x, 1), «(x) => zeros([2])», zero, { atMost: 20 })',
      'whileLoop: the body gives the carry f32[2], it was f32[]; what is carried keeps its type',
    ],
    [
      'whileLoop(([n]) => less(n, 1), «([n, x]) => [n, sum(x)]», [zero, eight], { atMost: 20 })',
      'whileLoop: the body gives carry[1] f32[], it was f32[8]; what is carried keeps its type',
    ],
    [
      'whileLoop((x) => less(x, 1), (x) => x, zero, { «atMost»: 2.5 })',
      'whileLoop: atMost 2.5 is not a number of steps; it is a whole number, 0 or more',
    ],
  ],
  refuses: [
    [
      'scan(«(c: Tensor<[]>, x: Tensor<[3]>) => [c, sum(x)]», zero, rows)',
      `Argument of type '(c: Tensor<[]>, x: Tensor<[3]>) => [Tensor<[], "f32">, Tensor<[], "f32">]' is not assignable to parameter of type '(carry: Tensor<[], "f32">, x: Tensor<[8], "f32">) => [Tensor<[], "f32">, Tensor<[], "f32">]'.
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
      'map(«(x: Tensor<[3]>) => sum(x)», rows)',
      `Argument of type '(x: Tensor<[3]>) => Tensor<[], "f32">' is not assignable to parameter of type '(x: Tensor<[8], "f32">) => Tensor<[], "f32">'.
  Types of parameters 'x' and 'x' are incompatible.
    Type 'Tensor<[8], "f32">' is not assignable to type 'Tensor<[3], "f32">'.
      Types of property 'shape' are incompatible.
        Type 'readonly [8]' is not assignable to type 'readonly [3]'.
          Type '8' is not assignable to type '3'.`,
    ],
    [
      'cond(flag, (x: Tensor<[8]>) => sum(x), (x) => mean(x), «zero»)',
      `Argument of type 'Tensor<[], "f32">' is not assignable to parameter of type 'Tensor<[8], "f32">'.
  Types of property 'shape' are incompatible.
    Type 'readonly []' is not assignable to type 'readonly [8]'.
      Source has 0 element(s) but target requires 1.`,
    ],
    ['«whileLoop((x: Tensor<[]>) => less(x, 1), (x) => x, zero)»', 'Expected 4 arguments, but got 3.'],
  ],
}
