import type { Backend, Buffer, Executable } from '../backends/backend.js'
import { DTypeMismatch } from '../errors.js'
import { printProgram } from '../program/print.js'
import type { Program } from '../program/program.js'
import { linearise } from '../program/trace.js'
import { type AnyArray, type DType, showType } from '../shape/dtype.js'
import { type Device, type DeviceMemory, homeOf, type Storage } from '../tensor/device.js'
import { type AnyTensor, alive, stored } from '../tensor/tensor.js'
import { checker, verdictOf } from './checker.js'

/** Executables of pending graphs that are kept ready, by their program's text. */
const readyExecutables = 256
/** Values up to this size stay known to the host once read, so that they can be printed. */
const rememberedSize = 1000

/** Memory that a tensor which was never disposed still holds is given back when the tensor itself is collected: a net, not a plan. */
const forgotten = new FinalizationRegistry<Storage>((storage) => storage.release())

const named = ({ backend, name }: Device): string => `${backend} (${name})`

class BackendStorage implements Storage {
  #held = true

  constructor(
    readonly device: BackendDevice,
    readonly buffer: Buffer,
  ) {}
  get bytes(): number {
    return this.buffer.bytes
  }
  release(): void {
    if (this.#held) this.buffer.release()
    this.forfeit()
  }
  /** The memory is somebody else's from now on. */
  forfeit(): void {
    this.#held = false
    forgotten.unregister(this)
  }
}

/** A device: a backend, and the tensors and executables on it. */
export class BackendDevice implements Device {
  readonly #ready = new Map<string, Executable>()

  constructor(readonly on: Backend) {}

  get backend(): string {
    return this.on.backend
  }

  get name(): string {
    return this.on.name
  }

  memory(): DeviceMemory {
    return this.on.memory()
  }

  destroy(): void {
    this.on.destroy()
  }

  /** A program made ready. */
  compile(program: Program, donated: readonly number[] = []): Executable {
    return checker()?.checked(this, program, donated) ?? this.#compiled(program, donated)
  }

  #compiled(program: Program, donated: readonly number[]): Executable {
    for (const { type } of [...program.inputs, ...program.equations.flatMap(({ results }) => results)]) this.#has(type.dtype)
    return this.on.compile(program, donated)
  }

  #has(dtype: DType): void {
    if (this.on.dtypes.includes(dtype)) return
    throw new DTypeMismatch(
      `${this.backend}: has no ${dtype}, only ${this.on.dtypes.join(', ')}; convert with astype, or acquire({ backend: 'reference' })`,
    )
  }

  /** The memory of a tensor's value, which is uploaded if the device does not hold it yet. */
  bufferOf(tensor: AnyTensor, user: string): Buffer {
    const { source } = alive(tensor, user)
    if (source.kind !== 'value') throw new Error(`${user}: ${showType(tensor.type)} has no value yet; please report this`)
    const { storage, host } = source
    if (storage instanceof BackendStorage && storage.device === this) return storage.buffer
    if (!host)
      throw new Error(
        `${user}: ${showType(tensor.type)} lies on ${storage ? named(storage.device) : 'no device'}, not on ${named(this)}; read its data() and make it anew with tensor()`,
      )
    this.#has(tensor.type.dtype)
    const uploaded = new BackendStorage(this, this.on.upload(tensor.type, host))
    storage?.release()
    source.storage = uploaded
    delete source.host
    forgotten.register(tensor, uploaded, uploaded)
    return uploaded.buffer
  }

  /** Marks a tensor whose memory a call used up. */
  donate(tensor: AnyTensor, to: string): void {
    if (tensor.source.kind === 'value' && tensor.source.storage instanceof BackendStorage) tensor.source.storage.forfeit()
    tensor.source = { kind: 'gone', how: `${showType(tensor.type)} was donated to ${to}; use what that returned in its place` }
  }

  /** A tensor over memory of this device. */
  tensorOf(type: AnyTensor['type'], buffer: Buffer): AnyTensor {
    const storage = new BackendStorage(this, buffer)
    const tensor = stored(type, storage)
    forgotten.register(tensor, storage, storage)
    return tensor
  }

  realise(tensors: readonly AnyTensor[]): void {
    this.runPending(tensors, (program) => checker()?.checked(this, program, []) ?? this.ready(program))
  }

  /** Runs what the tensors stand for by what is made of its program. */
  runPending(tensors: readonly AnyTensor[], madeOf: (program: Program) => Executable): void {
    const pending = [...new Set(tensors)].filter(({ source }) => source.kind === 'application')
    if (pending.length === 0) return
    const program = linearise([], pending, () => false)
    // What rests on values runs where they lie, whichever device was acquired last.
    const home = program.captures.map(homeOf).find((device) => device !== undefined) ?? this
    if (home !== this) {
      home.realise(pending)
      return
    }
    const buffers = madeOf(program).run(program.captures.map((tensor) => this.bufferOf(tensor, 'data')))
    pending.forEach((tensor, i) => {
      const buffer = buffers[i]
      if (!buffer) return
      const storage = new BackendStorage(this, buffer)
      tensor.source = { kind: 'value', storage }
      forgotten.register(tensor, storage, storage)
    })
  }

  /** A program made ready, or found so. */
  ready(program: Program): Executable {
    const key = printProgram(program)
    const executable = this.#ready.get(key) ?? this.#compiled(program, [])
    // Last used, last in line to go.
    this.#ready.delete(key)
    this.#ready.set(key, executable)
    const [oldest] = this.#ready
    if (oldest && this.#ready.size > readyExecutables) {
      this.#ready.delete(oldest[0])
      oldest[1].release()
    }
    return executable
  }

  async read(tensor: AnyTensor): Promise<AnyArray> {
    this.realise([tensor])
    const home = homeOf(tensor) ?? this
    if (home !== this) return home.read(tensor)
    const buffer = this.bufferOf(tensor, 'data')
    const array = await this.on.download(tensor.type, buffer)
    const found = await verdictOf(buffer)
    if (found) throw found
    if (tensor.source.kind === 'value' && array.length <= rememberedSize) tensor.source.host = array.slice()
    return array
  }
}
