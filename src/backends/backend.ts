import type { Limits } from '../compile/compile.js'
import type { Prepared } from '../compile/stages.js'
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

/** A program made ready for a backend. */
export interface Executable<B extends Buffer = Buffer> {
  /** Runs it without waiting. Donated inputs are used up. */
  run(inputs: readonly B[]): B[]
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
  compile(program: Program, donated: readonly number[]): Executable<B>
  /** The WebAssembly that `compile` would make of it, for those who look; nothing where there is none. */
  readonly assemble?: (prepared: Prepared, inputs: number) => Uint8Array<ArrayBuffer>
  memory(): DeviceMemory
  /** Whether the device is gone, and all its memory with it. */
  lost(): boolean
  destroy(): void
}
