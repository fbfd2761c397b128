import { DeviceLost, TypegradError } from '../../src/index.js'
import type { Variables } from '../layer.js'
import type { Place, Run } from './callbacks.js'
import type { Epoch } from './progress.js'
import type { TrainState } from './step.js'

const whatIsLeft =
  'What was learned is lost with it: go on from what checkpointTo or saveRun wrote last, resume: await loadRun(model, optimizer, file)'

/**
 * Training that was interrupted after its first step: by a signal, by data or a callback that threw, by the device. It is a run, and holds what was learned: `cause` is what
 * was thrown. Let go of it, and its memory goes too. Where `cause` is a `DeviceLost`, variables and state were on that device, and reading them throws it too.
 *
 * @example
 * ```ts
 * const run = await fit(model, train, options).catch((error) => {
 *   if (error instanceof TrainingInterrupted) return error // a run like any other: run.variables
 *   throw error
 * })
 * ```
 *
 * @category Training
 */
export class TrainingInterrupted extends TypegradError implements Run {
  readonly variables: Variables
  readonly state: TrainState
  readonly place: Place
  readonly history: readonly Epoch[]

  constructor({ variables, state, place, history }: Run, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const lost = cause instanceof DeviceLost ? `. ${whatIsLeft}` : ''
    super(
      'TrainingInterrupted',
      'fit/interrupted',
      `fit: interrupted in epoch ${place.epoch}, after ${place.step} ${place.step === 1 ? 'step' : 'steps'} of it: ${why}${lost}`,
      { cause },
    )
    // Whoever catches it knows of which model.
    this.variables = variables as Variables
    this.state = state as TrainState
    this.place = place
    this.history = history
  }
}
