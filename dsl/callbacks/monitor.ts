import { check, InvalidArgument } from '../../src/index.js'
import type { Epoch } from '../train/progress.js'

/**
 * Which number of an epoch is watched.
 *
 * @category Training
 */
export interface MonitorOptions {
  /** `'loss'`, `'accuracy'`, or of the examples kept for validation `'validation loss'`; the validation's loss, if there is one, else the training's, if left out. */
  readonly monitor?: string
  /** Whether it is to be small or large; `'min'` for losses, and to be said for all others. */
  readonly mode?: 'min' | 'max'
  /** By how much it has to be better to count as better; 0 if left out. */
  readonly minDelta?: number
}

export const monitorNames = ['monitor', 'mode', 'minDelta'] as const

/**
 * What is watched, and what is better.
 *
 * @category Training
 */
export interface Monitor {
  /** The number of an epoch. */
  of(epoch: Epoch): number
  /** Whether a number is better than the best so far. */
  better(value: number, best: number): boolean
  /** Worse than all. */
  readonly worst: number
}

/**
 * @throws InvalidArgument
 * @category Training
 */
export const monitorOf = (op: string, { monitor, mode, minDelta = 0 }: MonitorOptions): Monitor => {
  if (monitor !== undefined && typeof monitor !== 'string') check.refuse(op, 'monitor', "a name, 'validation loss' or 'accuracy'", monitor)
  if (mode !== undefined && mode !== 'min' && mode !== 'max') check.refuse(op, 'mode', "'min' or 'max'", mode)
  if (!(typeof minDelta === 'number' && minDelta >= 0)) check.refuse(op, 'minDelta', 'a number of 0 or more', minDelta)
  if (mode === undefined && monitor !== undefined && !/(^| )loss$/.test(monitor))
    throw new InvalidArgument(`${op}: say whether ${monitor} is to be large or small: { monitor: '${monitor}', mode: 'max' }`)
  const sign = mode === 'max' ? -1 : 1
  return {
    of: (epoch) => valueIn(op, epoch, monitor ?? (epoch.validation?.loss === undefined ? 'loss' : 'validation loss')),
    better: (value, best) => sign * value < sign * best - minDelta,
    worst: sign * Number.POSITIVE_INFINITY,
  }
}

const valueIn = (op: string, { train, validation }: Epoch, name: string): number => {
  const all = { ...train, ...Object.fromEntries(Object.entries(validation ?? {}).map(([one, value]) => [`validation ${one}`, value])) }
  const value = all[name]
  if (value === undefined) throw new InvalidArgument(`${op}: there is no ${name} in an epoch; there are ${Object.keys(all).join(', ')}`)
  return value
}

/**
 * The best of a history, the epoch that had it, and how many came since.
 *
 * @category Training
 */
export interface Standing {
  readonly best: number
  readonly epoch: number
  readonly since: number
}

/**
 * Where a history stands: all that is remembered of it can be told from it, so that a run that is resumed goes on as it was.
 *
 * @category Training
 */
export const standing = (history: readonly Epoch[], { of, better, worst }: Monitor): Standing =>
  history.reduce<Standing>(
    ({ best, epoch, since }, now) => {
      const value = of(now)
      return better(value, best) ? { best: value, epoch: now.epoch, since: 0 } : { best, epoch, since: since + 1 }
    },
    { best: worst, epoch: 0, since: 0 },
  )
