import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Code } from '../../../../src/backends/cpu/wasm/code.js'
import { type WasmMemory, webAssembly } from '../../../../src/backends/cpu/wasm/engine.js'
import type { Instruction, ValueType } from '../../../../src/backends/cpu/wasm/instruction.js'
import { atomic, memory } from '../../../../src/backends/cpu/wasm/memory.js'
import { type MemoryLimits, WasmModule } from '../../../../src/backends/cpu/wasm/module.js'
import { control, f32, f64, i32, i64 } from '../../../../src/backends/cpu/wasm/scalar.js'
import { f32x4, i8x16, i32x4, v128 } from '../../../../src/backends/cpu/wasm/vector.js'

const limits: MemoryLimits = { shared: false, minimum: 1 }
if (!webAssembly) throw new Error('these tests take WebAssembly')
const { Memory, Module, Instance, RuntimeError, validate } = webAssembly
const made = new Memory({ initial: 1 })
const bytes = new DataView(made.buffer)
const words = new Uint32Array(made.buffer)
const floats = new Float32Array(made.buffer)

type Exports = Readonly<Record<string, (...args: readonly number[]) => number>>

const instantiate = (module: WasmModule, env: WasmMemory = made): Exports => {
  const instance = new Instance(new Module(module.bytes()), { env: { memory: env } })
  return instance.exports as Exports // only functions of numbers are exported here
}

/** One function. */
const compile = (
  params: readonly ValueType[],
  results: readonly ValueType[],
  write: (code: Code, params: readonly number[]) => void,
): ((...args: readonly number[]) => number) => {
  const module = new WasmModule(limits)
  const f = module.declare(params, results)
  module.define(f, write)
  module.export('f', f)
  return instantiate(module).f as Exports[string] // it was exported
}

/** The function that is one instruction on its arguments. */
const alone = (params: readonly ValueType[], result: ValueType, instruction: Instruction) =>
  compile(params, [result], (code, args) => {
    for (const arg of args) code.get(arg)
    code.op(instruction)
  })

/** The four words at 64, of those at 0, 16 and 32. */
const lanewise = (arity: number, instruction: Instruction): (() => number[]) => {
  const f = compile([], [], (code) => {
    code.i32(64)
    for (let i = 0; i < arity; i++) {
      code.i32(0)
      code.load(memory.loadV128, 16 * i)
    }
    code.op(instruction)
    code.store(memory.storeV128)
  })
  return () => {
    f()
    return [...words.subarray(16, 20)]
  }
}

const word = fc.oneof(fc.integer({ min: -40, max: 40 }), fc.integer(), fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31)))
const float = fc.oneof(
  fc.float({ noNaN: true }),
  fc.constantFrom(0, -0, 0.5, 1.5, 2.5, -2.5, Infinity, -Infinity, NaN, 2 ** 31, 2 ** 32, -1),
)

const wordPairs: readonly (readonly [string, Instruction, (a: number, b: number) => number])[] = [
  ['equal', i32.equal, (a, b) => Number(a === b)],
  ['notEqual', i32.notEqual, (a, b) => Number(a !== b)],
  ['lessSigned', i32.lessSigned, (a, b) => Number(a < b)],
  ['lessUnsigned', i32.lessUnsigned, (a, b) => Number(a >>> 0 < b >>> 0)],
  ['greaterSigned', i32.greaterSigned, (a, b) => Number(a > b)],
  ['greaterUnsigned', i32.greaterUnsigned, (a, b) => Number(a >>> 0 > b >>> 0)],
  ['lessEqualSigned', i32.lessEqualSigned, (a, b) => Number(a <= b)],
  ['lessEqualUnsigned', i32.lessEqualUnsigned, (a, b) => Number(a >>> 0 <= b >>> 0)],
  ['greaterEqualSigned', i32.greaterEqualSigned, (a, b) => Number(a >= b)],
  ['greaterEqualUnsigned', i32.greaterEqualUnsigned, (a, b) => Number(a >>> 0 >= b >>> 0)],
  ['add', i32.add, (a, b) => (a + b) | 0],
  ['subtract', i32.subtract, (a, b) => (a - b) | 0],
  ['multiply', i32.multiply, Math.imul],
  ['and', i32.and, (a, b) => a & b],
  ['or', i32.or, (a, b) => a | b],
  ['xor', i32.xor, (a, b) => a ^ b],
  ['shiftLeft', i32.shiftLeft, (a, b) => a << b],
  ['shiftRightSigned', i32.shiftRightSigned, (a, b) => a >> b],
  ['shiftRightUnsigned', i32.shiftRightUnsigned, (a, b) => (a >>> b) | 0],
  ['rotateLeft', i32.rotateLeft, (a, b) => (a << b) | (b & 31 ? a >>> -b : 0)],
  ['rotateRight', i32.rotateRight, (a, b) => (b & 31 ? a >>> b : a) | (b & 31 ? a << -b : 0)],
]

