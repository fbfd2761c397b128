import { atomic } from './wasm/memory.js'
import type { FunctionHandle, WasmModule } from './wasm/module.js'
import { i32 } from './wasm/scalar.js'

/**
 * The control block: what threads that run one program together share, by bytes from its address. Words that are written at different times lie on lines
 * of their own. All begin as 0.
 */
export const control = {
  /** Counts barriers that were passed, modulo 2^32. Threads wait on it. */
  generation: 0,
  /** Not 0 once a thread has failed: the others are to stop. Who sets it adds 1 to the generation, and wakes who waits on that. */
  failed: 4,
  /** How many threads have come to the barrier. */
  arrived: 64,
  /** How many wait, and do not look by themselves. */
  sleeping: 68,
  /** The next task of the kernel that runs; 0 behind each barrier. */
  nextTask: 128,
} as const

export const controlBytes = 192

/**
 * How often a thread looks before it waits: some 20 microseconds. Less than it takes to wake one, and all would wait at each barrier: who was woken comes late
 * to the next.
 */
const looks = 65536

/**
 * `barrier(control: i32, threads: i32)`: returns when all threads have called it, and the tasks begin at 0 again. What any thread wrote before it, all read
 * behind it. If a thread has failed it traps. One thread alone passes without waiting, on memory that is not shared too.
 */
export const emitBarrier = (module: WasmModule): FunctionHandle => {
  const barrier = module.declare(['i32', 'i32'], [], 'barrier')
  module.define(barrier, (code, [at = 0, threads = 1]) => {
    const generation = code.local('i32')
    const look = code.local('i32')

    const load = (word: keyof typeof control): void => {
      code.get(at)
      code.atomic(atomic.load, control[word])
    }
    /** Leaves what was there. */
    const add = (word: keyof typeof control, value: number): void => {
      code.get(at)
      code.i32(value)
      code.atomic(atomic.add, control[word])
    }
    const clear = (word: keyof typeof control): void => {
      code.get(at)
      code.i32(0)
      code.atomic(atomic.store, control[word])
    }
    const stopIfFailed = (): void => {
      load('failed')
      code.if(() => code.unreachable())
    }
    /** Whether nobody has begun the next generation. */
    const pending = (): void => {
      load('generation')
      code.get(generation)
      code.op(i32.equal)
    }

    code.get(threads)
    code.i32(1)
    code.op(i32.equal)
    code.if(() => {
      clear('nextTask')
      code.return()
    })

    load('generation')
    code.set(generation)
    stopIfFailed() // after the generation was read: who fails from now on changes it
    add('arrived', 1)
    code.i32(1)
    code.op(i32.add)
    code.get(threads)
    code.op(i32.equal)
    code.if(
      () => {
        clear('arrived')
        clear('nextTask')
        add('generation', 1)
        code.set(look)
        load('sleeping')
        code.if(() => {
          code.get(at)
          code.i32(-1)
          code.atomic(atomic.notify, control.generation)
          code.set(look)
        })
      },
      () => {
        code.i32(looks)
        code.set(look)
        code.block(() => {
          code.loop(() => {
            pending()
            code.op(i32.isZero)
            code.brIf(1)
            code.get(look)
            code.i32(1)
            code.op(i32.subtract)
            code.tee(look)
            code.brIf(0)
          })
          add('sleeping', 1)
          code.set(look)
          code.loop(() => {
            // Whoever fails or arrives last changes the generation, so that this does not wait if it was just then.
            code.get(at)
            code.get(generation)
            code.i64(-1n)
            code.atomic(atomic.wait, control.generation)
            code.set(look)
            pending()
            code.brIf(0)
          })
          add('sleeping', -1)
          code.set(look)
        })
      },
    )
    stopIfFailed()
  })
  return barrier
}

/** `nextTask(control: i32): i32`: the number of a task that no other thread has, from 0 on. Who is given one beyond the last goes to the barrier. */
export const emitNextTask = (module: WasmModule): FunctionHandle => {
  const nextTask = module.declare(['i32'], ['i32'], 'nextTask')
  module.define(nextTask, (code, [at = 0]) => {
    code.get(at)
    code.i32(1)
    code.atomic(atomic.add, control.nextTask)
  })
  return nextTask
}
