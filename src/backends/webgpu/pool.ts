import { OutOfDeviceMemory } from '../../errors.js'
import type { DeviceMemory } from '../../tensor/device.js'
import type { Buffer } from '../backend.js'
import type { Fault } from './fault.js'
import type { Line } from './line.js'

let nextId = 0

/** A buffer of the pool while it is held. */
export class WebGpuBuffer implements Buffer {
  readonly id = nextId++
  readonly claim = this
  #held = true
  #fault: Fault | undefined

  constructor(
    readonly gpu: GPUBuffer,
    readonly bytes: number,
    private readonly pool: BufferPool,
    fault: Fault | undefined,
  ) {
    this.fault = fault
  }

  /** The first failure on the way to its contents; absent once there turns out to be none. */
  get fault(): Fault | undefined {
    return this.#fault
  }

  set fault(fault: Fault | undefined) {
    this.#fault = fault
    void fault?.then((error) => {
      if (!error && this.#fault === fault) this.#fault = undefined
    })
  }

  get held(): boolean {
    return this.#held
  }

  release(): void {
    if (!this.#held) return
    this.#held = false
    this.pool.takeBack(this)
  }
}

/** Sizes are rounded up, so that buffers of about one size can stand in for each other. */
const granularity = 256
const rounded = (bytes: number): number => Math.ceil(bytes / granularity) * granularity

/** Buffers, kept for the next of their size when they are given back: a steady loop makes none. */
export class BufferPool {
  readonly #free = new Map<number, GPUBuffer[]>()
  /** What the driver has yet to say of a buffer, whoever holds it meanwhile. */
  readonly #unsettled = new WeakMap<GPUBuffer, Fault>()
  /** Those that the driver had no memory for. */
  readonly #refused = new WeakSet<GPUBuffer>()
  #live = 0
  #peak = 0
  #held = 0
  #liveBuffers = 0
  #created = 0

  constructor(
    private readonly device: GPUDevice,
    private readonly line: Line,
    private readonly usage: GPUBufferUsageFlags,
  ) {}

  take(bytes: number): WebGpuBuffer {
    const size = rounded(bytes)
    const free = this.#free.get(size)?.pop()
    const { gpu, fault } = free ? { gpu: free, fault: this.#unsettled.get(free) } : this.#create(size)
    this.#live += size
    this.#liveBuffers++
    this.#peak = Math.max(this.#peak, this.#live)
    return new WebGpuBuffer(gpu, size, this, fault)
  }

  /** A buffer for each number of bytes, or, if one is too large, none. */
  takeAll(sizes: readonly number[]): WebGpuBuffer[] {
    for (const bytes of sizes) this.#demandPossible(rounded(bytes))
    return sizes.map((bytes) => this.take(bytes))
  }

  takeBack({ gpu, bytes }: WebGpuBuffer): void {
    this.#live -= bytes
    this.#liveBuffers--
    if (this.#refused.has(gpu)) return
    const free = this.#free.get(bytes) ?? []
    free.push(gpu)
    this.#free.set(bytes, free)
  }

  #demandPossible(size: number): void {
    const limit = Math.min(this.device.limits.maxBufferSize, this.device.limits.maxStorageBufferBindingSize)
    if (size > limit)
      throw new OutOfDeviceMemory(`webgpu: a tensor of ${size} bytes was asked for; this device allows ${limit} bytes in one`, size, limit)
  }

  #create(size: number): { readonly gpu: GPUBuffer; readonly fault: Fault | undefined } {
    this.#demandPossible(size)
    this.device.pushErrorScope('out-of-memory')
    const gpu = this.device.createBuffer({ size, usage: this.usage })
    const fault = this.device.popErrorScope().then((error) => {
      if (!error) {
        this.#unsettled.delete(gpu)
        return undefined
      }
      this.#held -= size
      this.#refused.add(gpu)
      this.#free.set(size, this.#free.get(size)?.filter((free) => free !== gpu) ?? [])
      this.trim()
      return new OutOfDeviceMemory(`webgpu: the driver has no ${size} bytes left: ${error.message}`, size)
    })
    this.#unsettled.set(gpu, fault)
    this.#held += size
    this.#created++
    return { gpu, fault }
  }

  /** Lets go of the buffers that nobody holds. */
  trim(): void {
    for (const [size, buffers] of this.#free)
      for (const gpu of buffers) {
        // What waits for its turn may use it still.
        this.line.after(() => gpu.destroy())
        this.#held -= size
      }
    this.#free.clear()
  }

  memory(): DeviceMemory {
    return {
      liveBytes: this.#live,
      peakBytes: this.#peak,
      heldBytes: this.#held,
      liveBuffers: this.#liveBuffers,
      createdBuffers: this.#created,
    }
  }
}