const divisions: readonly (readonly [string, Instruction, (a: number, b: number) => number])[] = [
  ['divideSigned', i32.divideSigned, (a, b) => (a / b) | 0],
  ['divideUnsigned', i32.divideUnsigned, (a, b) => Math.floor((a >>> 0) / (b >>> 0)) | 0],
  ['remainderSigned', i32.remainderSigned, (a, b) => (a % b) | 0],
  ['remainderUnsigned', i32.remainderUnsigned, (a, b) => ((a >>> 0) % (b >>> 0)) | 0],
]

describe('i32', () => {
  it.each(wordPairs)('%s', (_, instruction, meaning) => {
    const f = alone(['i32', 'i32'], 'i32', instruction)
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(f(a, b)).toBe(meaning(a, b))
      }),
    )
  })

  it.each(divisions)('%s', (_, instruction, meaning) => {
    const f = alone(['i32', 'i32'], 'i32', instruction)
    const overflows = (a: number, b: number) => instruction === i32.divideSigned && a === -(2 ** 31) && b === -1
    fc.assert(
      fc.property(word, word, (a, b) => {
        if (b === 0 || overflows(a, b)) expect(() => f(a, b)).toThrow(RuntimeError)
        else expect(f(a, b)).toBe(meaning(a, b))
      }),
    )
  })

  it('counts bits and extends', () => {
    const functions = [i32.isZero, i32.leadingZeros, i32.trailingZeros, i32.countOnes, i32.extend8, i32.extend16]
    const compiled = functions.map((instruction) => alone(['i32'], 'i32', instruction))
    fc.assert(
      fc.property(word, (a) => {
        const bits = (a >>> 0).toString(2)
        const trailing = a === 0 ? 32 : (/0*$/.exec(bits)?.[0].length ?? 0)
        const ones = [...bits].filter((bit) => bit === '1').length
        expect(compiled.map((f) => f(a))).toEqual([Number(a === 0), Math.clz32(a), trailing, ones, (a << 24) >> 24, (a << 16) >> 16])
      }),
    )
  })

  it('of a float: its bits, and towards zero', () => {
    const bits = alone(['f32'], 'i32', i32.reinterpretF32)
    const back = alone(['i32'], 'f32', f32.reinterpretI32)
    const saturated = [i32.truncateSaturatedSigned, i32.truncateSaturatedUnsigned].map((instruction) => alone(['f32'], 'i32', instruction))
    const trapping = alone(['f32'], 'i32', i32.truncateSigned)
    const clamp = (x: number, low: number, high: number) => (Number.isNaN(x) ? 0 : Math.min(Math.max(Math.trunc(x), low), high) | 0)
    fc.assert(
      fc.property(float, (x) => {
        expect(back(bits(x))).toBe(x)
        expect(saturated.map((f) => f(x))).toEqual([clamp(x, -(2 ** 31), 2 ** 31 - 1), clamp(x, 0, 2 ** 32 - 1)])
        if (Math.trunc(x) === (x | 0)) expect(trapping(x)).toBe(x | 0)
        else expect(() => trapping(x)).toThrow(RuntimeError)
      }),
    )
  })
})

