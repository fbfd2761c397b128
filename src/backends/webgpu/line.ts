import { type Fault, guarded } from './fault.js'

/** Commands to the driver, in their order: given at once, unless one before them waits for its kernels to be compiled. */
export class Line {
  /** What waits; nothing if all has been given. */
  #waiting: (Promise<unknown> | (() => void))[] | undefined

  constructor(private readonly device: GPUDevice) {}

  /** Gives what comes from now on only when this has settled. It must not reject. */
  hold(until: Promise<unknown>): void {
    if (this.#waiting) this.#waiting.push(until)
    else {
      this.#waiting = [until]
      void this.#give(this.#waiting)
    }
  }

  /** Gives the driver commands in their turn, `guarded` while something that they use may turn out to be refused. */
  give(fault: Fault | undefined, command: () => void): Fault | undefined {
    const waiting = this.#waiting
    if (!waiting) return guarded(this.device, fault, command)
    return new Promise((resolve) => {
      waiting.push(() => {
        try {
          resolve(guarded(this.device, fault, command))
        } catch (error) {
          resolve(error as Error) // what drivers throw are errors
        }
      })
    })
  }

  /** Does something when all before it has been given. */
  after(action: () => void): void {
    if (this.#waiting) this.#waiting.push(action)
    else action()
  }

  /** Whether something waits. */
  get waits(): boolean {
    return this.#waiting !== undefined
  }

  async #give(waiting: (Promise<unknown> | (() => void))[]): Promise<void> {
    // More may come to wait meanwhile.
    for (const next of waiting) {
      if (typeof next === 'function') next()
      else await next
    }
    this.#waiting = undefined
  }
}
