import { DeviceLost, foldIn, InvalidArgument, type Key, scope, tree } from '../../src/index.js'
import { batches } from '../data/batches.js'
import { type Dataset, range } from '../data/dataset.js'
import { select } from '../data/select.js'
import { shuffle } from '../data/shuffle.js'
import { Gatherings } from '../metrics/gathering.js'
import type { AnyMetric } from '../metrics/metric.js'
import { type Answer, type Callbacks, changed, type Moment, type Place, type Run, replace, stateIn } from './callbacks.js'
import { dispose } from './dispose.js'
import { TrainingInterrupted } from './interrupted.js'
import type { interruptions } from './interruption.js'
import { type AnyExamples, inOrder, type Measured, measured } from './objective.js'
import { Pace } from './pace.js'
import { type Epoch, stopwatch } from './progress.js'
import type { Report } from './report.js'
import { type CompiledStep, noSums, type Running, type TrainState } from './step.js'

/** What is done in a run. */
export interface Plan {
  readonly step: CompiledStep
  readonly data: Dataset<AnyExamples>
  readonly batchSize: number
  readonly partial: 'keep' | 'drop'
  /** Source of the orders of the examples. */
  readonly key: Key
  readonly epochs: number
  /** Steps in all. */
  readonly steps: number
  /** All that is measured, by name in order; those of it that are means; and metrics that gather. */
  readonly names: readonly string[]
  readonly means: readonly string[]
  readonly gathered: readonly { readonly name: string; readonly metric: AnyMetric }[]
  readonly validate?: ((variables: TrainState['variables']) => Promise<Measured>) | undefined
  readonly callbacks: readonly Callbacks[]
  readonly report: Report
  readonly interrupted: ReturnType<typeof interruptions>
}

/** Steps in an epoch. */
export const stepsIn = ({ data, batchSize, partial }: Pick<Plan, 'data' | 'batchSize' | 'partial'>): number =>
  partial === 'keep' ? Math.ceil(data.size / batchSize) : Math.floor(data.size / batchSize)

const isLoss = (error: unknown): boolean => error instanceof DeviceLost || (error instanceof AggregateError && error.errors.every(isLoss))

/** A run that goes on: what changes in it, and what its plan does with it. */
export class Training {
  readonly #plan: Plan
  readonly #steps: number
  #running: Running
  #place: Place
  #history: readonly Epoch[]
  #stopped = false
  /** Steps made here. Before the first the state is still whoever's it was. */
  #made = 0

  constructor(plan: Plan, { state, place, history }: Omit<Run, 'variables'>) {
    this.#plan = plan
    this.#steps = stepsIn(plan)
    this.#running = { state: state as TrainState, sums: noSums(plan.means.length) } // it is of the model, as was checked
    this.#place = place
    this.#history = history
  }