const halfToEven = (x: number): number => {
  const low = Math.floor(x)
  const near = x - low === 0.5 ? (low % 2 === 0 ? low : low + 1) : Math.round(x)
  return near === 0 && (x < 0 || Object.is(x, -0)) ? -0 : near
}

const floatPairs: readonly (readonly [string, Instruction, Instruction, (a: number, b: number) => number])[] = [
  ['add', f32.add, f32x4.add, (a, b) => Math.fround(a + b)],
  ['subtract', f32.subtract, f32x4.subtract, (a, b) => Math.fround(a - b)],
  ['multiply', f32.multiply, f32x4.multiply, (a, b) => Math.fround(a * b)],
  ['divide', f32.divide, f32x4.divide, (a, b) => Math.fround(a / b)],
  ['min', f32.min, f32x4.min, Math.min],
  ['max', f32.max, f32x4.max, Math.max],
]

const floatComparisons: readonly (readonly [string, Instruction, Instruction, (a: number, b: number) => boolean])[] = [
  ['equal', f32.equal, f32x4.equal, (a, b) => a === b],
  ['notEqual', f32.notEqual, f32x4.notEqual, (a, b) => a !== b],
  ['less', f32.less, f32x4.less, (a, b) => a < b],
  ['greater', f32.greater, f32x4.greater, (a, b) => a > b],
  ['lessEqual', f32.lessEqual, f32x4.lessEqual, (a, b) => a <= b],
  ['greaterEqual', f32.greaterEqual, f32x4.greaterEqual, (a, b) => a >= b],
]

const floatSingles: readonly (readonly [string, Instruction, Instruction, (x: number) => number])[] = [
  ['abs', f32.abs, f32x4.abs, Math.abs],
  ['negate', f32.negate, f32x4.negate, (x) => -x],
  ['ceil', f32.ceil, f32x4.ceil, Math.ceil],
  ['floor', f32.floor, f32x4.floor, Math.floor],
  ['truncate', f32.truncate, f32x4.truncate, Math.trunc],
  ['nearest', f32.nearest, f32x4.nearest, halfToEven],
  ['sqrt', f32.sqrt, f32x4.sqrt, (x) => Math.fround(Math.sqrt(x))],
]

const four = <T>(arbitrary: fc.Arbitrary<T>) => fc.tuple(arbitrary, arbitrary, arbitrary, arbitrary)
const outFloats = () => [...floats.subarray(16, 20)]

