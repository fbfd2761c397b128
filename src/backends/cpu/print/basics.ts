import type { BasicName } from '../../../kernel/basic.js'
import type { ScalarType } from '../../../kernel/scalar.js'
import type { Code } from '../wasm/code.js'
import type { Instruction } from '../wasm/instruction.js'
import { control, i32 } from '../wasm/scalar.js'
import { f32x4, i32x4, v128 } from '../wasm/vector.js'

/** What a basic function is given: instructions that leave an argument on the stack, and the type of the first. */
export interface Arguments {
  readonly type: ScalarType
  readonly push: (place: number) => void
  /** The engine multiplies and adds in one instruction, rounded once. */
  readonly isFused: boolean
  /** Leaves an argument as one number for all elements, if it is that. */
  readonly single: ((place: number) => void) | undefined
}

type Emit = (code: Code, args: Arguments) => void

const unary =
  (float: Instruction | undefined, whole: Instruction | undefined): Emit =>
  (code, { type, push }) => {
    push(0)
    const instruction = type === 'f32' ? float : whole
    if (instruction) code.op(instruction)
  }

const binary =
  (float: Instruction, signed: Instruction, unsigned = signed): Emit =>
  (code, { type, push }) => {
    push(0)
    push(1)
    code.op(type === 'f32' ? float : type === 'i32' ? signed : unsigned)
  }

const bitwise = (instruction: Instruction): Emit => binary(instruction, instruction)

/** One element after the other: there is no instruction for four. */
const elementwise =
  (each: (code: Code, a: number, b: number, type: ScalarType) => void): Emit =>
  (code, { type, push }) => {
    const [x, y] = [code.local('v128'), code.local('v128')]
    const [a, b] = [code.local('i32'), code.local('i32')]
    push(0)
    code.set(x)
    push(1)
    code.set(y)
    code.get(x)
    for (const lane of [0, 1, 2, 3]) {
      code.get(x)
      code.lane(i32x4.extractLane, lane)
      code.set(a)
      code.get(y)
      code.lane(i32x4.extractLane, lane)
      code.set(b)
      each(code, a, b, type)
      code.lane(i32x4.replaceLane, lane)
    }
    code.release(x)
    code.release(y)
    code.release(a)
    code.release(b)
  }

/** By 1 where the divisor is 0 or -1: neither may reach the instruction. */
const safely = (code: Code, a: number, b: number, instruction: Instruction): void => {
  code.get(a)
  code.i32(1)
  code.get(b)
  code.get(b)
  code.i32(1)
  code.op(i32.add)
  code.i32(2)
  code.op(i32.lessUnsigned)
  code.op(control.select)
  code.op(instruction)
}

const unsignedSafely = (code: Code, a: number, b: number, instruction: Instruction): void => {
  code.get(a)
  code.get(b)
  code.i32(1)
  code.get(b)
  code.op(control.select)
  code.op(instruction)
}

const divideWhole = elementwise((code, a, b, type) => {
  if (type === 'u32') {
    unsignedSafely(code, a, b, i32.divideUnsigned)
    return
  }
  code.i32(0)
  code.get(a)
  code.op(i32.subtract)
  safely(code, a, b, i32.divideSigned)
  code.get(b)
  code.i32(-1)
  code.op(i32.equal)
  code.op(control.select)
})

const remainderWhole = elementwise((code, a, b, type) =>
  type === 'u32' ? unsignedSafely(code, a, b, i32.remainderUnsigned) : safely(code, a, b, i32.remainderSigned),
)

const shift =
  (all: (type: ScalarType) => Instruction, one: (type: ScalarType) => Instruction): Emit =>
  (code, args) => {
    if (args.single) {
      args.push(0)
      args.single(1)
      code.op(all(args.type))
      return
    }
    elementwise((inner, a, b, type) => {
      inner.get(a)
      inner.get(b)
      inner.op(one(type))
    })(code, args)
  }

