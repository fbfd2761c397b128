import type { Gatherings } from '../metrics/gathering.js'
import { dispose } from './dispose.js'
import type { interruptions } from './interruption.js'
import type { AnyExamples, Measured } from './objective.js'
import { Pace } from './pace.js'
import { noSums, type Step, type TrainState } from './step.js'

/** The state after an epoch, the means of the objectives over it, and what metrics say of it. */
export interface Passed {
  readonly state: TrainState
  readonly means: ArrayLike<number>
  readonly gathered: Measured
}

/**
 * One epoch: a step for each batch. `watch` is told the means over the first so many steps, now and then; metrics gather over all of them; between steps it may be `interrupted`. What was
 * learned in an epoch that does not end well is let go.
 */
export const pass = async (
  step: Step,
  before: TrainState,
  source: AsyncIterable<AnyExamples>,
  watch: (steps: number, means: ArrayLike<number>) => void,
  interrupted: ReturnType<typeof interruptions>,
  gatherings: Gatherings,
): Promise<Passed> => {
  const pace = new Pace()
  dispose(before.sums)
  let state: TrainState = { ...before, sums: noSums(before.sums.objectives.shape[0] ?? 0) }
  let steps = 0
  try {
    for await (const batch of source) {
      const after = step(state, batch.x, batch.y)
      dispose(batch)
      state = after.state
      steps++
      gatherings.add(after.kept)
      const means = await pace.after(after.means)
      if (means) watch(steps, means)
      await interrupted()
    }
    const sums = await state.sums.objectives.data()
    return { state, means: Array.from(sums, (sum) => sum / steps), gathered: await gatherings.results() }
  } catch (error) {
    // Before the first step they are still whoever's they were.
    if (steps > 0) dispose(state)
    throw error
  } finally {
    gatherings.dispose()
  }
}
