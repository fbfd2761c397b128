import { check, tensor } from '../../src/index.js'
import { rateScaleIn, withRateScale } from '../optimizers/adjustable.js'
import type { OptimizerState } from '../optimizers/optimizer.js'
import type { Callbacks } from '../train/callbacks.js'
import { type MonitorOptions, monitorNames, monitorOf } from './monitor.js'

/**
 * When and how far the rate goes down.
 *
 * @category Training
 */
export interface ReduceOnPlateauOptions extends MonitorOptions {
  /** What the rate is multiplied by; 0.1 if left out. */
  readonly factor?: number
  /** Epochs without anything better that are waited for; 10 if left out. */
  readonly patience?: number
  /** Epochs after each time in which nothing is counted; 0 if left out. */
  readonly cooldown?: number
  /** The share of the first rate below which it does not go; 0 if left out. */
  readonly minimum?: number
}

/**
 * Takes smaller steps once what is watched gets better no longer. The optimiser is an `adjustable` one, whose state holds what its rate is multiplied by: no step is compiled anew.
 *
 * @throws InvalidArgument; in training also where the optimiser is not adjustable
 * @example await fit(model, data, { ...options, optimizer: adjustable(sgd(0.1)), callbacks: [reduceOnPlateau({ factor: 0.5, patience: 3 })] })
 *
 * @category Training
 */
export const reduceOnPlateau = (options?: ReduceOnPlateauOptions): Callbacks => {
  const known = check.options<ReduceOnPlateauOptions>('reduceOnPlateau', '', options, [
    ...monitorNames,
    'factor',
    'patience',
    'cooldown',
    'minimum',
  ])
  const { factor = 0.1, patience = 10, cooldown = 0, minimum = 0 } = known
  if (!(typeof factor === 'number' && factor > 0 && factor < 1))
    check.refuse('reduceOnPlateau', 'the factor', 'a number between 0 and 1', factor)
  check.count('reduceOnPlateau', 'patience', patience, 0)
  check.count('reduceOnPlateau', 'cooldown', cooldown, 0)
  check.number('reduceOnPlateau', 'the minimum', minimum)
  const monitor = monitorOf('reduceOnPlateau', known)
  return {
    start: ({ state }) => void rateScaleIn('reduceOnPlateau', state.optimizer),
    epoch: (_, { history, state }) => {
      // All of it is told from the history, so that a run that is resumed goes on as it was.
      let [best, waited, cooling, reduced] = [monitor.worst, 0, 0, 0]
      let now = false
      for (const epoch of history) {
        const value = monitor.of(epoch)
        const better = monitor.better(value, best)
        if (better) best = value
        waited = better ? 0 : waited + 1
        if (cooling > 0) {
          cooling--
          waited = 0
        }
        now = waited > patience
        if (now) {
          reduced++
          cooling = cooldown
          waited = 0
        }
      }
      if (!now) return undefined
      const scale = Math.max(factor ** reduced, minimum)
      const optimizer = state.optimizer as OptimizerState<unknown> // of the model
      return { state: { ...state, optimizer: withRateScale(optimizer, tensor(scale)) } }
    },
  }
}
