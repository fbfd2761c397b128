import { DeviceUnavailable } from '../../errors.js'
import { type CpuBackend, cpuBackend } from './cpu.js'
import { createCrew } from './create-crew.js'
import { CrewInPlace } from './crew-in-place.js'
import { webAssembly } from './wasm/engine.js'
import { WasmModule } from './wasm/module.js'

/** Whether the engine computes with vectors of 128 bits: a module that needs them is one. */
const hasVectors = (): boolean => {
  const module = new WasmModule({ shared: false, minimum: 1 })
  module.define(module.declare([], ['v128']), (code) => code.v128([0, 0, 0, 0]))
  return webAssembly?.validate(module.bytes()) ?? false
}

/** WebAssembly on so many threads, 0 for the calling one; on all processors if it is not said. */
export const acquireCpu = (threads?: number): CpuBackend => {
  if (!hasVectors()) throw new DeviceUnavailable('cpu: this engine has no WebAssembly with vectors (SIMD), or was told to do without')
  return cpuBackend(threads === 0 ? new CrewInPlace() : createCrew(threads === undefined ? {} : { threads }))
}