describe('f32 and f32x4', () => {
  it.each(floatPairs)('%s', (_, one, all, meaning) => {
    const f = alone(['f32', 'f32'], 'f32', one)
    const lanes = lanewise(2, all)
    fc.assert(
      fc.property(four(float), four(float), (a, b) => {
        const expected = a.map((x, i) => meaning(x, b[i] ?? 0))
        floats.set([...a, ...b])
        lanes()
        expect(outFloats()).toEqual(expected)
        expect(a.map((x, i) => f(x, b[i] ?? 0))).toEqual(expected)
      }),
    )
  })

  it.each(floatComparisons)('%s', (_, one, all, meaning) => {
    const f = alone(['f32', 'f32'], 'i32', one)
    const lanes = lanewise(2, all)
    fc.assert(
      fc.property(four(float), four(float), (a, b) => {
        floats.set([...a, ...b])
        const expected = a.map((x, i) => meaning(x, b[i] ?? 0))
        expect(lanes()).toEqual(expected.map((holds) => (holds ? 0xffff_ffff : 0)))
        expect(a.map((x, i) => f(x, b[i] ?? 0))).toEqual(expected.map(Number))
      }),
    )
  })

  it.each(floatSingles)('%s', (_, one, all, meaning) => {
    const f = alone(['f32'], 'f32', one)
    const lanes = lanewise(1, all)
    fc.assert(
      fc.property(four(float), (a) => {
        floats.set(a)
        lanes()
        expect(outFloats()).toEqual(a.map(meaning))
        expect(a.map((x) => f(x))).toEqual(a.map(meaning))
      }),
    )
  })

  it('pseudoMin, pseudoMax and copySign', () => {
    const [least, most] = [lanewise(2, f32x4.pseudoMin), lanewise(2, f32x4.pseudoMax)]
    const copySign = alone(['f32', 'f32'], 'f32', f32.copySign)
    fc.assert(
      fc.property(four(float), four(float), (a, b) => {
        floats.set([...a, ...b])
        least()
        expect(outFloats()).toEqual(a.map((x, i) => ((b[i] ?? 0) < x ? b[i] : x)))
        most()
        expect(outFloats()).toEqual(a.map((x, i) => (x < (b[i] ?? 0) ? b[i] : x)))
      }),
    )
    expect([copySign(2, -0), copySign(-3, 1)]).toEqual([-2, 3])
  })

  it('of integers, and integers of them', () => {
    const [signed, unsigned] = [alone(['i32'], 'f32', f32.convertSigned), alone(['i32'], 'f32', f32.convertUnsigned)]
    const [signedLanes, unsignedLanes] = [lanewise(1, f32x4.convertSigned), lanewise(1, f32x4.convertUnsigned)]
    const saturated = [i32x4.truncateSaturatedSigned, i32x4.truncateSaturatedUnsigned].map((instruction) => lanewise(1, instruction))
    const scalar = [i32.truncateSaturatedSigned, i32.truncateSaturatedUnsigned].map((instruction) => alone(['f32'], 'i32', instruction))
    fc.assert(
      fc.property(four(word), four(float), (integers, numbers) => {
        words.set(integers)
        signedLanes()
        expect(outFloats()).toEqual(integers.map(Math.fround))
        expect(integers.map((n) => signed(n))).toEqual(integers.map(Math.fround))
        unsignedLanes()
        expect(outFloats()).toEqual(integers.map((n) => Math.fround(n >>> 0)))
        expect(integers.map((n) => unsigned(n))).toEqual(integers.map((n) => Math.fround(n >>> 0)))
        floats.set(numbers)
        for (const [i, lanes] of saturated.entries()) expect(lanes()).toEqual(numbers.map((x) => (scalar[i]?.(x) ?? NaN) >>> 0))
      }),
    )
  })
})

const wordLanes: readonly (readonly [string, Instruction, (a: number, b: number) => number])[] = [
  ['equal', i32x4.equal, (a, b) => -Number(a === b)],
  ['notEqual', i32x4.notEqual, (a, b) => -Number(a !== b)],
  ['lessSigned', i32x4.lessSigned, (a, b) => -Number(a < b)],
  ['lessUnsigned', i32x4.lessUnsigned, (a, b) => -Number(a >>> 0 < b >>> 0)],
  ['greaterSigned', i32x4.greaterSigned, (a, b) => -Number(a > b)],
  ['greaterUnsigned', i32x4.greaterUnsigned, (a, b) => -Number(a >>> 0 > b >>> 0)],
  ['lessEqualSigned', i32x4.lessEqualSigned, (a, b) => -Number(a <= b)],
  ['lessEqualUnsigned', i32x4.lessEqualUnsigned, (a, b) => -Number(a >>> 0 <= b >>> 0)],
  ['greaterEqualSigned', i32x4.greaterEqualSigned, (a, b) => -Number(a >= b)],
  ['greaterEqualUnsigned', i32x4.greaterEqualUnsigned, (a, b) => -Number(a >>> 0 >= b >>> 0)],
  ['add', i32x4.add, (a, b) => a + b],
  ['subtract', i32x4.subtract, (a, b) => a - b],
  ['multiply', i32x4.multiply, Math.imul],
  ['minSigned', i32x4.minSigned, Math.min],
  ['minUnsigned', i32x4.minUnsigned, (a, b) => Math.min(a >>> 0, b >>> 0)],
  ['maxSigned', i32x4.maxSigned, Math.max],
  ['maxUnsigned', i32x4.maxUnsigned, (a, b) => Math.max(a >>> 0, b >>> 0)],
  ['and', v128.and, (a, b) => a & b],
  ['andNot', v128.andNot, (a, b) => a & ~b],
  ['or', v128.or, (a, b) => a | b],
  ['xor', v128.xor, (a, b) => a ^ b],
]

