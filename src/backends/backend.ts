import type { Limits } from '../compile/compile.js'
import type { Prepared } from '../compile/stages.js'
import type { Steps } from '../compile/steps.js'
import type { Program } from '../program/program.js'
import type { AnyArray, DType, TensorType } from '../shape/dtype.js'
import type { DeviceMemory } from '../tensor/device.js'

/** What gives memory back. */
export interface Claim {
  release(): void
}

/** Memory of one tensor. */
export interface Buffer extends Claim {
  readonly bytes: number
  /** Gives it back likewise, for whoever outlives it: a claim on memory that the engine collects by itself does not keep that alive. */
  readonly claim: Claim
}

/** Told how many of the kernels of a function are compiled, and how many it has. */
export type CompileProgress = (compiled: number, kernels: number) => unknown

/** A program made ready for a backend. */
export interface Executable<B extends Buffer = Buffer> {
  /** Runs it without waiting. Donated inputs are used up. */
  run(inputs: readonly B[]): B[]
  /**
   * Settles when its kernels are compiled, and rejects if the driver refuses one. `progress` is told how many are, of how many, at first and whenever one more is. Where it is
   * left out they are compiled when `compile` returns.
   */
  readonly compiled?: (progress: CompileProgress) => Promise<void>
  /** Gives back what it holds. */
  release(): void
}

/** Something that programs run on: the whole interface between a device and the rest. */
export interface Backend<B extends Buffer = Buffer> {
  readonly backend: string
  readonly name: string
  /** Software that stands for hardware. */
  readonly software?: boolean
  /** What its compiler must know; undefined where nothing is compiled. */
  readonly limits: Limits | undefined
  readonly dtypes: readonly DType[]
  upload(type: TensorType, data: AnyArray): B
  download(type: TensorType, buffer: B): Promise<AnyArray>
  /** Makes a program ready, in steps. */
  compile(program: Program, donated: readonly number[]): Steps<Executable<B>>
  /** The WebAssembly that `compile` would make of it, for those who look; nothing where there is none. */
  readonly assemble?: (prepared: Prepared, inputs: number) => Uint8Array<ArrayBuffer>
  memory(): DeviceMemory
  /** Whether the device is gone, and all its memory with it. */
  lost(): boolean
  destroy(): void
}
