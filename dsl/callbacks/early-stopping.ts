import { check, copy, scope, tree } from '../../src/index.js'
import type { Variables } from '../layer.js'
import type { Callbacks } from '../train/callbacks.js'
import { dispose } from '../train/dispose.js'
import { type MonitorOptions, monitorNames, monitorOf, standing } from './monitor.js'

/**
 * When to stop.
 *
 * @category Training
 */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without anything better after which training stops; 0, the first, if left out. */
  readonly patience?: number
  /** Gives back the variables of the best epoch, and not of the last. They are kept beside those that learn. */
  readonly restoreBest?: boolean
}

/**
 * Ends training once what is watched gets better no longer. A run that is resumed goes on counting where it was; the best variables are those since then.
 *
 * @throws InvalidArgument
 * @example
 * ```ts
 * callbacks: [earlyStopping({ patience: 3, restoreBest: true })]
 * callbacks: [earlyStopping({ monitor: 'validation accuracy', mode: 'max', patience: 2 })]
 * ```
 *
 * @category Training
 */
export const earlyStopping = (options?: EarlyStoppingOptions): Callbacks => {
  const known = check.options<EarlyStoppingOptions>('earlyStopping', '', options, [...monitorNames, 'patience', 'restoreBest'])
  const { patience = 0, restoreBest = false } = known
  check.count('earlyStopping', 'patience', patience, 0)
  if (typeof restoreBest !== 'boolean') check.refuse('earlyStopping', 'restoreBest', 'true or false', restoreBest)
  const monitor = monitorOf('earlyStopping', known)
  let best: Variables | undefined
  const forget = (): void => {
    if (best) dispose(best)
    best = undefined
  }
  return {
    start: forget,
    epoch: ({ epoch }, { history, variables }) => {
      const { since, epoch: found } = standing(history, monitor)
      if (restoreBest && found === epoch) {
        forget()
        best = scope(() => tree.map(copy, variables)) as Variables // of the model, like these
      }
      return since > 0 && since >= patience ? 'stop' : undefined
    },
    end: ({ state }, interruption) => {
      if (!best || interruption !== undefined) return forget()
      const restored = best
      best = undefined
      return { state: { ...state, variables: restored } }
    },
  }
}
