import { check, tree } from '../../src/index.js'
import type { Variables } from '../layer.js'
import { dispose } from './dispose.js'
import type { Measured } from './objective.js'
import type { Epoch } from './progress.js'
import type { TrainState } from './step.js'

/**
 * Where a run stands in the data.
 *
 * @category Training
 */
export interface Place {
  /** The epoch at hand, from 1. */
  readonly epoch: number
  /** Steps made in it. */
  readonly step: number
}

/**
 * A run at rest: what it learned, all that its steps go on from, and where it stands. `fit(model, data, { ...options, resume: run })` goes on from there.
 *
 * @category Training
 */
export interface Run<Params = unknown, State = unknown> {
  readonly variables: Variables<Params, State>
  readonly state: TrainState<Params, State>
  readonly place: Place
  readonly history: readonly Epoch[]
}

/**
 * A run between two steps. Its tensors are whole until the callback returns; the next step takes their memory.
 *
 * @category Training
 */
export interface Moment<Params = unknown, State = unknown> extends Run<Params, State> {
  /** Steps in an epoch. */
  readonly steps: number
  /** Means of loss and metrics over the epoch so far. Reading them waits for the device. */
  measured(): Promise<Measured>
}

/** Steps of the run in all, so far. */
export const stepsSoFar = ({ place, steps }: Pick<Moment, 'place' | 'steps'>): number => (place.epoch - 1) * steps + place.step

/** `'stop'` ends the training; a state is gone on from. Anything else means nothing. */
export type Answer = unknown

/**
 * What is done along a run. Each may answer `'stop'`, which ends the training, or with `{ state }`, another state to go on from.
 *
 * @example
 * ```ts
 * const halfway: Callbacks = { step: ({ place, steps }) => (place.step === steps >> 1 ? console.log('half of epoch', place.epoch) : undefined) }
 * ```
 *
 * @category Training
 */
export interface Callbacks<Params = unknown, State = unknown> {
  /** Before the first step. */
  start?(moment: Moment<Params, State>): Answer
  /** After each step. The device is not waited for. */
  step?(moment: Moment<Params, State>): Answer
  /** After each epoch, which is the last of the history. */
  epoch?(epoch: Epoch, moment: Moment<Params, State>): Answer
  /** At the end: also of a run that is interrupted, and then by what. */
  end?(moment: Moment<Params, State>, interruption?: unknown): Answer
}

/**
 * Called after each epoch. The variables are whole until it returns; `'stop'` ends the training.
 *
 * @category Training
 */
export type Callback<Params = unknown, State = unknown> = (epoch: Epoch, variables: Variables<Params, State>) => unknown

/** They, as callbacks for all occasions. */
export const callbacksOf = (given: readonly unknown[]): readonly Callbacks[] => {
  if (!Array.isArray(given)) check.refuse('fit', 'callbacks', 'a list, as in [earlyStopping()]', given)
  return given.map((one: unknown, i) => {
    if (typeof one === 'function') return { epoch: (epoch: Epoch, { variables }: Moment) => one(epoch, variables) }
    if (typeof one === 'object' && one !== null && ['start', 'step', 'epoch', 'end'].some((name) => name in one)) return one as Callbacks // it has one of them
    return check.refuse(
      'fit',
      `callback ${i + 1}`,
      'a function of (epoch, variables), or an object with some of { start, step, epoch, end }',
      one,
    )
  })
}

/** The state that a callback answers with, if it does. */
export const stateIn = (answer: unknown): TrainState | undefined =>
  typeof answer === 'object' && answer !== null && 'state' in answer && isState(answer.state) ? answer.state : undefined

const isState = (given: unknown): given is TrainState =>
  typeof given === 'object' && given !== null && ['variables', 'optimizer', 'key'].every((name) => name in given)

/** A state with what a callback changed of the one that it was asked about: several may answer, each with what it left as it was. */
export const changed = (now: TrainState, asked: TrainState, answer: TrainState): TrainState => {
  const [leaves, before] = [tree.leaves(now), tree.leaves(asked)]
  const after = tree.leaves(answer).map((leaf, i) => (leaf === before[i] ? (leaves[i] ?? leaf) : leaf))
  return tree.unflatten(tree.structure(now), after) as TrainState // of one model and optimiser, like the answer
}

/** Lets go of what is in one tree and not in the other. */
export const replace = (before: unknown, after: unknown): void => {
  const kept = new Set(tree.leaves(after))
  dispose(tree.leaves(before).filter((leaf) => !kept.has(leaf)))
}
