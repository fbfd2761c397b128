import type { Compiled } from '../../compile/compile.js'
import type { Nest } from '../../compile/nest/nest.js'
import { textOf } from '../../compile/nest/numbers.js'
import { bytesOf, type Location } from '../../compile/plan.js'
import type { Prepared, Staged } from '../../compile/stages.js'
import type { Loop } from '../../program/loop.js'
import { item, lookup, type Variable } from '../../program/program.js'
import { sizeOf } from '../../shape/dim.js'
import type { TensorType } from '../../shape/dtype.js'
import { emitBarrier, emitNextTask } from './barrier.js'
import { KernelPrinter, wordsOf } from './print/kernel.js'
import type { Code } from './wasm/code.js'
import { memory } from './wasm/memory.js'
import { type FunctionHandle, type MemoryLimits, WasmModule } from './wasm/module.js'
import { i32 } from './wasm/scalar.js'

/** A program as a module: `run(control, frame, scratch, thread, threads)`. A frame holds addresses: of inputs, outputs and temporaries. */
export interface CpuProgram {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Bytes of each temporary. */
  readonly temporaries: readonly number[]
  /** What each thread needs for itself. */
  readonly scratchBytes: number
  /** In multiply-adds, roughly. */
  readonly work: number
  readonly kernels: number
}

/** Leaves an address on the stack. */
type Place = (code: Code) => void

/** Memory by where it is. */
type Memory = Readonly<Record<'inputs' | 'slots' | 'outputs', readonly Place[]>>

const placed = ({ inputs, slots, outputs }: Memory, { kind, index }: Location): Place =>
  item(kind === 'input' ? inputs : kind === 'slot' ? slots : outputs, index)

/** Parameters of `run`. */
const parameter = { control: 0, frame: 1, scratch: 2, thread: 3, threads: 4 } as const

class ProgramWriter {
  readonly temporaries: number[] = []
  readonly #module: WasmModule
  readonly #barrierOf: FunctionHandle
  readonly #nextTask: FunctionHandle
  readonly #kernels = new Map<string, FunctionHandle>()
  readonly #bodies = new Map<Nest['body'], FunctionHandle>()
  readonly #inputs: number
  readonly #outputs: number
  /** Kernels of one task that the first thread is to run before the others go on. */
  #pending: (() => void)[] = []
  work = 0
  scratchBytes = 0
  /** How often what is being written runs. */
  #times = 1

  constructor(
    limits: MemoryLimits,
    inputs: number,
    outputs: number,
    private readonly isFused: boolean,
  ) {
    this.#module = new WasmModule(limits)
    this.#barrierOf = emitBarrier(this.#module)
    this.#nextTask = emitNextTask(this.#module)
    this.#inputs = inputs
    this.#outputs = outputs
  }

  get kernels(): number {
    return this.#kernels.size
  }

  write(prepared: Prepared): Uint8Array<ArrayBuffer> {
    const whole = this.#module.declare(['i32', 'i32', 'i32', 'i32', 'i32'], [], 'program')
    this.#module.define(whole, (code) => {
      const inputs = Array.from({ length: this.#inputs }, (_, i) => this.#word(i))
      const outputs = Array.from({ length: this.#outputs }, (_, i) => this.#word(this.#inputs + i))
      this.#prepared(code, prepared, inputs, outputs)
      this.#meet(code)
      // What runs next may overwrite what this one read.
      this.#barrier(code)
    })
    const run = this.#module.declare(whole.params, [], 'run')
    this.#module.define(run, (code) => {
      code.get(parameter.control)
      code.get(parameter.frame)
      code.get(parameter.scratch)
      code.get(parameter.thread)
      code.i32(this.scratchBytes)
      code.op(i32.multiply)
      code.op(i32.add)
      code.get(parameter.thread)
      code.get(parameter.threads)
      code.call(whole)
    })
    this.#module.export('run', run)
    return this.#module.bytes()
  }

