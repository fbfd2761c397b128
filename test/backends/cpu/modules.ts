import { emitBarrier, emitNextTask } from '../../../src/backends/cpu/barrier.js'
import type { Code } from '../../../src/backends/cpu/wasm/code.js'
import { memory } from '../../../src/backends/cpu/wasm/memory.js'
import { type FunctionHandle, type MemoryLimits, WasmModule } from '../../../src/backends/cpu/wasm/module.js'
import { i32 } from '../../../src/backends/cpu/wasm/scalar.js'

/** What the body of `run` is written with: its arguments, as locals, and what a module for a crew calls. */
interface Running {
  readonly code: Code
  readonly frame: number
  readonly scratch: number
  readonly thread: number
  readonly threads: number
  /** The word of the frame. */
  argument(index: number): void
  /** Runs `body`, where `task` is a local, for all tasks below the limit that `count` pushes, and a barrier. */
  kernel(count: () => void, body: (task: number) => void): void
  barrier(): void
}

/** A module for a crew. */
export const runs = (limits: MemoryLimits, body: (running: Running) => void): Uint8Array<ArrayBuffer> => {
  const module = new WasmModule(limits)
  const barrier: FunctionHandle = emitBarrier(module)
  const nextTask = emitNextTask(module)
  const run = module.declare(['i32', 'i32', 'i32', 'i32', 'i32'], [])
  module.define(run, (code, [control = 0, frame = 0, scratch = 0, thread = 0, threads = 0]) => {
    const pass = (): void => {
      code.get(control)
      code.get(threads)
      code.call(barrier)
    }
    body({
      code,
      frame,
      scratch,
      thread,
      threads,
      argument: (index) => {
        code.get(frame)
        code.load(memory.loadI32, 4 * index)
      },
      kernel: (count, each) => {
        const task = code.local('i32')
        code.block(() =>
          code.loop(() => {
            code.get(control)
            code.call(nextTask)
            code.tee(task)
            count()
            code.op(i32.greaterEqualUnsigned)
            code.brIf(1)
            each(task)
            code.br(0)
          }),
        )
        pass()
      },
      barrier: pass,
    })
  })
  module.export('run', run)
  return module.bytes()
}

/** Does nothing, together. */
export const empty = (limits: MemoryLimits): Uint8Array<ArrayBuffer> => runs(limits, ({ barrier }) => barrier())

/** Traps on the thread that its frame names; the others wait for it. */
export const trapping = (limits: MemoryLimits): Uint8Array<ArrayBuffer> =>
  runs(limits, ({ code, thread, argument, barrier }) => {
    code.get(thread)
    argument(0)
    code.op(i32.equal)
    code.if(() => code.unreachable())
    barrier()
  })

/**
 * Of an array of words, by frame: address, length, how often. Each round adds to each word its own index, and then to the scratch, of the same length, the
 * word at the other end: so each kernel reads what other threads wrote in the one before. At last the words are the scratch.
 */
export const rounds = (limits: MemoryLimits): Uint8Array<ArrayBuffer> =>
  runs(limits, ({ code, scratch, argument, kernel }) => {
    const round = code.local('i32')
    const length = (): void => argument(1)
    /** Address of the word at an index on the stack. */
    const at = (base: () => void, index: () => void): void => {
      base()
      index()
      code.i32(2)
      code.op(i32.shiftLeft)
      code.op(i32.add)
    }
    const given = (): void => argument(0)
    const own = (): void => code.get(scratch)
    code.loop(() => {
      kernel(length, (task) => {
        const here = (): void => at(given, () => code.get(task))
        here()
        here()
        code.load(memory.loadI32)
        code.get(task)
        code.op(i32.add)
        code.store(memory.storeI32)
      })
      kernel(length, (task) => {
        at(own, () => code.get(task))
        at(given, () => {
          length()
          code.i32(1)
          code.op(i32.subtract)
          code.get(task)
          code.op(i32.subtract)
        })
        code.load(memory.loadI32)
        code.store(memory.storeI32)
      })
      kernel(length, (task) => {
        at(given, () => code.get(task))
        at(own, () => code.get(task))
        code.load(memory.loadI32)
        code.store(memory.storeI32)
      })
      code.get(round)
      code.i32(1)
      code.op(i32.add)
      code.tee(round)
      argument(2)
      code.op(i32.lessUnsigned)
      code.brIf(0)
    })
  })

/** What `rounds` makes of words. */
export const afterRounds = (words: readonly number[], times: number): number[] => {
  let current = [...words]
  for (let i = 0; i < times; i++) current = current.map((word, index) => word + index).toReversed()
  return current
}

/** `x = 3 x + frame[1]` of the word at `frame[0]`, by one thread: the order of submissions is in the result. */
export const affine = (limits: MemoryLimits): Uint8Array<ArrayBuffer> =>
  runs(limits, ({ code, argument, kernel }) => {
    kernel(
      () => code.i32(1),
      () => {
        argument(0)
        argument(0)
        code.load(memory.loadI32)
        code.i32(3)
        code.op(i32.multiply)
        argument(1)
        code.op(i32.add)
        code.store(memory.storeI32)
      },
    )
  })

/** Fills bytes: address, byte, how many. */
export const fill = (limits: MemoryLimits): Uint8Array<ArrayBuffer> =>
  runs(limits, ({ code, argument, kernel }) => {
    kernel(
      () => code.i32(1),
      () => {
        for (const index of [0, 1, 2]) argument(index)
        code.op(memory.fill)
      },
    )
  })
