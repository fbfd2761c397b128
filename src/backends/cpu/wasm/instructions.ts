/** The bytes of an instruction that has no more to it. */
export interface Instruction {
  readonly name: string
  readonly bytes: readonly number[]
}

/** An instruction of memory, and how many bytes it reads or writes, as a power of 2. */
export interface MemoryInstruction extends Instruction {
  readonly align: number
}

/** LEB128, as all numbers of the format are. */
export const unsigned = (value: number): number[] => {
  const bytes: number[] = []
  let left = value >>> 0
  do {
    const rest = left >>> 7
    bytes.push((left & 0x7f) | (rest ? 0x80 : 0))
    left = rest
  } while (left)
  return bytes
}

export const signed = (value: number): number[] => {
  const bytes: number[] = []
  let left = value | 0
  for (;;) {
    const byte = left & 0x7f
    left >>= 7
    const isLast = (left === 0 && !(byte & 0x40)) || (left === -1 && (byte & 0x40) !== 0)
    bytes.push(isLast ? byte : byte | 0x80)
    if (isLast) return bytes
  }
}

const simd = 0xfd
const atomic = 0xfe

type Table<Names extends string> = { readonly [Name in Names]: Instruction }

/** Instructions by their names here, from the text format's names and opcodes. */
const table = <Names extends string>(
  prefix: number | undefined,
  family: string,
  entries: { readonly [Name in Names]: readonly [name: string, opcode: number] },
): Table<Names> =>
  Object.fromEntries(
    Object.entries<readonly [name: string, opcode: number]>(entries).map(([key, [name, opcode]]) => [
      key,
      { name: name.includes('.') ? name : `${family}.${name}`, bytes: prefix === undefined ? [opcode] : [prefix, ...unsigned(opcode)] },
    ]),
  ) as unknown as Table<Names> // made of the entries

export const i32 = table(undefined, 'i32', {
  isZero: ['eqz', 0x45],
  equal: ['eq', 0x46],
  notEqual: ['ne', 0x47],
  less: ['lt_s', 0x48],
  lessUnsigned: ['lt_u', 0x49],
  greater: ['gt_s', 0x4a],
  greaterUnsigned: ['gt_u', 0x4b],
  lessEqual: ['le_s', 0x4c],
  lessEqualUnsigned: ['le_u', 0x4d],
  greaterEqual: ['ge_s', 0x4e],
  greaterEqualUnsigned: ['ge_u', 0x4f],
  add: ['add', 0x6a],
  subtract: ['sub', 0x6b],
  multiply: ['mul', 0x6c],
  divide: ['div_s', 0x6d],
  divideUnsigned: ['div_u', 0x6e],
  remainder: ['rem_s', 0x6f],
  remainderUnsigned: ['rem_u', 0x70],
  and: ['and', 0x71],
  or: ['or', 0x72],
  xor: ['xor', 0x73],
  shiftLeft: ['shl', 0x74],
  shiftRight: ['shr_s', 0x75],
  shiftRightUnsigned: ['shr_u', 0x76],
  select: ['.select', 0x1b],
  drop: ['.drop', 0x1a],
})

export const f32x4 = table(simd, 'f32x4', {
  splat: ['splat', 0x13],
  equal: ['eq', 0x41],
  less: ['lt', 0x43],
  lessEqual: ['le', 0x45],
  ceil: ['ceil', 0x67],
  floor: ['floor', 0x68],
  nearest: ['nearest', 0x6a],
  abs: ['abs', 0xe0],
  negate: ['neg', 0xe1],
  sqrt: ['sqrt', 0xe3],
  add: ['add', 0xe4],
  subtract: ['sub', 0xe5],
  multiply: ['mul', 0xe6],
  divide: ['div', 0xe7],
  pseudoMin: ['pmin', 0xea],
  pseudoMax: ['pmax', 0xeb],
  convert: ['convert_i32x4_s', 0xfa],
  convertUnsigned: ['convert_i32x4_u', 0xfb],
  relaxedMultiplyAdd: ['relaxed_madd', 0x105],
})

export const i32x4 = table(simd, 'i32x4', {
  splat: ['splat', 0x11],
  extractLane: ['extract_lane', 0x1b],
  replaceLane: ['replace_lane', 0x1c],
  equal: ['eq', 0x37],
  notEqual: ['ne', 0x38],
  less: ['lt_s', 0x39],
  lessUnsigned: ['lt_u', 0x3a],
  greater: ['gt_s', 0x3b],
  lessEqual: ['le_s', 0x3d],
  lessEqualUnsigned: ['le_u', 0x3e],
  abs: ['abs', 0xa0],
  negate: ['neg', 0xa1],
  shiftLeft: ['shl', 0xab],
  shiftRight: ['shr_s', 0xac],
  shiftRightUnsigned: ['shr_u', 0xad],
  add: ['add', 0xae],
  subtract: ['sub', 0xb1],
  multiply: ['mul', 0xb5],
  min: ['min_s', 0xb6],
  minUnsigned: ['min_u', 0xb7],
  max: ['max_s', 0xb8],
  maxUnsigned: ['max_u', 0xb9],
  truncate: ['trunc_sat_f32x4_s', 0xf8],
  truncateUnsigned: ['trunc_sat_f32x4_u', 0xf9],
})

export const v128 = table(simd, 'v128', {
  not: ['not', 0x4d],
  and: ['and', 0x4e],
  andNot: ['andnot', 0x4f],
  or: ['or', 0x50],
  xor: ['xor', 0x51],
  bitselect: ['bitselect', 0x52],
  anyTrue: ['any_true', 0x53],
})

const ofMemory = <Names extends string>(
  entries: { readonly [Name in Names]: readonly [name: string, prefix: number | undefined, opcode: number, align: number] },
): { readonly [Name in Names]: MemoryInstruction } =>
  Object.fromEntries(
    Object.entries<readonly [name: string, prefix: number | undefined, opcode: number, align: number]>(entries).map(
      ([key, [name, prefix, opcode, align]]) => [
        key,
        { name, bytes: prefix === undefined ? [opcode] : [prefix, ...unsigned(opcode)], align },
      ],
    ),
  ) as unknown as { readonly [Name in Names]: MemoryInstruction } // made of the entries

export const memory = ofMemory({
  load32: ['i32.load', undefined, 0x28, 2],
  store32: ['i32.store', undefined, 0x36, 2],
  load128: ['v128.load', simd, 0x00, 4],
  load32Splat: ['v128.load32_splat', simd, 0x09, 2],
  store128: ['v128.store', simd, 0x0b, 4],
  load32Lane: ['v128.load32_lane', simd, 0x56, 2],
  store32Lane: ['v128.store32_lane', simd, 0x5a, 2],
  load32Zero: ['v128.load32_zero', simd, 0x5c, 2],
  notify: ['memory.atomic.notify', atomic, 0x00, 2],
  wait32: ['memory.atomic.wait32', atomic, 0x01, 2],
  atomicLoad: ['i32.atomic.load', atomic, 0x10, 2],
  atomicStore: ['i32.atomic.store', atomic, 0x17, 2],
  atomicAdd: ['i32.atomic.rmw.add', atomic, 0x1e, 2],
})