describe('i32x4 and v128', () => {
  it.each(wordLanes)('%s', (_, instruction, meaning) => {
    const lanes = lanewise(2, instruction)
    fc.assert(
      fc.property(four(word), four(word), (a, b) => {
        words.set([...a, ...b])
        expect(lanes()).toEqual(a.map((x, i) => meaning(x, b[i] ?? 0) >>> 0))
      }),
    )
  })

  it('of one vector, and of three', () => {
    const singles = [i32x4.abs, i32x4.negate, v128.not].map((instruction) => lanewise(1, instruction))
    const chosen = lanewise(3, v128.bitselect)
    fc.assert(
      fc.property(four(word), four(word), four(word), (a, b, mask) => {
        words.set([...a, ...b, ...mask])
        expect(singles.map((lanes) => lanes())).toEqual([a.map((x) => Math.abs(x) >>> 0), a.map((x) => -x >>> 0), a.map((x) => ~x >>> 0)])
        expect(chosen()).toEqual(a.map((x, i) => ((x & (mask[i] ?? 0)) | ((b[i] ?? 0) & ~(mask[i] ?? 0))) >>> 0))
      }),
    )
  })

  it('shifts by an i32', () => {
    const shifts = [i32x4.shiftLeft, i32x4.shiftRightSigned, i32x4.shiftRightUnsigned].map((instruction) =>
      compile(['i32'], [], (code, [by = 0]) => {
        code.i32(64)
        code.i32(0)
        code.load(memory.loadV128)
        code.get(by)
        code.op(instruction)
        code.store(memory.storeV128)
      }),
    )
    const meanings = [(a: number, n: number) => a << n, (a: number, n: number) => a >> n, (a: number, n: number) => a >>> n]
    fc.assert(
      fc.property(four(word), fc.nat(40), (a, n) => {
        words.set(a)
        for (const [i, shift] of shifts.entries()) {
          shift(n)
          expect([...words.subarray(16, 20)]).toEqual(a.map((x) => (meanings[i]?.(x, n) ?? NaN) >>> 0))
        }
      }),
    )
  })

  it('asks of all lanes', () => {
    const ask = (instruction: Instruction) =>
      compile([], ['i32'], (code) => {
        code.i32(0)
        code.load(memory.loadV128)
        code.op(instruction)
      })
    const questions = [v128.anyTrue, i32x4.allTrue, i32x4.bitmask].map(ask)
    fc.assert(
      fc.property(four(fc.constantFrom<number>(0, 0, 1, -1)), (a) => {
        words.set(a)
        const signs = a.reduce((bits, x, i) => bits | (x < 0 ? 1 << i : 0), 0)
        expect(questions.map((f) => f())).toEqual([Number(a.some((x) => x !== 0)), Number(a.every((x) => x !== 0)), signs])
      }),
    )
  })

  it('lanes go in and out', () => {
    const integers = compile(['i32', 'i32'], ['i32'], (code, [a = 0, b = 0]) => {
      code.get(a)
      code.op(i32x4.splat)
      code.get(b)
      code.lane(i32x4.replaceLane, 2)
      const all = code.local('v128')
      code.tee(all)
      code.lane(i32x4.extractLane, 1)
      code.get(all)
      code.lane(i32x4.extractLane, 2)
      code.op(i32.subtract)
    })
    expect(integers(10, 3)).toBe(7)
    const numbers = compile(['f32', 'f32'], ['f32'], (code, [a = 0, b = 0]) => {
      code.get(a)
      code.op(f32x4.splat)
      code.get(b)
      code.lane(f32x4.replaceLane, 3)
      const all = code.local('v128')
      code.tee(all)
      code.lane(f32x4.extractLane, 0)
      code.get(all)
      code.lane(f32x4.extractLane, 3)
      code.op(f32.divide)
    })
    expect(numbers(1, 8)).toBe(0.125)
  })

  it('shuffles and swizzles bytes', () => {
    fc.assert(
      fc.property(four(word), four(word), fc.array(fc.nat(31), { minLength: 16, maxLength: 16 }), (a, b, lanes) => {
        words.set([...a, ...b])
        const source = [...new Uint8Array(made.buffer, 0, 32)]
        compile([], [], (code) => {
          code.i32(64)
          for (const offset of [0, 16]) {
            code.i32(0)
            code.load(memory.loadV128, offset)
          }
          code.shuffle(lanes)
          code.store(memory.storeV128)
        })()
        const result = new Uint8Array(made.buffer, 64, 16)
        expect([...result]).toEqual(lanes.map((lane) => source[lane]))
        new Uint8Array(made.buffer).set(lanes, 16)
        lanewise(2, i8x16.swizzle)()
        expect([...result]).toEqual(lanes.map((lane) => (lane < 16 ? source[lane] : 0)))
      }),
      { numRuns: 30 },
    )
  })
})

