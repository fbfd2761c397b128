import type { DeviceLost } from '../../errors.js'
import type { Crew, ModuleId } from './crew.js'
import { aligned, type Block, Heap } from './heap.js'
import { limitsOf, maximumPages, page, pagesFor } from './linear-memory.js'
import { loneWorkerSource, type Order, type Said } from './lone-worker.js'
import { controlAddress, placesFor } from './ring.js'
import { ended, stopped } from './stopped.js'
import { startThread, type Thread } from './threads.js'
import type { Words } from './words.js'

interface Question {
  resolve(bytes: ArrayBuffer): void
  reject(reason: unknown): void
}

/** The size of a memory that is elsewhere. */
class RemoteMemory {
  constructor(
    public buffer: { readonly byteLength: number },
    private readonly tell: (order: Order) => void,
  ) {}

  grow(pages: number): number {
    const before = this.buffer.byteLength
    this.buffer = { byteLength: before + pages * page }
    this.tell({ to: 'grow', pages })
    return before / page
  }
}

/** A worker's messages before there is a crew, and after. */
interface Inbox {
  said(what: Said): void
  lost(reason: unknown): void
}

const reserved = placesFor(0).end

/**
 * One worker with a memory of its own, for pages that are not cross-origin isolated: the calling thread stays free. It does what it is told in order, so
 * whatever is given back may be used at once.
 *
 * @throws whatever keeps a worker from starting
 */
export const crewOfOne = (): Promise<Crew> =>
  new Promise((resolve, reject) => {
    const inbox: Inbox = {
      said: (what) => {
        if ('maximum' in what) {
          thread.keepAlive(false)
          resolve(new CrewOfOne(thread, inbox, what.maximum))
        } else inbox.lost(new Error('message' in what ? what.message : 'the worker answers what nobody asked'))
      },
      lost: (reason) => {
        thread.end()
        reject(reason)
      },
    }
    const thread = startThread<Order, Said>(loneWorkerSource, { told: (what) => inbox.said(what), lost: (reason) => inbox.lost(reason) })
    thread.keepAlive(true)
    thread.send({ to: 'begin', initial: pagesFor(reserved), maximum: maximumPages })
  })

class CrewOfOne implements Crew {
  readonly limits = limitsOf(false)
  readonly threads = 1
  readonly heap: Heap
  /** The scratch memory of each module; none if it asked for none. */
  readonly #modules = new Map<ModuleId, Block | undefined>()
  readonly #questions = new Map<number, Question>()
  #nextModule = 0
  #nextQuestion = 0
  #submitted = 0
  #finished = 0
  #failure: DeviceLost | undefined

  constructor(
    private readonly worker: Thread<Order>,
    inbox: Inbox,
    maximum: number,
  ) {
    const memory = new RemoteMemory({ byteLength: pagesFor(reserved) * page }, (order) => worker.send(order))
    this.heap = new Heap(memory, { submitted: 0, finished: 0 }, aligned(reserved), maximum)
    inbox.said = (what) => this.#said(what)
    inbox.lost = (reason) => this.#fail(stopped(reason))
  }

  get submitted(): number {
    return this.#submitted
  }

  get finished(): number {
    return this.#finished
  }

  get failure(): DeviceLost | undefined {
    return this.#failure
  }

  load(bytes: Uint8Array<ArrayBuffer>, scratchBytes: number): ModuleId {
    const id = this.#nextModule++
    this.#modules.set(id, scratchBytes > 0 ? this.heap.take(scratchBytes) : undefined)
    this.worker.send({ to: 'load', id, bytes })
    return id
  }

  unload(id: ModuleId): void {
    this.#scratch(id)?.release()
    this.#modules.delete(id)
    this.worker.send({ to: 'unload', id })
  }

  submit(id: ModuleId, frame: Int32Array): number {
    if (this.#failure) throw this.#failure
    const scratch = this.#scratch(id)?.address ?? 0
    const place = this.heap.take(frame.byteLength)
    this.worker.send({ to: 'run', id, control: controlAddress, frame, address: place.address, scratch })
    place.release()
    return ++this.#submitted
  }

  async done(ticket: number): Promise<void> {
    if (this.#failure) throw this.#failure
    if (this.#finished < ticket) await this.read(0, 0)
  }

  write(address: number, data: Words): void {
    const words = data.slice()
    this.worker.send({ to: 'write', address, words }, [words.buffer])
  }

  async read(address: number, bytes: number): Promise<ArrayBuffer> {
    if (this.#failure) throw this.#failure
    const { submitted } = this
    const question = this.#nextQuestion++
    this.worker.keepAlive(true)
    const answer = await new Promise<ArrayBuffer>((resolve, reject) => {
      this.#questions.set(question, { resolve, reject })
      this.worker.send({ to: 'read', question, address, bytes })
    })
    this.#finished = Math.max(this.#finished, submitted)
    return answer
  }

  end(): void {
    this.#fail(ended())
    this.worker.end()
  }

  #scratch(id: ModuleId): Block | undefined {
    if (!this.#modules.has(id)) throw new Error(`cpu: module ${id} was unloaded, or never loaded`)
    return this.#modules.get(id)
  }

  #said(what: Said): void {
    if ('question' in what) {
      this.#questions.get(what.question)?.resolve(what.bytes)
      this.#questions.delete(what.question)
      this.worker.keepAlive(this.#questions.size > 0)
    } else if ('message' in what) this.#fail(stopped(Object.assign(new Error(what.message), { name: what.name, stack: what.stack })))
  }

  /** From now on nothing runs. */
  #fail(failure: DeviceLost): void {
    if (this.#failure) return
    this.#failure = failure
    for (const { reject } of this.#questions.values()) reject(failure)
    this.#questions.clear()
    this.worker.keepAlive(false)
  }
}
