import { describe, expect, it } from 'vitest'
import wabt from 'wabt'
import type { Code } from '../../../../src/backends/cpu/wasm/code.js'
import { webAssembly } from '../../../../src/backends/cpu/wasm/engine.js'
import type {
  Instruction,
  LaneInstruction,
  LaneMemoryInstruction,
  MemoryInstruction,
} from '../../../../src/backends/cpu/wasm/instruction.js'
import * as memories from '../../../../src/backends/cpu/wasm/memory.js'
import { WasmModule } from '../../../../src/backends/cpu/wasm/module.js'
import * as scalars from '../../../../src/backends/cpu/wasm/scalar.js'
import * as vectors from '../../../../src/backends/cpu/wasm/vector.js'

type Any = Instruction | LaneInstruction | LaneMemoryInstruction | MemoryInstruction
const tables = { ...scalars, ...vectors, ...memories }

/** What the specification calls each instruction, by what we do. */
const mnemonics: { readonly [T in keyof typeof tables]: { readonly [I in keyof (typeof tables)[T]]: string } } = {
  control: { nop: 'nop', drop: 'drop', select: 'select' },
  i32: {
    isZero: 'i32.eqz',
    equal: 'i32.eq',
    notEqual: 'i32.ne',
    lessSigned: 'i32.lt_s',
    lessUnsigned: 'i32.lt_u',
    greaterSigned: 'i32.gt_s',
    greaterUnsigned: 'i32.gt_u',
    lessEqualSigned: 'i32.le_s',
    lessEqualUnsigned: 'i32.le_u',
    greaterEqualSigned: 'i32.ge_s',
    greaterEqualUnsigned: 'i32.ge_u',
    leadingZeros: 'i32.clz',
    trailingZeros: 'i32.ctz',
    countOnes: 'i32.popcnt',
    add: 'i32.add',
    subtract: 'i32.sub',
    multiply: 'i32.mul',
    divideSigned: 'i32.div_s',
    divideUnsigned: 'i32.div_u',
    remainderSigned: 'i32.rem_s',
    remainderUnsigned: 'i32.rem_u',
    and: 'i32.and',
    or: 'i32.or',
    xor: 'i32.xor',
    shiftLeft: 'i32.shl',
    shiftRightSigned: 'i32.shr_s',
    shiftRightUnsigned: 'i32.shr_u',
    rotateLeft: 'i32.rotl',
    rotateRight: 'i32.rotr',
    wrapI64: 'i32.wrap_i64',
    truncateSigned: 'i32.trunc_f32_s',
    truncateUnsigned: 'i32.trunc_f32_u',
    truncateSaturatedSigned: 'i32.trunc_sat_f32_s',
    truncateSaturatedUnsigned: 'i32.trunc_sat_f32_u',
    reinterpretF32: 'i32.reinterpret_f32',
    extend8: 'i32.extend8_s',
    extend16: 'i32.extend16_s',
  },
  i64: {
    equal: 'i64.eq',
    add: 'i64.add',
    subtract: 'i64.sub',
    multiply: 'i64.mul',
    and: 'i64.and',
    or: 'i64.or',
    xor: 'i64.xor',
    shiftLeft: 'i64.shl',
    shiftRightSigned: 'i64.shr_s',
    shiftRightUnsigned: 'i64.shr_u',
    extendI32Signed: 'i64.extend_i32_s',
    extendI32Unsigned: 'i64.extend_i32_u',
  },
  f32: {
    equal: 'f32.eq',
    notEqual: 'f32.ne',
    less: 'f32.lt',
    greater: 'f32.gt',
    lessEqual: 'f32.le',
    greaterEqual: 'f32.ge',
    abs: 'f32.abs',
    negate: 'f32.neg',
    ceil: 'f32.ceil',
    floor: 'f32.floor',
    truncate: 'f32.trunc',
    nearest: 'f32.nearest',
    sqrt: 'f32.sqrt',
    add: 'f32.add',
    subtract: 'f32.sub',
    multiply: 'f32.mul',
    divide: 'f32.div',
    min: 'f32.min',
    max: 'f32.max',
    copySign: 'f32.copysign',
    convertSigned: 'f32.convert_i32_s',
    convertUnsigned: 'f32.convert_i32_u',
    demoteF64: 'f32.demote_f64',
    reinterpretI32: 'f32.reinterpret_i32',
  },
  f64: {
    equal: 'f64.eq',
    notEqual: 'f64.ne',
    less: 'f64.lt',
    greater: 'f64.gt',
    lessEqual: 'f64.le',
    greaterEqual: 'f64.ge',
    abs: 'f64.abs',
    negate: 'f64.neg',
    ceil: 'f64.ceil',
    floor: 'f64.floor',
    truncate: 'f64.trunc',
    nearest: 'f64.nearest',
    sqrt: 'f64.sqrt',
    add: 'f64.add',
    subtract: 'f64.sub',
    multiply: 'f64.mul',
    divide: 'f64.div',
    min: 'f64.min',
    max: 'f64.max',
    promoteF32: 'f64.promote_f32',
  },
  v128: {
    not: 'v128.not',
    and: 'v128.and',
    andNot: 'v128.andnot',
    or: 'v128.or',
    xor: 'v128.xor',
    bitselect: 'v128.bitselect',
    anyTrue: 'v128.any_true',
  },
  i8x16: { swizzle: 'i8x16.swizzle', splat: 'i8x16.splat', relaxedSwizzle: 'i8x16.relaxed_swizzle' },
  i32x4: {
    splat: 'i32x4.splat',
    extractLane: 'i32x4.extract_lane 3',
    replaceLane: 'i32x4.replace_lane 3',
    equal: 'i32x4.eq',
    notEqual: 'i32x4.ne',
    lessSigned: 'i32x4.lt_s',
    lessUnsigned: 'i32x4.lt_u',
    greaterSigned: 'i32x4.gt_s',
    greaterUnsigned: 'i32x4.gt_u',
    lessEqualSigned: 'i32x4.le_s',
    lessEqualUnsigned: 'i32x4.le_u',
    greaterEqualSigned: 'i32x4.ge_s',
    greaterEqualUnsigned: 'i32x4.ge_u',
    abs: 'i32x4.abs',
    negate: 'i32x4.neg',
    allTrue: 'i32x4.all_true',
    bitmask: 'i32x4.bitmask',
    shiftLeft: 'i32x4.shl',
    shiftRightSigned: 'i32x4.shr_s',
    shiftRightUnsigned: 'i32x4.shr_u',
    add: 'i32x4.add',
    subtract: 'i32x4.sub',
    multiply: 'i32x4.mul',
    minSigned: 'i32x4.min_s',
    minUnsigned: 'i32x4.min_u',
    maxSigned: 'i32x4.max_s',
    maxUnsigned: 'i32x4.max_u',
    truncateSaturatedSigned: 'i32x4.trunc_sat_f32x4_s',
    truncateSaturatedUnsigned: 'i32x4.trunc_sat_f32x4_u',
    relaxedLaneSelect: 'i32x4.relaxed_laneselect',
  },
  f32x4: {
    splat: 'f32x4.splat',
    extractLane: 'f32x4.extract_lane 3',
    replaceLane: 'f32x4.replace_lane 3',
    equal: 'f32x4.eq',
    notEqual: 'f32x4.ne',
    less: 'f32x4.lt',
    greater: 'f32x4.gt',
    lessEqual: 'f32x4.le',
    greaterEqual: 'f32x4.ge',
    ceil: 'f32x4.ceil',
    floor: 'f32x4.floor',
    truncate: 'f32x4.trunc',
    nearest: 'f32x4.nearest',
    abs: 'f32x4.abs',
    negate: 'f32x4.neg',
    sqrt: 'f32x4.sqrt',
    add: 'f32x4.add',
    subtract: 'f32x4.sub',
    multiply: 'f32x4.mul',
    divide: 'f32x4.div',
    min: 'f32x4.min',
    max: 'f32x4.max',
    pseudoMin: 'f32x4.pmin',
    pseudoMax: 'f32x4.pmax',
    convertSigned: 'f32x4.convert_i32x4_s',
    convertUnsigned: 'f32x4.convert_i32x4_u',
    relaxedMultiplyAdd: 'f32x4.relaxed_madd',
    relaxedNegateMultiplyAdd: 'f32x4.relaxed_nmadd',
  },
  memory: {
    loadI32: 'i32.load offset=300',
    loadI64: 'i64.load offset=300',
    loadF32: 'f32.load offset=300',
    loadF64: 'f64.load offset=300',
    load8Signed: 'i32.load8_s offset=300',
    load8Unsigned: 'i32.load8_u offset=300',
    load16Signed: 'i32.load16_s offset=300',
    load16Unsigned: 'i32.load16_u offset=300',
    loadV128: 'v128.load offset=300',
    load32Splat: 'v128.load32_splat offset=300',
    load64Splat: 'v128.load64_splat offset=300',
    load32Zero: 'v128.load32_zero offset=300',
    load64Zero: 'v128.load64_zero offset=300',
    storeI32: 'i32.store offset=300',
    storeI64: 'i64.store offset=300',
    storeF32: 'f32.store offset=300',
    storeF64: 'f64.store offset=300',
    store8: 'i32.store8 offset=300',
    store16: 'i32.store16 offset=300',
    storeV128: 'v128.store offset=300',
    load32Lane: 'v128.load32_lane offset=300 1',
    load64Lane: 'v128.load64_lane offset=300 1',
    store32Lane: 'v128.store32_lane offset=300 1',
    store64Lane: 'v128.store64_lane offset=300 1',
    copy: 'memory.copy',
    fill: 'memory.fill',
  },
  atomic: {
    notify: 'memory.atomic.notify offset=300',
    wait: 'memory.atomic.wait32 offset=300',
    fence: 'atomic.fence',
    load: 'i32.atomic.load offset=300',
    store: 'i32.atomic.store offset=300',
    add: 'i32.atomic.rmw.add offset=300',
    subtract: 'i32.atomic.rmw.sub offset=300',
    and: 'i32.atomic.rmw.and offset=300',
    or: 'i32.atomic.rmw.or offset=300',
    xor: 'i32.atomic.rmw.xor offset=300',
    exchange: 'i32.atomic.rmw.xchg offset=300',
    compareExchange: 'i32.atomic.rmw.cmpxchg offset=300',
  },
}