  /** The address in a word of the frame. */
  #word(index: number): Place {
    return (code) => {
      code.get(parameter.frame)
      code.load(memory.loadI32, 4 * index)
    }
  }

  #temporary(bytes: number): Place {
    this.temporaries.push(bytes)
    return this.#word(this.#inputs + this.#outputs + this.temporaries.length - 1)
  }

  /** What was left to the first thread is done; the others wait for it. */
  #meet(code: Code): void {
    if (this.#pending.length === 0) return
    const pending = this.#pending
    this.#pending = []
    code.get(parameter.thread)
    code.op(i32.isZero)
    code.if(() => {
      for (const write of pending) write()
    })
    this.#barrier(code)
  }

  #barrier(code: Code): void {
    code.get(parameter.control)
    code.get(parameter.threads)
    code.call(this.#barrierOf)
  }

  #prepared(code: Code, prepared: Prepared, inputs: readonly Place[], outputs: readonly Place[]): void {
    if (prepared.kind === 'kernels') this.#compiled(code, prepared.compiled, inputs, outputs)
    else this.#staged(code, prepared, inputs, outputs)
  }

  #compiled(code: Code, { plan, nests }: Compiled, inputs: readonly Place[], outputs: readonly Place[]): void {
    const slots = plan.slots.map((bytes) => this.#temporary(bytes))
    const at = (location: Location): Place => placed({ inputs, slots, outputs }, location)
    const copyAll = (first: boolean): void => {
      for (const { type, location, copy } of plan.outputs)
        if (copy && copy.first === first) this.#copy(code, at(copy.from), at(location), bytesOf(type))
    }
    copyAll(true)
    for (const [i, nest] of nests.entries()) {
      if (nest.follows) continue
      const end = nests.findIndex(({ follows }, other) => other > i && !follows)
      this.#chain(code, nests.slice(i, end < 0 ? nests.length : end), at)
    }
    copyAll(false)
  }

  #copy(code: Code, from: Place, to: Place, bytes: number): void {
    this.#pending.push(() => {
      to(code)
      from(code)
      code.i32(bytes)
      code.op(memory.copy)
    })
  }

  /** A kernel, and those that follow it task by task. */
  #chain(code: Code, nests: readonly Nest[], at: (location: Location) => Place): void {
    const calls = nests.map((nest) => this.#call(code, nest, at))
    const count = nests[0]?.outer[0]?.extent ?? 0
    if (count <= 1) {
      for (const call of calls) this.#pending.push(() => call((inner) => inner.i32(0)))
      return
    }
    this.#meet(code)
    const task = code.local('i32')
    code.block(() => {
      code.loop(() => {
        code.get(parameter.control)
        code.call(this.#nextTask)
        code.tee(task)
        code.i32(count)
        code.op(i32.greaterEqualUnsigned)
        code.brIf(1)
        for (const call of calls) call((inner) => inner.get(task))
        code.br(0)
      })
    })
    code.release(task)
    this.#barrier(code)
  }

  /** What calls a kernel with a task. */
  #call(code: Code, nest: Nest, at: (location: Location) => Place): (task: Place) => void {
    const kernel = this.#kernel(nest)
    this.work += this.#times * (nest.work ?? 0)
    return (task) => {
      for (const { location } of nest.bindings) at(location)(code)
      for (const { type, value } of nest.numbers)
        code.i32(type === 'f32' ? (new Int32Array(Float32Array.of(value).buffer)[0] ?? 0) : value | 0)
      code.get(parameter.scratch)
      task(code)
      code.call(kernel)
    }
  }

  /** Those that are alike have one body, those of several steps one text. */
  #kernel(nest: Nest): FunctionHandle {
    const kernel = this.#bodies.get(nest.body) ?? this.#ofText(textOf(nest), nest)
    this.#bodies.set(nest.body, kernel)
    return kernel
  }

  #ofText(text: string, nest: Nest): FunctionHandle {
    const met = this.#kernels.get(text)
    if (met) return met
    const own = nest.bindings.length + nest.numbers.length
    const params = Array.from({ length: own + 2 }, () => 'i32' as const)
    const kernel = this.#module.declare(params, [], `kernel${this.#kernels.size}`)
    this.#module.define(kernel, (code) => {
      const memories = new Map<string, number>(nest.bindings.map((_, i) => [`x${i}`, i]))
      // What a thread keeps for itself.
      let offset = 0
      for (const { name, size } of nest.shared) {
        const local = code.local('i32')
        code.get(own)
        code.i32(offset)
        code.op(i32.add)
        code.set(local)
        memories.set(name, local)
        offset += Math.ceil(size / 16) * 64
      }
      this.scratchBytes = Math.max(this.scratchBytes, offset)
      const numbers = nest.numbers.map((_, i) => nest.bindings.length + i)
      const printer = new KernelPrinter(code, memories, { words: wordsOf(nest), numbers, isFused: this.isFused })
      printer.define(nest.outer[0]?.counter ?? '', own + 1)
      printer.statements(nest.body)
    })
    this.#kernels.set(text, kernel)
    return kernel
  }

  #staged(code: Code, { steps, plan }: Staged, inputs: readonly Place[], outputs: readonly Place[]): void {
    const slots = plan.slots.map((bytes) => this.#temporary(bytes))
    const at = (variable: Variable): Place => placed({ inputs, slots, outputs }, lookup(plan.locations, variable))
    for (const { reads, makes, work } of steps)
      if (work.kind === 'loop') this.#loop(code, work.loop, work.body, reads.map(at), makes.map(at))
      else this.#prepared(code, work, reads.map(at), makes.map(at))
  }

  /** What a loop carries goes back and forth between two sets of temporaries; the last turn leaves it where it is wanted. */
  #loop(code: Code, loop: Loop, body: Prepared, inputs: readonly Place[], outputs: readonly Place[]): void {
    const { length, reverse, program } = loop
    const { constants, carried, lists } = loop.inputs(inputs)
    const results = loop.outputs(outputs)
    const types = loop.outputs(program.outputs.map(({ type }) => type))
    const listTypes = loop.inputs(program.inputs.map(({ type }) => type)).lists
    if (length === 0) {
      for (const [i, to] of results.carried.entries()) this.#copy(code, item(carried, i), to, bytesOf(item(types.carried, i)))
      return
    }
    this.#meet(code)
    const [turn, at] = [code.local('i32'), code.local('i32')]
    const local = (): number => code.local('i32')
    const state = carried.map(local)
    const next = carried.map(local)
    const spare = [0, 1].map(() => types.carried.map((type) => this.#temporary(bytesOf(type))))
    const taken = lists.map(local)
    const given = results.lists.map(local)
    const set = (to: number, place: Place): void => {
      place(code)
      code.set(to)
    }
    const get =
      (from: number): Place =>
      (inner) =>
        inner.get(from)
    const slice = (to: number, list: Place, { shape }: TensorType): void => {
      list(code)
      code.get(at)
      code.i32(4 * sizeOf(shape))
      code.op(i32.multiply)
      code.op(i32.add)
      code.set(to)
    }
    for (const [i, place] of carried.entries()) set(item(state, i), place)
    code.i32(0)
    code.set(turn)
    code.loop(() => {
      if (reverse) code.i32(length - 1)
      code.get(turn)
      if (reverse) code.op(i32.subtract)
      code.set(at)
      const choose = (places: readonly Place[]): void => {
        for (const [i, place] of places.entries()) set(item(next, i), place)
      }
      code.get(turn)
      code.i32(length - 1)
      code.op(i32.equal)
      code.if(
        () => choose(results.carried),
        () => {
          code.get(turn)
          code.i32(1)
          code.op(i32.and)
          code.if(
            () => choose(item(spare, 1)),
            () => choose(item(spare, 0)),
          )
        },
      )
      for (const [i, list] of lists.entries()) slice(item(taken, i), list, item(listTypes, i))
      for (const [i, list] of results.lists.entries()) slice(item(given, i), list, item(types.lists, i))
      this.#times *= length
      this.#prepared(code, body, [...constants, ...state.map(get), ...taken.map(get)], [...next.map(get), ...given.map(get)])
      this.#meet(code)
      this.#times /= length
      for (const [i, to] of state.entries()) set(to, get(item(next, i)))
      code.get(turn)
      code.i32(1)
      code.op(i32.add)
      code.tee(turn)
      code.i32(length)
      code.op(i32.lessUnsigned)
      code.brIf(0)
    })
    for (const one of [turn, at, ...state, ...next, ...taken, ...given]) code.release(one)
  }
}

/** A program on its way to the threads: one module with its kernels, and a function that runs them in order. `isFused`: the engine adds products in one instruction. */
export const writeProgram = (prepared: Prepared, limits: MemoryLimits, inputs: number, outputs: number, isFused = false): CpuProgram => {
  const writer = new ProgramWriter(limits, inputs, outputs, isFused)
  const bytes = writer.write(prepared)
  return { bytes, temporaries: writer.temporaries, scratchBytes: writer.scratchBytes, work: writer.work, kernels: writer.kernels }
}
