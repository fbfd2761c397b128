import { type LaneMemoryInstruction, type MemoryInstruction, plain, prefix } from './instruction.js'

const load = (alignment: number, ...opcode: readonly number[]): MemoryInstruction<'load'> => ({ kind: 'load', opcode, alignment })
const store = (alignment: number, ...opcode: readonly number[]): MemoryInstruction<'store'> => ({ kind: 'store', opcode, alignment })
const atomically = (opcode: number): MemoryInstruction<'atomic'> => ({ kind: 'atomic', opcode: [prefix.atomic, opcode], alignment: 2 })
const laneOf = <Kind extends 'load lane' | 'store lane'>(kind: Kind, opcode: number, alignment: number): LaneMemoryInstruction<Kind> => ({
  kind,
  opcode: [prefix.vector, opcode],
  alignment,
})

/** Between memory and the stack. Addresses are in bytes, and need not be aligned. */
export const memory = {
  loadI32: load(2, 0x28),
  loadI64: load(3, 0x29),
  loadF32: load(2, 0x2a),
  loadF64: load(3, 0x2b),
  load8Signed: load(0, 0x2c),
  load8Unsigned: load(0, 0x2d),
  load16Signed: load(1, 0x2e),
  load16Unsigned: load(1, 0x2f),
  loadV128: load(4, prefix.vector, 0x00),
  /** 32 bits, in each lane. */
  load32Splat: load(2, prefix.vector, 0x09),
  load64Splat: load(3, prefix.vector, 0x0a),
  /** 32 bits in lane 0, and 0 in the others. */
  load32Zero: load(2, prefix.vector, 0x5c),
  load64Zero: load(3, prefix.vector, 0x5d),
  storeI32: store(2, 0x36),
  storeI64: store(3, 0x37),
  storeF32: store(2, 0x38),
  storeF64: store(3, 0x39),
  store8: store(0, 0x3a),
  store16: store(1, 0x3b),
  storeV128: store(4, prefix.vector, 0x0b),
  load32Lane: laneOf('load lane', 0x56, 2),
  load64Lane: laneOf('load lane', 0x57, 3),
  store32Lane: laneOf('store lane', 0x5a, 2),
  store64Lane: laneOf('store lane', 0x5b, 3),
  /** To an address, from an address, bytes. They may overlap. */
  copy: plain(prefix.bulk, 0x0a, 0x00, 0x00),
  /** To an address, a byte, how many times. */
  fill: plain(prefix.bulk, 0x0b, 0x00),
} as const

/**
 * Of words whose addresses are multiples of 4, else they trap. All but `store` and `wait` give what was there before. `fence` has no address. They work on any
 * memory, but for `wait`, which traps on one that is not shared, and where waiting is not allowed: on a page's own thread.
 */
export const atomic = {
  /** An address, how many to wake; gives how many were. */
  notify: atomically(0x00),
  /** An address, what is expected there, nanoseconds (an `i64`, or -1 for ever); gives 0 if woken, 1 if the word differs, 2 if the time is over. */
  wait: atomically(0x01),
  fence: plain(prefix.atomic, 0x03, 0x00),
  load: atomically(0x10),
  store: atomically(0x17),
  add: atomically(0x1e),
  subtract: atomically(0x25),
  and: atomically(0x2c),
  or: atomically(0x33),
  xor: atomically(0x3a),
  exchange: atomically(0x41),
  /** An address, what is expected there, what to put in its place. */
  compareExchange: atomically(0x48),
} as const
