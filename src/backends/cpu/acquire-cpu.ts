import { DeviceUnavailable } from '../../errors.js'
import { type CpuBackend, cpuBackend } from './cpu.js'
import { createCrew } from './create-crew.js'
import type { Crew } from './crew.js'
import { CrewInPlace } from './crew-in-place.js'
import { crewOfOne } from './crew-of-one.js'
import { canShare, canStart } from './threads.js'
import { webAssembly } from './wasm/engine.js'
import { WasmModule } from './wasm/module.js'

/** Whether the engine computes with vectors of 128 bits: a module that needs them is one. */
const hasVectors = (): boolean => {
  const module = new WasmModule({ shared: false, minimum: 1 })
  module.define(module.declare([], ['v128']), (code) => code.v128([0, 0, 0, 0]))
  return webAssembly?.validate(module.bytes()) ?? false
}

/** Where threads can't share memory one has its own; the calling one is left where none can be started, as in a page that allows no workers from texts. */
const crewOf = (threads: number | undefined): Crew | Promise<Crew> => {
  if (threads === 0 || !canStart()) return new CrewInPlace()
  if (canShare()) return createCrew(threads === undefined ? {} : { threads })
  return crewOfOne().catch((reason: unknown) => {
    const why = reason instanceof Error ? reason.message : String(reason)
    console.warn(`typegrad: cpu: no worker could be started (${why}), so that work runs on the calling thread, which waits for it.`)
    return new CrewInPlace()
  })
}

/** WebAssembly on so many threads, 0 for the calling one; on all processors if it is not said. */
export const acquireCpu = async (threads?: number): Promise<CpuBackend> => {
  if (!hasVectors()) throw new DeviceUnavailable('cpu: this engine has no WebAssembly with vectors (SIMD), or was told to do without')
  return cpuBackend(await crewOf(threads))
}
