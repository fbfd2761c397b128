import { DeviceLost, DeviceUnavailable } from '../../errors.js'
import { copyModule } from './copy.js'
import { type CpuBackend, cpuBackend } from './cpu.js'
import { createCrew } from './create-crew.js'
import type { Crew } from './crew.js'
import { CrewInPlace } from './crew-in-place.js'
import { crewOfOne } from './crew-of-one.js'
import { canShare, canStart, failsLate } from './threads.js'
import { webAssembly } from './wasm/engine.js'
import { WasmModule } from './wasm/module.js'

/** @throws DeviceUnavailable unless the engine computes with vectors of 128 bits, and may: a module that needs them is compiled */
const demandVectors = (): void => {
  const module = new WasmModule({ shared: false, minimum: 1 })
  module.define(module.declare([], ['v128']), (code) => code.v128([0, 0, 0, 0]))
  const bytes = module.bytes()
  if (!webAssembly?.validate(bytes))
    throw new DeviceUnavailable('cpu: this engine has no WebAssembly with vectors (SIMD), or was told to do without')
  try {
    new webAssembly.Instance(new webAssembly.Module(bytes), { env: { memory: new webAssembly.Memory({ initial: 1, maximum: 1 }) } })
  } catch (cause) {
    const help = "a page allows it by its Content-Security-Policy, script-src 'wasm-unsafe-eval'"
    throw new DeviceUnavailable(`cpu: WebAssembly may not be compiled here; ${help} (${cause})`, { cause })
  }
}

/** Waits until all threads have run something. Where one can't, it ends them, and throws what is in the way. */
const begun = async (crew: Crew): Promise<void> => {
  try {
    const nothing = crew.load(copyModule(crew.limits), 0)
    await crew.done(crew.submit(nothing, new Int32Array(3)))
    crew.unload(nothing)
  } catch (lost) {
    crew.end()
    throw lost instanceof DeviceLost ? lost.cause : lost
  }
}

/** Where threads can't share memory one has its own. */
const ofThreads = async (threads: number | undefined): Promise<Crew> => {
  if (!canShare()) return crewOfOne()
  const crew = createCrew(threads === undefined ? {} : { threads })
  if (failsLate()) await begun(crew)
  return crew
}

/** The calling thread is left where no others can be started, as in a page that allows no workers from texts. */
const crewOf = async (threads: number | undefined): Promise<Crew> => {
  if (threads === 0 || !canStart()) return new CrewInPlace()
  return ofThreads(threads).catch((reason: unknown) => {
    const why = reason instanceof Error ? reason.message : String(reason)
    console.warn(`typegrad: cpu: no worker could be started (${why}), so that work runs on the calling thread, which waits for it.`)
    return new CrewInPlace()
  })
}

/** WebAssembly on so many threads, 0 for the calling one; on all processors if it is not said. */
export const acquireCpu = async (threads?: number): Promise<CpuBackend> => {
  demandVectors()
  return cpuBackend(await crewOf(threads))
}
