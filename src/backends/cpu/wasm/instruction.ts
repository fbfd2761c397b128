import { unsigned } from './leb128.js'

/** The types of values of WebAssembly. */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128'

/** An instruction that is its opcode and nothing else: `Code.op`. */
export interface Instruction {
  readonly kind: 'plain'
  readonly opcode: readonly number[]
}

/** One that reads, writes or changes memory: `Code.load`, `Code.store`, `Code.atomic`. `alignment` is the natural one, as an exponent of two. */
export interface MemoryInstruction<Kind extends 'load' | 'store' | 'atomic' = 'load' | 'store' | 'atomic'> {
  readonly kind: Kind
  readonly opcode: readonly number[]
  readonly alignment: number
}

/** One of a lane of a vector: `Code.lane`. */
export interface LaneInstruction {
  readonly kind: 'lane'
  readonly opcode: readonly number[]
}

/** One between memory and a lane: `Code.loadLane`, `Code.storeLane`. */
export interface LaneMemoryInstruction<Kind extends 'load lane' | 'store lane' = 'load lane' | 'store lane'> {
  readonly kind: Kind
  readonly opcode: readonly number[]
  readonly alignment: number
}

/** The bytes that open the opcodes of later additions to WebAssembly. */
export const prefix = { saturating: 0xfc, bulk: 0xfc, vector: 0xfd, atomic: 0xfe } as const

export const plain = (...opcode: readonly number[]): Instruction => ({ kind: 'plain', opcode })
export const vector = (opcode: number): Instruction => plain(prefix.vector, ...unsigned(opcode))
export const lane = (opcode: number): LaneInstruction => ({ kind: 'lane', opcode: [prefix.vector, opcode] })