const writers: { readonly [K in Any['kind']]: (code: Code, instruction: Extract<Any, { kind: K }>) => void } = {
  plain: (code, instruction) => code.op(instruction),
  lane: (code, instruction) => code.lane(instruction, 3),
  load: (code, instruction) => code.load(instruction, 300),
  store: (code, instruction) => code.store(instruction, 300),
  atomic: (code, instruction) => code.atomic(instruction, 300),
  'load lane': (code, instruction) => code.loadLane(instruction, 1, 300),
  'store lane': (code, instruction) => code.storeLane(instruction, 1, 300),
}

/** A module whose one function writes `body` where nothing is reached, so that operands of any types are there. */
const unreached = (body: (code: Code) => void): Uint8Array<ArrayBuffer> => {
  const module = new WasmModule({ shared: true, minimum: 1, maximum: 2 })
  module.define(module.declare([], []), (code) => {
    code.unreachable()
    body(code)
    code.unreachable()
  })
  return module.bytes()
}

const features = { simd: true, threads: true, relaxed_simd: true, bulk_memory: true, sat_float_to_int: true, sign_extension: true }
const { readWasm } = await wabt()

/** What another assembler reads between the two `unreachable`. */
const readBack = (bytes: Uint8Array<ArrayBuffer>): string | undefined => {
  const module = readWasm(bytes, { ...features, readDebugNames: false, check: true })
  try {
    return /unreachable\s+([\s\S]*?)\s+unreachable/.exec(module.toText({ foldExprs: false, inlineExport: false }))?.[1]
  } finally {
    module.destroy()
  }
}