describe('memory', () => {
  it('loads and stores parts of vectors', () => {
    words.set([11, 22, 33, 44, 55, 66, 77, 88])
    const result = (write: (code: Code) => void): number[] => {
      compile([], [], (code) => {
        code.i32(64)
        write(code)
        code.store(memory.storeV128)
      })()
      return [...words.subarray(16, 20)]
    }
    const loaded = (instruction: (typeof memory)['loadV128']) =>
      result((code) => {
        code.i32(4)
        code.load(instruction, 4)
      })
    expect(loaded(memory.loadV128)).toEqual([33, 44, 55, 66])
    expect(loaded(memory.load32Splat)).toEqual([33, 33, 33, 33])
    expect(loaded(memory.load64Splat)).toEqual([33, 44, 33, 44])
    expect(loaded(memory.load32Zero)).toEqual([33, 0, 0, 0])
    expect(loaded(memory.load64Zero)).toEqual([33, 44, 0, 0])
    const lane = result((code) => {
      code.i32(4)
      code.v128([1, 2, 3, 4])
      code.loadLane(memory.load32Lane, 2, 12)
    })
    expect(lane).toEqual([1, 2, 55, 4])
    compile([], [], (code) => {
      code.i32(64)
      code.v128([1, 2, 3, 4])
      code.storeLane(memory.store32Lane, 3, 8)
      code.i32(64)
      code.v128([1, 2, 3, 4])
      code.storeLane(memory.store64Lane, 1, 16)
    })()
    expect([...words.subarray(16, 22)]).toEqual([1, 2, 4, 4, 3, 4])
  })

  it('loads and stores scalars of each width', () => {
    fc.assert(
      fc.property(word, fc.integer({ min: 0, max: 1000 }), (value, address) => {
        bytes.setInt32(address, value, true)
        const load = (instruction: (typeof memory)['loadI32']) =>
          compile(['i32'], ['i32'], (code, [at = 0]) => {
            code.get(at)
            code.load(instruction)
          })(address)
        expect(load(memory.loadI32)).toBe(value)
        expect(load(memory.load8Signed)).toBe((value << 24) >> 24)
        expect(load(memory.load8Unsigned)).toBe(value & 0xff)
        expect(load(memory.load16Signed)).toBe((value << 16) >> 16)
        expect(load(memory.load16Unsigned)).toBe(value & 0xffff)
        const store = (instruction: (typeof memory)['storeI32'], stored: number) =>
          compile(['i32', 'i32'], [], (code, [at = 0, it = 0]) => {
            code.get(at)
            code.get(it)
            code.store(instruction)
          })(address, stored)
        store(memory.store8, value + 1)
        expect(bytes.getInt32(address, true)).toBe((value & ~0xff) | ((value + 1) & 0xff))
        store(memory.store16, value + 2)
        expect(bytes.getInt32(address, true)).toBe((value & ~0xffff) | ((value + 2) & 0xffff))
        store(memory.storeI32, ~value)
        expect(bytes.getInt32(address, true)).toBe(~value)
      }),
      { numRuns: 30 },
    )
  })

  it('copies over itself, and fills', () => {
    words.set([1, 2, 3, 4, 5, 6])
    compile([], [], (code) => {
      for (const value of [4, 0, 16]) code.i32(value)
      code.op(memory.copy)
      for (const value of [20, 0xff, 5]) code.i32(value)
      code.op(memory.fill)
    })()
    expect([...words.subarray(0, 6)]).toEqual([1, 1, 2, 3, 4, 0xffff_ffff])
    expect(bytes.getUint8(24)).toBe(0xff)
  })

  it('computes with what was there, atomically, also in a memory that is not shared', () => {
    const change = (instruction: (typeof atomic)['add']) =>
      compile(['i32'], ['i32'], (code, [value = 0]) => {
        code.i32(0)
        code.get(value)
        code.atomic(instruction, 8)
      })
    const cases: readonly (readonly [(typeof atomic)['add'], (was: number, value: number) => number])[] = [
      [atomic.add, (was, value) => was + value],
      [atomic.subtract, (was, value) => was - value],
      [atomic.and, (was, value) => was & value],
      [atomic.or, (was, value) => was | value],
      [atomic.xor, (was, value) => was ^ value],
      [atomic.exchange, (_, value) => value],
    ]
    for (const [instruction, meaning] of cases) {
      words[2] = 0b1100
      expect(change(instruction)(0b1010)).toBe(0b1100)
      expect(words[2]).toBe(meaning(0b1100, 0b1010) >>> 0)
    }
    const swap = compile(['i32', 'i32'], ['i32'], (code, [expected = 0, next = 0]) => {
      code.i32(0)
      code.get(expected)
      code.get(next)
      code.atomic(atomic.compareExchange, 8)
    })
    words[2] = 5
    expect([swap(4, 9), words[2], swap(5, 9), words[2]]).toEqual([5, 5, 5, 9])
    const copied = compile([], ['i32'], (code) => {
      code.i32(4)
      code.i32(0)
      code.atomic(atomic.load, 8)
      code.atomic(atomic.store)
      code.op(atomic.fence)
      code.i32(4)
      code.i32(1)
      code.atomic(atomic.notify)
    })
    expect([copied(), words[1]]).toEqual([0, 9])
  })

  it('is waited for if it is shared', () => {
    const shared = { shared: true, minimum: 1, maximum: 1 }
    const module = new WasmModule(shared)
    const wait = module.declare(['i32'], ['i32'])
    module.define(wait, (code, [expected = 0]) => {
      code.i32(16)
      code.get(expected)
      code.i64(1000n)
      code.atomic(atomic.wait)
    })
    module.export('wait', wait)
    const { wait: waits } = instantiate(module, new Memory({ initial: 1, maximum: 1, shared: true }))
    expect([waits?.(1), waits?.(0)]).toEqual([1, 2])
  })
})

