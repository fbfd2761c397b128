import { type Instruction, type MemoryInstruction, signed, unsigned } from './instructions.js'

export type ValueType = 'i32' | 'i64' | 'f32' | 'v128'

export const valueTypes: { readonly [Type in ValueType]: number } = { i32: 0x7f, i64: 0x7e, f32: 0x7d, v128: 0x7b }

/** A function of a module. */
export interface FunctionHandle {
  readonly index: number
  readonly params: readonly ValueType[]
  readonly results: readonly ValueType[]
}

/** The body of a function, as it is written. */
export class Code {
  readonly #bytes: number[] = []
  readonly #locals: ValueType[] = []
  readonly #free: { readonly [Type in ValueType]: number[] } = { i32: [], i64: [], f32: [], v128: [] }

  constructor(private readonly params: readonly ValueType[]) {}

  /** A local of its own, until it is given back. */
  local(type: ValueType): number {
    const met = this.#free[type].pop()
    if (met !== undefined) return met
    this.#locals.push(type)
    return this.params.length + this.#locals.length - 1
  }

  /** Gives a local back. */
  release(local: number): void {
    const type = this.#locals[local - this.params.length]
    if (type) this.#free[type].push(local)
  }

  get(local: number): void {
    this.#bytes.push(0x20, ...unsigned(local))
  }
  set(local: number): void {
    this.#bytes.push(0x21, ...unsigned(local))
  }
  tee(local: number): void {
    this.#bytes.push(0x22, ...unsigned(local))
  }

  i32(value: number): void {
    this.#bytes.push(0x41, ...signed(value))
  }
  i64(value: number): void {
    this.#bytes.push(0x42, ...signed(value))
  }
  v128(words: readonly [number, number, number, number]): void {
    this.#bytes.push(0xfd, 0x0c, ...new Uint8Array(Int32Array.from(words).buffer))
  }

  op(instruction: Instruction): void {
    this.#bytes.push(...instruction.bytes)
  }

  /** Loads from, or stores at, the address on the stack and `offset`. */
  load(instruction: MemoryInstruction, offset = 0): void {
    // Nothing is said of addresses but that words begin where words do.
    this.#bytes.push(...instruction.bytes, ...unsigned(2), ...unsigned(offset))
  }
  store(instruction: MemoryInstruction, offset = 0): void {
    this.load(instruction, offset)
  }
  loadLane(instruction: MemoryInstruction, lane: number, offset = 0): void {
    this.load(instruction, offset)
    this.#bytes.push(lane)
  }
  storeLane(instruction: MemoryInstruction, lane: number, offset = 0): void {
    this.loadLane(instruction, lane, offset)
  }
  lane(instruction: Instruction, lane: number): void {
    this.#bytes.push(...instruction.bytes, lane)
  }
  shuffle(bytes: readonly number[]): void {
    this.#bytes.push(0xfd, 0x0d, ...bytes)
  }
  copy(): void {
    this.#bytes.push(0xfc, 0x0a, 0, 0)
  }
  fence(): void {
    this.#bytes.push(0xfe, 0x03, 0)
  }

  #nested(opcode: number, body: () => void): void {
    this.#bytes.push(opcode, 0x40)
    body()
  }
  block(body: () => void): void {
    this.#nested(0x02, body)
    this.#bytes.push(0x0b)
  }
  loop(body: () => void): void {
    this.#nested(0x03, body)
    this.#bytes.push(0x0b)
  }
  if(body: () => void, otherwise?: () => void): void {
    this.#nested(0x04, body)
    if (otherwise) {
      this.#bytes.push(0x05)
      otherwise()
    }
    this.#bytes.push(0x0b)
  }
  br(depth: number): void {
    this.#bytes.push(0x0c, ...unsigned(depth))
  }
  brIf(depth: number): void {
    this.#bytes.push(0x0d, ...unsigned(depth))
  }
  call({ index }: FunctionHandle): void {
    this.#bytes.push(0x10, ...unsigned(index))
  }
  unreachable(): void {
    this.#bytes.push(0x00)
  }

  /** The body as a module holds it. */
  encoded(): number[] {
    const groups: [count: number, type: ValueType][] = []
    for (const type of this.#locals) {
      const last = groups.at(-1)
      if (last?.[1] === type) last[0]++
      else groups.push([1, type])
    }
    const locals = groups.flatMap(([count, type]) => [...unsigned(count), valueTypes[type]])
    const head = [...unsigned(groups.length), ...locals]
    return [...unsigned(head.length + this.#bytes.length + 1), ...head].concat(this.#bytes, 0x0b)
  }
}
