import type { FunctionHandle } from './wasm/code.js'
import { i32, memory } from './wasm/instructions.js'
import type { WasmModule } from './wasm/module.js'

/** Words that the threads of a run share, each in a line of the cache of its own: bytes from the beginning of the control block. */
export const control = { task: 0, arrived: 64, generation: 128, failed: 192, bytes: 256 } as const

/** So often a thread looks whether the others have come, before it sleeps: some ten microseconds. */
const looks = 4000

/** What threads meet by. */
export interface Meeting {
  /** `(control, threads)`: returns once all threads have called it; tasks are counted from 0 then. */
  readonly barrier: FunctionHandle
  /** `(control)`: the number of a task that nobody has taken. */
  readonly nextTask: FunctionHandle
}

/** Adds to a module what its threads meet by. If one of them fails, all stop. */
export const meeting = (module: WasmModule): Meeting => {
  const barrier = module.declare(['i32', 'i32'])
  const nextTask = module.declare(['i32'], ['i32'])
  module.define(nextTask, (code) => {
    code.get(0)
    code.i32(1)
    code.load(memory.atomicAdd, control.task)
  })
  module.define(barrier, (code) => {
    const [generation, left] = [code.local('i32'), code.local('i32')]
    const reset = (offset: number): void => {
      code.get(0)
      code.i32(0)
      code.store(memory.atomicStore, offset)
    }
    code.get(1)
    code.i32(1)
    code.op(i32.equal)
    code.if(
      () => reset(control.task),
      () => {
        code.get(0)
        code.load(memory.atomicLoad, control.generation)
        code.set(generation)
        code.get(0)
        code.i32(1)
        code.load(memory.atomicAdd, control.arrived)
        code.get(1)
        code.i32(1)
        code.op(i32.subtract)
        code.op(i32.equal)
        code.if(
          () => {
            reset(control.arrived)
            reset(control.task)
            code.get(0)
            code.get(generation)
            code.i32(1)
            code.op(i32.add)
            code.store(memory.atomicStore, control.generation)
            code.get(0)
            code.i32(-1)
            code.load(memory.notify, control.generation)
            code.op(i32.drop)
          },
          () => {
            code.i32(looks)
            code.set(left)
            code.block(() => {
              code.loop(() => {
                code.get(0)
                code.load(memory.atomicLoad, control.generation)
                code.get(generation)
                code.op(i32.notEqual)
                code.brIf(1)
                code.get(0)
                code.load(memory.atomicLoad, control.failed)
                code.if(() => code.unreachable())
                code.get(left)
                code.i32(0)
                code.op(i32.greater)
                code.if(
                  () => {
                    code.get(left)
                    code.i32(1)
                    code.op(i32.subtract)
                    code.set(left)
                  },
                  () => {
                    code.get(0)
                    code.get(generation)
                    code.i64(-1)
                    code.load(memory.wait32, control.generation)
                    code.op(i32.drop)
                  },
                )
                code.br(0)
              })
            })
          },
        )
      },
    )
  })
  return { barrier, nextTask }
}