describe('a module', () => {
  it('has functions that call each other, whichever is written first, and any flow of control', () => {
    const module = new WasmModule(limits)
    const even = module.declare(['i32'], ['i32'])
    const odd = module.declare(['i32'], ['i32'])
    const step = (other: typeof even, atZero: number) => (code: Code, params: readonly number[]) => {
      const [n = 0] = params
      code.get(n)
      code.op(i32.isZero)
      code.if(
        () => code.i32(atZero),
        () => {
          code.get(n)
          code.i32(1)
          code.op(i32.subtract)
          code.call(other)
        },
        'i32',
      )
    }
    module.define(odd, step(even, 0))
    module.define(even, step(odd, 1))
    const sum = module.declare(['i32'], ['i32'])
    module.define(sum, (code, [n = 0]) => {
      const [i, total] = [code.local('i32'), code.local('i32')]
      code.block(() =>
        code.loop(() => {
          code.get(i)
          code.get(n)
          code.op(i32.greaterEqualSigned)
          code.brIf(1)
          code.get(i)
          code.i32(1)
          code.op(i32.add)
          code.tee(i)
          code.get(total)
          code.op(i32.add)
          code.set(total)
          code.br(0)
        }),
      )
      code.get(total)
    })
    for (const [name, handle] of [['even', even] as const, ['sum', sum] as const]) module.export(name, handle)
    const f = instantiate(module)
    expect([f.even?.(10), f.even?.(7), f.sum?.(100)]).toEqual([1, 0, 5050])
  })

  it('gives constants as they are', () => {
    fc.assert(
      fc.property(word, float, fc.double(), (n, x, y) => {
        const module = new WasmModule(limits)
        const constants = { n: 'i32', u: 'i32', x: 'f32', y: 'f64' } as const
        const writes = { n: (c: Code) => c.i32(n), u: (c: Code) => c.i32(n >>> 0), x: (c: Code) => c.f32(x), y: (c: Code) => c.f64(y) }
        for (const name of ['n', 'u', 'x', 'y'] as const) {
          const f = module.declare([], [constants[name]])
          module.define(f, writes[name])
          module.export(name, f)
        }
        const f = instantiate(module)
        expect([f.n?.(), f.u?.(), f.x?.(), f.y?.()]).toEqual([n, n, x, y])
      }),
      { numRuns: 30 },
    )
  })

  it('computes in i64 and f64, and selects', () => {
    const high = compile(['i32', 'i32'], ['i32'], (code, args) => {
      for (const arg of args) {
        code.get(arg)
        code.op(i64.extendI32Unsigned)
      }
      code.op(i64.multiply)
      code.i64(32n)
      code.op(i64.shiftRightUnsigned)
      code.op(i32.wrapI64)
    })
    const exact = compile(['f32', 'f32'], ['f32'], (code, args) => {
      for (const arg of args) {
        code.get(arg)
        code.op(f64.promoteF32)
      }
      code.op(f64.multiply)
      code.f64(-1)
      code.op(f64.add)
      code.op(f32.demoteF64)
    })
    const either = compile(['i32'], ['i32'], (code, [which = 0]) => {
      code.i32(7)
      code.i32(8)
      code.get(which)
      code.op(control.select)
    })
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(high(a, b)).toBe(Number(BigInt.asIntN(32, (BigInt(a >>> 0) * BigInt(b >>> 0)) >> 32n)))
      }),
    )
    const almost = Math.fround(1 + 2 ** -23)
    expect(exact(almost, almost)).toBe(Math.fround(almost * almost - 1))
    expect([either(1), either(0)]).toEqual([7, 8])
  })

  it('reuses a local that was released, for its type alone', () => {
    const module = new WasmModule(limits)
    module.define(module.declare(['i32'], []), (code) => {
      const a = code.local('f32')
      expect(a).toBe(1)
      code.release(a)
      expect(code.local('v128')).toBe(2)
      expect(code.local('f32')).toBe(a)
      expect(code.local('f32')).toBe(3)
      code.release(a)
      expect(() => code.release(a)).toThrow('local 1 was released twice')
      expect(() => code.get(4)).toThrow('there is no local 4')
    })
    expect(validate(module.bytes())).toBe(true)
  })

  it('refuses what it can not say', () => {
    const module = new WasmModule(limits)
    const f = module.declare([], [])
    expect(() => module.bytes()).toThrow('function 0 was declared and not defined')
    module.define(f, (code) => {
      expect(() => code.i32(0.5)).toThrow('0.5 is no integer of 32 bits')
      expect(() => code.load(memory.loadI32, -4)).toThrow('-4 is no offset')
      expect(() => code.shuffle([1, 2])).toThrow('a shuffle takes 16 lanes')
    })
    expect(() => module.define(f, () => undefined)).toThrow('function 0 was defined before')
    expect(() => new WasmModule({ shared: true, minimum: 1 }).bytes()).toThrow('a shared memory has to have a maximum')
  })
})