const one = Math.fround(1)
const bitsOfOne = new Uint32Array(Float32Array.of(one).buffer)[0] ?? 0
const splat = (word: number) => [word, word, word, word] as const

/** From a truth value, which is all bits or none. */
const ofBool = (word: number): Emit => {
  return (code, { push }) => {
    push(0)
    code.v128(splat(word))
    code.op(v128.and)
  }
}

/** The basic functions in WebAssembly, of four elements at once. */
export const basics: { readonly [Name in BasicName]: Emit } = {
  add: binary(f32x4.add, i32x4.add),
  subtract: binary(f32x4.subtract, i32x4.subtract),
  multiply: binary(f32x4.multiply, i32x4.multiply),
  divide: (code, args) => (args.type === 'f32' ? binary(f32x4.divide, f32x4.divide)(code, args) : divideWhole(code, args)),
  remainder: remainderWhole,
  negate: unary(f32x4.negate, i32x4.negate),
  abs: (code, args) => unary(f32x4.abs, args.type === 'u32' ? undefined : i32x4.abs)(code, args),
  min: binary(f32x4.pseudoMin, i32x4.minSigned, i32x4.minUnsigned),
  max: binary(f32x4.pseudoMax, i32x4.maxSigned, i32x4.maxUnsigned),
  fma: (code, { push, type, isFused }) => {
    push(0)
    push(1)
    if (isFused && type === 'f32') {
      push(2)
      code.op(f32x4.relaxedMultiplyAdd)
      return
    }
    code.op(type === 'f32' ? f32x4.multiply : i32x4.multiply)
    push(2)
    code.op(type === 'f32' ? f32x4.add : i32x4.add)
  },
  sqrt: unary(f32x4.sqrt, undefined),
  floor: unary(f32x4.floor, undefined),
  ceil: unary(f32x4.ceil, undefined),
  round: unary(f32x4.nearest, undefined),
  less: binary(f32x4.less, i32x4.lessSigned, i32x4.lessUnsigned),
  lessEqual: binary(f32x4.lessEqual, i32x4.lessEqualSigned, i32x4.lessEqualUnsigned),
  equal: binary(f32x4.equal, i32x4.equal),
  isNaN: (code, { push }) => {
    const x = code.local('v128')
    push(0)
    code.tee(x)
    code.get(x)
    code.op(f32x4.notEqual)
    code.release(x)
  },
  select: (code, { push }) => {
    push(1)
    push(2)
    push(0)
    code.op(v128.bitselect)
  },
  and: bitwise(v128.and),
  or: bitwise(v128.or),
  not: unary(undefined, v128.not),
  bitAnd: bitwise(v128.and),
  bitOr: bitwise(v128.or),
  bitXor: bitwise(v128.xor),
  shiftLeft: shift(
    () => i32x4.shiftLeft,
    () => i32.shiftLeft,
  ),
  shiftRight: shift(
    (type) => (type === 'i32' ? i32x4.shiftRightSigned : i32x4.shiftRightUnsigned),
    (type) => (type === 'i32' ? i32.shiftRightSigned : i32.shiftRightUnsigned),
  ),
  bits: unary(undefined, undefined),
  fromBits: unary(undefined, undefined),
  toF32: (code, args) => {
    if (args.type === 'bool') ofBool(bitsOfOne)(code, args)
    else unary(undefined, args.type === 'i32' ? f32x4.convertSigned : f32x4.convertUnsigned)(code, args)
  },
  toI32: (code, args) => (args.type === 'bool' ? ofBool(1) : unary(i32x4.truncateSaturatedSigned, undefined))(code, args),
  toU32: (code, args) => (args.type === 'bool' ? ofBool(1) : unary(i32x4.truncateSaturatedUnsigned, undefined))(code, args),
  rounded: unary(undefined, undefined),
  apart: unary(undefined, undefined),
}
