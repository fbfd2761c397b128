import type { AnyArray } from '../shape/dtype.js'
import type { AnyTensor } from './tensor.js'

/** Memory of one tensor on one device. */
export interface Storage {
  readonly device: Device
  readonly bytes: number
  /** Gives the memory back. */
  release(): void
}

/**
 * Live and peak use of a device's memory by tensors and by the temporaries of compiled functions.
 *
 * @category Tensors
 */
export interface DeviceMemory {
  /** Bytes in use now. */
  readonly liveBytes: number
  /** The most bytes in use at once so far. */
  readonly peakBytes: number
  /** Bytes held from the driver for tensors and temporaries, those kept for reuse included; buffers for reading come on top. */
  readonly heldBytes: number
  /** Buffers in use now. */
  readonly liveBuffers: number
  /** Buffers ever made: what stands still when nothing allocates. */
  readonly createdBuffers: number
}

/**
 * Something that runs programs. Got from `acquire`.
 *
 * @category Tensors
 */
export interface Device {
  /** `webgpu`, `cpu` or `reference`. */
  readonly backend: string
  /** The adapter's name, as a person knows it. */
  readonly name: string
  /** Why the last `acquire()` took it and none before it; undefined if it was the first choice, or asked for. */
  readonly reason: string | undefined
  /** Backend, name and memory in a line; `console.log` in Node shows the same. */
  toString(): string
  /** What its tensors and compiled functions hold. */
  memory(): DeviceMemory
  /** The value of a tensor, which runs if it has not yet. @internal */
  read(tensor: AnyTensor): Promise<AnyArray>
  /** Runs what the tensors stand for, without waiting. @internal */
  realise(tensors: readonly AnyTensor[]): void
  /** Whether it is gone, and all its memory with it. @internal */
  lost(): boolean
  /** Lets the device and all its memory go. Tensors on it are lost. */
  destroy(): void
}

let current: Device | undefined

/** @internal The device acquired last. */
export const currentDevice = (): Device | undefined => current

/** @internal */
export const setCurrentDevice = (device: Device | undefined): void => {
  current = device
}

/** @internal The device that holds the tensor's value, if it is on one. What the host has too stays when that is lost. */
export const homeOf = ({ source }: AnyTensor): Device | undefined => {
  if (source.kind !== 'value') return undefined
  const device = source.storage?.device
  return source.host && device?.lost() ? undefined : device
}

/** @internal The device that holds the tensor's value; for a tensor without one, the device acquired last. */
export const deviceOf = (tensor: AnyTensor): Device | undefined => homeOf(tensor) ?? current
