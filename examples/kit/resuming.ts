import { join } from 'node:path'
import { type Callbacks, type Epoch, type Optimizer, type Run, type Signal, TrainingInterrupted } from 'typegrad/dsl'
import { checkpointTo, lastCheckpoint, loadRun } from 'typegrad/node'
import type { Setting } from './example.js'

/** Options of `fit` for a run that goes on where it was broken off. */
export interface Resuming {
  readonly resume: Run | undefined
  readonly callbacks: readonly Callbacks[]
  readonly signal: Signal | undefined
  readonly progress: boolean
}

/**
 * What `fit` is told, beside what it learns from, so that a run of a name keeps checkpoints every so many epochs and goes on from the last; 'quick' runs keep none.
 *
 * @example const run = await ended(fit(model, train, { ...options, ...(await resuming(setting, 'relu', model, optimizer)) }), setting)
 */
export const resuming = async (
  { checkpoints, signal, size, log }: Setting,
  name: string,
  model: Parameters<typeof loadRun>[0],
  optimizer: Optimizer,
  every = 1,
): Promise<Resuming> => {
  if (size === 'quick') return { resume: undefined, callbacks: [], signal, progress: false }
  const folder = join(checkpoints, name)
  const last = await lastCheckpoint(folder)
  const resume = last === undefined ? undefined : await loadRun(model, optimizer, last)
  if (resume) log(`${name}: goes on from epoch ${resume.place.epoch}, step ${resume.place.step}`)
  return { resume: resume as Run | undefined, callbacks: [checkpointTo(folder, { every })], signal, progress: true }
}

/** A run to its end, or to where Ctrl-C ended it; any other interruption is thrown. */
export const ended = async <R extends Run>(run: Promise<R>, { signal }: Setting): Promise<R> =>
  run.catch((error: unknown) => {
    if (error instanceof TrainingInterrupted && signal?.aborted) return error as Run as R // it is a run of the same model
    throw error
  })

/** `{ cut: 'after epoch 3 of 10' }` of a run that was, else nothing. */
export const cutOf = (history: readonly Epoch[], epochs: number): { readonly cut?: string } =>
  history.length < epochs ? { cut: `after epoch ${history.length} of ${epochs}` } : {}
