import { lane, vector } from './instruction.js'

/** Of the 128 bits. `bitselect` takes the first value's bits where the third's are 1, else the second's; `andNot` is the first and not the second. */
export const v128 = {
  not: vector(0x4d),
  and: vector(0x4e),
  andNot: vector(0x4f),
  or: vector(0x50),
  xor: vector(0x51),
  bitselect: vector(0x52),
  /** 1 if any bit is 1, else 0. */
  anyTrue: vector(0x53),
} as const

/** `swizzle` takes the bytes of the first value that the bytes of the second name, and 0 where they are above 15. `Code.shuffle` is for lanes that are known. */
export const i8x16 = {
  swizzle: vector(0x0e),
  splat: vector(0x0f),
  relaxedSwizzle: vector(0x100),
} as const

/** Comparisons give all ones or all zeros a lane. Shifts take an `i32`, modulo 32. */
export const i32x4 = {
  splat: vector(0x11),
  extractLane: lane(0x1b),
  replaceLane: lane(0x1c),
  equal: vector(0x37),
  notEqual: vector(0x38),
  lessSigned: vector(0x39),
  lessUnsigned: vector(0x3a),
  greaterSigned: vector(0x3b),
  greaterUnsigned: vector(0x3c),
  lessEqualSigned: vector(0x3d),
  lessEqualUnsigned: vector(0x3e),
  greaterEqualSigned: vector(0x3f),
  greaterEqualUnsigned: vector(0x40),
  abs: vector(0xa0),
  negate: vector(0xa1),
  /** 1 if no lane is 0, else 0. */
  allTrue: vector(0xa3),
  /** The signs of the lanes, lane 0's in bit 0. */
  bitmask: vector(0xa4),
  shiftLeft: vector(0xab),
  shiftRightSigned: vector(0xac),
  shiftRightUnsigned: vector(0xad),
  add: vector(0xae),
  subtract: vector(0xb1),
  multiply: vector(0xb5),
  minSigned: vector(0xb6),
  minUnsigned: vector(0xb7),
  maxSigned: vector(0xb8),
  maxUnsigned: vector(0xb9),
  /** Towards zero; a NaN gives 0, and what is out of range the nearest that is in it. */
  truncateSaturatedSigned: vector(0xf8),
  truncateSaturatedUnsigned: vector(0xf9),
  relaxedLaneSelect: vector(0x10b),
} as const

/** As of `f32`; `pseudoMin(a, b)` is `b < a ? b : a`, and `pseudoMax(a, b)` is `a < b ? b : a`: one instruction of the processor each. */
export const f32x4 = {
  splat: vector(0x13),
  extractLane: lane(0x1f),
  replaceLane: lane(0x20),
  equal: vector(0x41),
  notEqual: vector(0x42),
  less: vector(0x43),
  greater: vector(0x44),
  lessEqual: vector(0x45),
  greaterEqual: vector(0x46),
  ceil: vector(0x67),
  floor: vector(0x68),
  truncate: vector(0x69),
  nearest: vector(0x6a),
  abs: vector(0xe0),
  negate: vector(0xe1),
  sqrt: vector(0xe3),
  add: vector(0xe4),
  subtract: vector(0xe5),
  multiply: vector(0xe6),
  divide: vector(0xe7),
  min: vector(0xe8),
  max: vector(0xe9),
  pseudoMin: vector(0xea),
  pseudoMax: vector(0xeb),
  convertSigned: vector(0xfa),
  convertUnsigned: vector(0xfb),
  /** `a * b + c`, rounded once or twice, as the processor likes it. Not every engine has the relaxed ones. */
  relaxedMultiplyAdd: vector(0x105),
  /** `-(a * b) + c`, likewise. */
  relaxedNegateMultiplyAdd: vector(0x106),
} as const