const all = Object.entries(tables).flatMap(([family, table]) =>
  Object.entries<Any>(table).map(([name, instruction]) => {
    const texts: Readonly<Record<string, string>> = mnemonics[family as keyof typeof tables] // the keys of the tables are these
    return [`${family}.${name}`, instruction, texts[name] ?? ''] as const
  }),
)

describe('an instruction is what it is called, as another assembler reads it back', () => {
  it.each(all)('%s', (_, instruction, mnemonic) => {
    const write = writers[instruction.kind] as (code: Code, instruction: Any) => void // the kind says which
    // What is natural is not printed: so the alignment is right, too.
    expect(readBack(unreached((code) => write(code, instruction)))).toBe(mnemonic)
  })

  it('that of no table', () => {
    const read = (body: (code: Code) => void) => readBack(unreached(body))?.replaceAll(/\s+/g, ' ')
    expect(read((code) => code.i32(-129))).toBe('i32.const -129')
    expect(read((code) => code.i32(0xffff_ffff))).toBe('i32.const -1')
    expect(read((code) => code.i64(-(2n ** 63n)))).toBe('i64.const -9223372036854775808')
    expect(read((code) => code.f32(1.5))).toBe('f32.const 0x1.8p+0 (;=1.5;)')
    expect(read((code) => code.f64(-0.1))).toBe('f64.const -0x1.999999999999ap-4 (;=-0.1;)')
    expect(read((code) => code.v128([1, 0xffff_ffff, 3, 0x8000_0000]))).toBe('v128.const i32x4 0x00000001 0xffffffff 0x00000003 0x80000000')
    const lanes = [0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 31]
    expect(read((code) => code.shuffle(lanes))).toBe(`i8x16.shuffle ${lanes.join(' ')}`)
    const nested = (code: Code) =>
      code.block(() =>
        code.loop(() => {
          code.br(0)
          code.brIf(1)
          code.return()
        }),
      )
    expect(read(nested)).toBe('block ;; label = @1 loop ;; label = @2 br 0 (;@2;) br_if 1 (;@1;) return end end')
  })
})

describe('the engine takes each instruction', () => {
  /** Not every engine has these: Node 20 does behind `--experimental-wasm-relaxed-simd`. */
  const relaxed = all.filter(([name]) => name.includes('relaxed')).map(([name]) => name)
  it.each(all.filter(([name]) => !relaxed.includes(name)))('%s', (_, instruction) => {
    const write = writers[instruction.kind] as (code: Code, instruction: Any) => void // the kind says which
    expect(webAssembly?.validate(unreached((code) => write(code, instruction)))).toBe(true)
  })
})
