import { nextTask } from '../backends/next-task.js'
import type { Steps } from '../compile/steps.js'

/** Milliseconds after which a page may be drawn. */
const slice = 10

/** Work that is done in steps: in slices, between which a page is drawn, or at once by whoever cannot wait. */
export class Preparation<T> {
  #end: { readonly made: T } | { readonly error: unknown } | undefined

  constructor(
    private readonly steps: Steps<T>,
    /** Called when it fails. */
    private readonly failed: () => unknown,
  ) {}

  /** Whether it goes on. */
  #step(): boolean {
    if (this.#end) return false
    try {
      const { done, value } = this.steps.next()
      if (done) this.#end = { made: value }
    } catch (error) {
      this.#end = { error }
      this.failed()
    }
    return this.#end === undefined
  }

  /** What was made; nothing while it goes on. */
  get made(): T | undefined {
    return this.#end && 'made' in this.#end ? this.#end.made : undefined
  }

  /** What it makes, now. */
  atOnce(): T {
    while (this.#step());
    if (this.#end && 'made' in this.#end) return this.#end.made
    throw this.#end?.error
  }

  /** What it makes, with a task for others after each slice. */
  async inSlices(): Promise<T> {
    let began = performance.now()
    while (this.#step()) {
      if (performance.now() - began < slice) continue
      await nextTask()
      began = performance.now()
    }
    return this.atOnce()
  }
}