  /** The run as it stands. */
  get run(): Run {
    const { state } = this.#running
    return { variables: state.variables, state, place: this.#place, history: this.#history }
  }

  /**
   * All of it.
   *
   * @throws TrainingInterrupted with what was learned, whatever was thrown after the first step
   */
  async toItsEnd(): Promise<Run> {
    try {
      await this.#ask((callbacks) => callbacks.start?.(this.#moment()))
      while (!this.#stopped && this.#place.epoch <= this.#plan.epochs && this.#total < this.#plan.steps) await this.#epoch()
      await this.#ask((callbacks) => callbacks.end?.(this.#moment()))
    } catch (cause) {
      dispose(this.#running.sums)
      if (this.#made === 0) throw cause
      throw new TrainingInterrupted(await this.#ended(cause), cause)
    }
    dispose(this.#running.sums)
    return this.run
  }

  /** The run after callbacks were told that it was interrupted; what they throw comes after what interrupted it. With a device all that they would save is lost too. */
  async #ended(cause: unknown): Promise<Run> {
    try {
      await this.#ask((callbacks) => callbacks.end?.(this.#moment(), cause))
    } catch (another) {
      if (cause instanceof DeviceLost && isLoss(another)) return this.run
      throw new TrainingInterrupted(this.run, new AggregateError([cause, another], `${cause}; then a callback threw: ${another}`))
    }
    return this.run
  }

  get #total(): number {
    return (this.#place.epoch - 1) * this.#steps + this.#place.step
  }

  #moment(): Moment {
    const { objectives, examples } = this.#running.sums
    return {
      ...this.run,
      steps: this.#steps,
      measured: async () => {
        const [sums, [count = 1]] = await Promise.all([objectives.data(), examples.data()])
        return measured(
          this.#plan.means,
          Array.from(sums, (sum) => sum / count),
        )
      },
    }
  }

  /** Asks callbacks, and does what they answer. */
  async #ask(question: (callbacks: Callbacks) => Answer): Promise<void> {
    // All of them, also where one throws: nothing of theirs is under way when the run ends.
    const settled = await Promise.allSettled(this.#plan.callbacks.map(async (callbacks) => question(callbacks)))
    const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    if (reasons.length > 0) throw reasons.length === 1 ? reasons[0] : new AggregateError(reasons, reasons.join('; '))
    const answers = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    if (answers.includes('stop')) this.#stopped = true
    const asked = this.#running.state
    for (const answer of answers.flatMap((one) => stateIn(one) ?? [])) {
      this.#demandAlike(answer)
      const state = changed(this.#running.state, asked, answer)
      replace(this.#running.state, state)
      this.#running = { ...this.#running, state }
    }
  }

  /** @throws InvalidArgument for a state of another model or optimiser */
  #demandAlike(state: TrainState): void {
    const [before, after] = [tree.paths(this.#running.state), tree.paths(state)]
    if (before.join() !== after.join())
      throw new InvalidArgument('fit: the state that a callback answered with is of another model or optimizer')
  }

  /** An epoch is the last of the history. */
  #note(epoch: Epoch): void {
    this.#history = [...this.#history.filter((one) => one.epoch < epoch.epoch), epoch]
  }

  /** What is left of the epoch at hand. */
  async #epoch(): Promise<void> {
    const { batchSize, callbacks, data, epochs, gathered, interrupted, key, means, names, partial, report, step, steps, validate } =
      this.#plan
    const began = performance.now()
    const number = this.#place.epoch
    const shown = Number.isFinite(epochs) ? epochs : Math.ceil(steps / this.#steps)
    using order = scope(() => foldIn(foldIn(key, 2), number))
    const shuffled = await shuffle(data, order)
    const first = this.#place.step * batchSize
    const rows = first === 0 ? shuffled : select('fit', shuffled, range(first, data.size))
    const gatherings = new Gatherings(gathered)
    const [pace, rate] = [new Pace(), stopwatch()]
    const total = partial === 'keep' ? data.size : this.#steps * batchSize
    const watch = (values: ArrayLike<number>): void => {
      const done = Math.min(this.#place.step * batchSize, total)
      report.progress({ epoch: number, epochs: shown, done, total, rate: rate(done), train: measured(means, values) })
    }
    const told = callbacks.some((one) => one.step !== undefined)
    const before = this.#made
    dispose(this.#running.sums)
    this.#running = { ...this.#running, sums: noSums(means.length) }
    try {
      for await (const batch of batches(rows, batchSize, { partial })) {
        // Told of while it takes its time; a call would only wait for it.
        if (this.#made === 0) await step.compile(this.#running, batch)
        const next = step(this.#running, batch)
        this.#running = next.running
        this.#place = { epoch: number, step: this.#place.step + 1 }
        this.#made++
        dispose(batch)
        gatherings.add(next.kept)
        const values = await pace.after(next.means)
        if (values) watch(values)
        if (told) await this.#ask((one) => one.step?.(this.#moment()))
        if (this.#stopped || this.#total >= steps || this.#place.step >= this.#steps) break
        await interrupted()
      }
      await pace.settled()
      const said = await gatherings.results()
      const meant = await this.#moment().measured()
      // A run that was broken after the last step of an epoch has its means already.
      const known = this.#made === before ? this.#history.find((one) => one.epoch === number) : undefined
      if (!known) watch(Object.values(meant))
      const trained = { epoch: number, epochs: shown, train: known?.train ?? inOrder(names, { ...meant, ...said }) }
      const seconds = (): number => (performance.now() - began) / 1000
      this.#note({ ...trained, seconds: seconds() })
      if (!this.#stopped && this.#total < steps) await interrupted()
      const validation = await validate?.(this.#running.state.variables)
      const epoch: Epoch = { ...trained, seconds: seconds(), ...(validation && { validation }) }
      this.#note(epoch)
      report.epoch(epoch)
      if (this.#place.step >= this.#steps) this.#place = { epoch: number + 1, step: 0 }
      await this.#ask((one) => one.epoch?.(epoch, this.#moment()))
    } finally {
      gatherings.dispose()
    }
  }
}
