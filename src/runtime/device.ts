import type { Backend, Buffer, Claim, Executable } from '../backends/backend.js'
import { atOnce, type Steps } from '../compile/steps.js'
import { DeviceMismatch, DTypeMismatch } from '../errors.js'
import { item, lookup, type Program } from '../program/program.js'
import { linearised } from '../program/trace.js'
import { type AnyArray, type DType, showType } from '../shape/dtype.js'
import { type Device, type DeviceMemory, homeOf, type Storage } from '../tensor/device.js'
import { type AnyTensor, alive, forsake, fulfil, type Node, release, remembered, stored } from '../tensor/tensor.js'
import { checker, verdictOf } from './checker.js'
import { PilingUp } from './piling-up.js'
import { ReadyPrograms } from './ready.js'
import { sharedIn } from './shared.js'
import { Weights } from './weights.js'

/** Memory of a value that nobody can reach any more, though no tensor was disposed of, is given back when that is noticed: a net, not a plan. */
const forgotten = new FinalizationRegistry<Claim>((claim) => claim.release())

/** `1.5 MB`. */
const showBytes = (bytes: number): string => {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power]}`
}

const named = ({ backend, name }: Device): string => `${backend} (${name})`

class BackendStorage implements Storage {
  #held = true
  #weight: ArrayBuffer | undefined

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
  /** Gives the memory back when the node is collected, if nobody did before. */
  heldBy(node: Node): void {
    forgotten.register(node, this.buffer.claim, this)
    this.#weight = this.device.weights.take(this.bytes)
  }
  /** The memory is somebody else's from now on. */
  forfeit(): void {
    this.#held = false
    forgotten.unregister(this)
    this.device.weights.giveBack(this.#weight)
    this.#weight = undefined
  }
}

/** A device: a backend, and the tensors and executables on it. */
export class BackendDevice implements Device {
  readonly weights = new Weights()
  readonly #pilingUp = new PilingUp()
  readonly #ready = new ReadyPrograms({
    compile: (program) => atOnce(this.#compiled(program, [])),
    upload: (type, data) => this.on.upload(type, data),
  })

  /** Why it was taken last, and none before it. */
  reason: string | undefined

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

  lost(): boolean {
    return this.on.lost()
  }

  destroy(): void {
    this.on.destroy()
  }

  toString(): string {
    const { liveBuffers, liveBytes, peakBytes } = this.memory()
    const gone = this.lost() ? ', gone' : ''
    return `Device ${named(this)}: ${showBytes(liveBytes)} in ${liveBuffers} ${liveBuffers === 1 ? 'buffer' : 'buffers'}, ${showBytes(peakBytes)} at most${gone}`
  }

  /** Node's `console.log`. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  toJSON(): Pick<Device, 'backend' | 'name'> & { readonly memory: DeviceMemory } {
    return { backend: this.backend, name: this.name, memory: this.memory() }
  }

  /** Makes a program ready, in steps. */
  *compile(program: Program, donated: readonly number[] = []): Steps<Executable> {
    return checker()?.checked(this, program, donated) ?? (yield* this.#compiled(program, donated))
  }

  *#compiled(program: Program, donated: readonly number[]): Steps<Executable> {
    for (const { type } of [...program.inputs, ...program.equations.flatMap(({ results }) => results)]) this.#has(type.dtype)
    return yield* this.on.compile(program, donated)
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
      throw new DeviceMismatch(
        `${user}: ${showType(tensor.type)} lies on ${storage ? named(storage.device) : 'no device'}, not on ${named(this)}; read its data() and make it anew with tensor()`,
      )
    this.#has(tensor.type.dtype)
    const uploaded = new BackendStorage(this, this.on.upload(tensor.type, host))
    storage?.release()
    tensor.node.source = { kind: 'value', storage: uploaded, ...remembered(tensor.type, host) }
    uploaded.heldBy(tensor.node)
    return uploaded.buffer
  }

  /** New memory with the tensors' values. */
  copiesOf(tensors: readonly AnyTensor[], user: string): Buffer[] {
    const variables = tensors.map(({ type }) => ({ type }))
    const copy: Program = { inputs: variables, captures: [], equations: [], outputs: variables }
    return this.ready(copy).run(tensors.map((tensor) => this.bufferOf(tensor, user)))
  }

  /** The memory of a tensor that a call may write over: its own, or, if something pending is yet to read that, a copy. */
  spendable(tensor: AnyTensor, user: string): Buffer {
    if (tensor.node.readers === 0) return this.bufferOf(tensor, user)
    return item(this.copiesOf([tensor], user), 0)
  }

  /** The memory is somebody else's from now on; the tensor has none. */
  forfeit(tensor: AnyTensor, gone: string): void {
    if (tensor.source.kind === 'value' && tensor.source.storage instanceof BackendStorage) tensor.source.storage.forfeit()
    forsake(tensor, gone)
  }

  /** Marks a tensor whose memory a call used up. */
  donate(tensor: AnyTensor, to: string): void {
    const gone = `was donated to ${to}; use what that returned in its place`
    if (tensor.node.readers > 0) release(tensor, gone)
    else this.forfeit(tensor, gone)
  }

  /** A tensor over memory of this device. */
  tensorOf(type: AnyTensor['type'], buffer: Buffer): AnyTensor {
    const storage = new BackendStorage(this, buffer)
    const tensor = stored(type, storage)
    storage.heldBy(tensor.node)
    return tensor
  }

  /** Tensors over what a call gave. */
  resultsOf(types: readonly AnyTensor['type'][], buffers: readonly Buffer[]): AnyTensor[] {
    const results = types.map((type, i) => this.tensorOf(type, item(buffers, i)))
    this.#pilingUp.note(this.memory().liveBytes)
    return results
  }

  realise(tensors: readonly AnyTensor[]): void {
    this.runPending(tensors, (program) => checker()?.checked(this, program, []) ?? this.ready(program))
  }

  /** Runs what the tensors stand for by what is made of its program. */
  runPending(tensors: readonly AnyTensor[], madeOf: (program: Program) => Pick<Executable, 'run'>): void {
    const pending = [...new Set(tensors)].filter(({ source }) => source.kind === 'application')
    if (pending.length === 0) return
    const { program, tensors: nodes } = linearised([], pending, () => false)
    // What rests on values runs where they lie, whichever device was acquired last.
    const home = program.captures.map(homeOf).find((device) => device !== undefined) ?? this
    if (home !== this) {
      home.realise(pending)
      return
    }
    const shared = sharedIn(program, nodes)
    const wanted = [...pending, ...shared.map((variable) => lookup(nodes, variable))]
    const whole: Program = { ...program, outputs: [...program.outputs, ...shared] }
    const buffers = madeOf(whole).run(program.captures.map((tensor) => this.bufferOf(tensor, 'data')))
    for (const { node } of nodes.values()) node.computed = true
    wanted.forEach((tensor, i) => {
      const storage = new BackendStorage(this, item(buffers, i))
      fulfil(tensor, storage)
      storage.heldBy(tensor.node)
    })
  }

  /** A program made ready, or found so. */
  ready(program: Program): Pick<Executable, 'run'> {
    return this.#ready.of(program)
  }

  async read(tensor: AnyTensor): Promise<AnyArray> {
    this.realise([tensor])
    const home = homeOf(tensor) ?? this
    if (home !== this) return home.read(tensor)
    const buffer = this.bufferOf(tensor, 'data')
    const array = await this.on.download(tensor.type, buffer)
    const found = await verdictOf(buffer)
    if (found) throw found
    if (tensor.source.kind === 'value') tensor.node.source = { ...tensor.source, ...remembered(tensor.type, array) }
    return array
  }
}
