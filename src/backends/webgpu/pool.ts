import { OutOfDeviceMemory } from '../../errors.js'
import type { DeviceMemory } from '../../tensor/device.js'
import type { Buffer } from '../backend.js'
import { usage } from './flags.js'

let nextId = 0

/** A buffer of the pool while it is held. */
export class WebGpuBuffer implements Buffer {
  readonly id = nextId++
  #held = true
  /** The first failure on the way to its contents, if any: settles once the driver has looked. */
  fault: Promise<Error | undefined> | undefined

  constructor(
    readonly gpu: GPUBuffer,
    readonly bytes: number,
    private readonly pool: BufferPool,
  ) {}

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
  readonly #refusals: Promise<OutOfDeviceMemory | undefined>[] = []
  #live = 0
  #peak = 0
  #held = 0
  #liveBuffers = 0
  #created = 0

  constructor(private readonly device: GPUDevice) {}

  take(bytes: number): WebGpuBuffer {
    const size = rounded(bytes)
    const gpu = this.#free.get(size)?.pop() ?? this.#create(size)
    this.#live += size
    this.#liveBuffers++
    this.#peak = Math.max(this.#peak, this.#live)
    return new WebGpuBuffer(gpu, size, this)
  }

  takeBack({ gpu, bytes }: WebGpuBuffer): void {
    this.#live -= bytes
    this.#liveBuffers--
    const free = this.#free.get(bytes) ?? []
    free.push(gpu)
    this.#free.set(bytes, free)
  }

  #create(size: number): GPUBuffer {
    const limit = Math.min(this.device.limits.maxBufferSize, this.device.limits.maxStorageBufferBindingSize)
    if (size > limit)
      throw new OutOfDeviceMemory(`webgpu: a tensor of ${size} bytes was asked for; this device allows ${limit} bytes in one`, size, limit)
    this.device.pushErrorScope('out-of-memory')
    const gpu = this.device.createBuffer({ size, usage: usage.storage | usage.copySource | usage.copyDestination })
    this.#refusals.push(
      this.device.popErrorScope().then((error) => {
        if (!error) return undefined
        this.trim()
        return new OutOfDeviceMemory(`webgpu: the driver has no ${size} bytes left: ${error.message}`, size)
      }),
    )
    this.#held += size
    this.#created++
    return gpu
  }

  /** Throws if the driver refused a buffer since this was last asked. */
  async checked(): Promise<void> {
    const errors = await Promise.all(this.#refusals.splice(0))
    const error = errors.find((found) => found !== undefined)
    if (error) throw error
  }

  /** Lets go of the buffers that nobody holds. */
  trim(): void {
    for (const [size, buffers] of this.#free)
      for (const gpu of buffers) {
        gpu.destroy()
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
