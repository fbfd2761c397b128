import type { Instruction, LaneInstruction, LaneMemoryInstruction, MemoryInstruction, ValueType } from './instruction.js'
import { prefix } from './instruction.js'
import { signed, signed32, unsigned } from './leb128.js'
import type { FunctionHandle } from './module.js'

export const codeOf: { readonly [T in ValueType]: number } = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b }

const noResult = 0x40
const end = 0x0b

/** The body of a function, written instruction by instruction: WebAssembly is a stack machine, so operands come first. */
export class Code {
  readonly #bytes: number[] = []
  readonly #locals: ValueType[] = []
  readonly #released = new Map<ValueType, number[]>()
  readonly #float = new DataView(new ArrayBuffer(8))

  constructor(private readonly params: readonly ValueType[]) {}

  /** A local variable. A new one begins as 0; one that was released before holds what it held. */
  local(type: ValueType): number {
    const released = this.#released.get(type)?.pop()
    if (released !== undefined) return released
    this.#locals.push(type)
    return this.params.length + this.#locals.length - 1
  }

  /** Says that a local is used no more: the next `local` of its type may be it. */
  release(local: number): void {
    const type = this.#typeOf(local)
    const released = this.#released.get(type) ?? []
    if (released.includes(local)) throw new Error(`local ${local} was released twice`)
    this.#released.set(type, [...released, local])
  }

  get(local: number): void {
    this.#emit(0x20, ...unsigned(this.#known(local)))
  }

  /** Takes a value off the stack. */
  set(local: number): void {
    this.#emit(0x21, ...unsigned(this.#known(local)))
  }

  /** Leaves it there. */
  tee(local: number): void {
    this.#emit(0x22, ...unsigned(this.#known(local)))
  }

  /** From -2^31 to 2^32 - 1. */
  i32(value: number): void {
    if (value !== (value | 0) && value !== value >>> 0) throw new Error(`${value} is no integer of 32 bits`)
    this.#emit(0x41, ...signed32(value))
  }

  i64(value: bigint): void {
    this.#emit(0x42, ...signed(BigInt.asIntN(64, value)))
  }

  /** Rounded to f32. */
  f32(value: number): void {
    this.#float.setFloat32(0, value, true)
    this.#emit(0x43, ...this.#floatBytes(4))
  }

  f64(value: number): void {
    this.#float.setFloat64(0, value, true)
    this.#emit(0x44, ...this.#floatBytes(8))
  }

  /** Four words, each modulo 2^32. */
  v128(lanes: readonly [number, number, number, number]): void {
    const bytes = lanes.flatMap((word) => [word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, (word >>> 24) & 0xff])
    this.#emit(prefix.vector, 0x0c, ...bytes)
  }

  op({ opcode }: Instruction): void {
    this.#emit(...opcode)
  }

  /** At the address on the stack plus `offset` bytes, an unsigned integer of 32 bits. */
  load(instruction: MemoryInstruction<'load'>, offset = 0): void {
    this.#access(instruction, offset)
  }

  /** Address, then value. */
  store(instruction: MemoryInstruction<'store'>, offset = 0): void {
    this.#access(instruction, offset)
  }

  /** Address, then what the instruction takes. */
  atomic(instruction: MemoryInstruction<'atomic'>, offset = 0): void {
    this.#access(instruction, offset)
  }

  /** Address, then the vector whose lane is replaced. */
  loadLane(instruction: LaneMemoryInstruction<'load lane'>, lane: number, offset = 0): void {
    this.#access(instruction, offset)
    this.#emit(lane)
  }

  /** Address, then the vector. */
  storeLane(instruction: LaneMemoryInstruction<'store lane'>, lane: number, offset = 0): void {
    this.#access(instruction, offset)
    this.#emit(lane)
  }

  lane({ opcode }: LaneInstruction, lane: number): void {
    this.#emit(...opcode, lane)
  }

  /** Of two vectors on the stack the sixteen bytes named: 0 to 15 are the first one's, 16 to 31 the second's. */
  shuffle(lanes: readonly number[]): void {
    if (lanes.length !== 16 || lanes.some((lane) => lane < 0 || lane > 31))
      throw new Error(`a shuffle takes 16 lanes below 32, not ${lanes}`)
    this.#emit(prefix.vector, 0x0d, ...lanes)
  }

  /** A branch to it leads behind its end. */
  block(body: () => void, result?: ValueType): void {
    this.#nested(0x02, result, body)
  }

  /** A branch to it leads to its beginning; who reaches its end goes on. */
  loop(body: () => void, result?: ValueType): void {
    this.#nested(0x03, result, body)
  }

  /** Takes an `i32`, which is a condition unless it is 0. A branch to it leads behind its end. */
  if(body: () => void, otherwise?: () => void, result?: ValueType): void {
    this.#nested(0x04, result, () => {
      body()
      if (!otherwise) return
      this.#emit(0x05)
      otherwise()
    })
  }

  /** To the `depth`-th block, loop or condition around, 0 being the innermost. */
  br(depth: number): void {
    this.#emit(0x0c, ...unsigned(depth))
  }

  /** Likewise, if the `i32` taken from the stack is not 0. */
  brIf(depth: number): void {
    this.#emit(0x0d, ...unsigned(depth))
  }

  return(): void {
    this.#emit(0x0f)
  }

  call({ index }: FunctionHandle): void {
    this.#emit(0x10, ...unsigned(index))
  }

  /** Traps. */
  unreachable(): void {
    this.#emit(0x00)
  }

  /** Locals and instructions, as a module holds them. @internal */
  bytes(): number[] {
    const runs: { type: ValueType; length: number }[] = []
    for (const type of this.#locals) {
      const last = runs.at(-1)
      if (last?.type === type) last.length++
      else runs.push({ type, length: 1 })
    }
    const locals = runs.flatMap(({ type, length }) => [...unsigned(length), codeOf[type]])
    const head = [...unsigned(runs.length), ...locals]
    return [...unsigned(head.length + this.#bytes.length + 1), ...head].concat(this.#bytes, end)
  }

  #emit(...bytes: readonly number[]): void {
    this.#bytes.push(...bytes)
  }

  #access({ opcode, alignment }: { readonly opcode: readonly number[]; readonly alignment: number }, offset: number): void {
    if (offset !== offset >>> 0) throw new Error(`${offset} is no offset: it is unsigned and has 32 bits`)
    this.#emit(...opcode, alignment, ...unsigned(offset))
  }

  #nested(opcode: number, result: ValueType | undefined, body: () => void): void {
    this.#emit(opcode, result === undefined ? noResult : codeOf[result])
    body()
    this.#emit(end)
  }

  #floatBytes(length: number): number[] {
    return Array.from({ length }, (_, i) => this.#float.getUint8(i))
  }

  #typeOf(local: number): ValueType {
    const type = this.params[local] ?? this.#locals[local - this.params.length]
    if (type === undefined) throw new Error(`there is no local ${local}`)
    return type
  }

  #known(local: number): number {
    this.#typeOf(local)
    return local
  }
}
