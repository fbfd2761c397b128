import { appendFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import {
  type Callbacks,
  type LoadRun,
  type LogFormat,
  type LogOptions,
  loadRunWith,
  logTo as logBy,
  type Moment,
  type MonitorOptions,
  monitorOf,
  type Place,
  plot,
  type Run,
  type Signal,
  saveRunWith,
  standing,
  type Target,
} from '../dsl/index.js'
import { check, InvalidArgument } from '../src/index.js'
import { readPath, writeAtomically } from './weights.js'

/**
 * `saveRun` of `typegrad/dsl`, which in Node is this one: it writes files, each atomically.
 *
 * @category Saving and loading
 */
export const saveRun: (run: Run, target: string | Target) => Promise<void> = saveRunWith(writeAtomically)

/**
 * `loadRun` of `typegrad/dsl`, which in Node is this one: it reads files.
 *
 * @category Saving and loading
 */
export const loadRun: LoadRun = loadRunWith(readPath)

/**
 * When a run is written, and what is kept.
 *
 * @category Saving and loading
 */
export interface CheckpointOptions {
  /** Epochs from one to the next, or `{ steps }`; 1 if left out. */
  readonly every?: number | { readonly steps: number }
  /** How many are kept, the last ones; 1 if left out. */
  readonly keep?: number
  /** Also keeps the best so far, `best.safetensors`: by the validation's loss if `true`, or by what is said. */
  readonly best?: boolean | MonitorOptions
}

const pattern = /^run-\d{5}-\d{8}\.safetensors$/

const nameOf = ({ epoch, step }: Place): string => `run-${String(epoch).padStart(5, '0')}-${String(step).padStart(8, '0')}.safetensors`

/** The files of runs in a folder, those of the furthest run last. */
const runsIn = async (folder: string): Promise<readonly string[]> => (await readdir(folder)).filter((name) => pattern.test(name)).sort()

/**
 * Writes a run to a folder as it goes, and when it is interrupted: each file whole or not at all. `lastCheckpoint(folder)` finds the newest, `loadRun` reads it. What is
 * there of a run that went further than the one that is resumed goes when the first file is written.
 *
 * @throws InvalidArgument, also as training starts, if the folder holds another run than the one that is resumed: nothing is written over
 * @example callbacks: [checkpointTo('runs/digits', { every: { steps: 1000 }, keep: 3, best: true })]
 *
 * @category Saving and loading
 */
export const checkpointTo = (folder: string, options?: CheckpointOptions): Callbacks => {
  if (typeof folder !== 'string') check.refuse('checkpointTo', 'the first argument', 'a folder, as a path', folder)
  const {
    every = 1,
    keep = 1,
    best = false,
  } = check.options<CheckpointOptions>('checkpointTo', 'folder', options, ['every', 'keep', 'best'])
  check.count('checkpointTo', 'every', typeof every === 'object' ? every?.steps : every)
  check.count('checkpointTo', 'keep', keep)
  if (typeof best !== 'boolean' && (typeof best !== 'object' || best === null))
    check.refuse('checkpointTo', 'best', "true, false or what is watched, as { monitor: 'accuracy', mode: 'max' }", best)
  const watched =
    typeof best === 'boolean' ? {} : check.options<MonitorOptions>('checkpointTo', 'best', best, ['monitor', 'mode', 'minDelta'])
  const monitor = best === false ? undefined : monitorOf('checkpointTo', watched)
  let last = ''
  /** Files of this run, in order; all others are of one that it takes the place of. */
  let own: readonly string[] = []
  const write = async (moment: Moment): Promise<void> => {
    const name = nameOf(moment.place)
    if (name === last) return
    await saveRun(moment, join(folder, name))
    last = name
    own = [...own.filter((one) => one !== name), name].slice(-keep)
    for (const one of await runsIn(folder)) if (!own.includes(one)) await rm(join(folder, one), { force: true })
  }
  return {
    start: async ({ history, place }) => {
      last = ''
      await mkdir(folder, { recursive: true })
      const found = await runsIn(folder)
      const isResumed = history.length > 0 || place.step > 0
      if (!isResumed && found.length > 0)
        throw new InvalidArgument(
          `checkpointTo: ${folder} holds a run already, up to ${found.at(-1)}; go on with it, resume: await loadRun(model, optimizer, await lastCheckpoint(folder)), or take another folder`,
        )
      own = found.filter((one) => one <= nameOf(place))
    },
    ...(typeof every === 'object' && {
      step: async (moment: Moment) => {
        if (((moment.place.epoch - 1) * moment.steps + moment.place.step) % every.steps === 0) await write(moment)
      },
    }),
    epoch: async ({ epoch }, moment) => {
      if (monitor && standing(moment.history, monitor).epoch === epoch) await saveRun(moment, join(folder, 'best.safetensors'))
      if (typeof every === 'number' && epoch % every === 0) await write(moment)
    },
    end: write,
  }
}

/**
 * The newest run in a folder that `checkpointTo` wrote to, as a path; nothing if there is none.
 *
 * @example
 * ```ts
 * const last = await lastCheckpoint('runs/digits')
 * await fit(model, data, { ...options, optimizer, resume: last && (await loadRun(model, optimizer, last)) })
 * ```
 *
 * @category Saving and loading
 */
export const lastCheckpoint = async (folder: string): Promise<string | undefined> => {
  const names = await runsIn(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const last = names.at(-1)
  return last && join(folder, last)
}

const formats: Readonly<Record<string, LogFormat>> = { '.jsonl': 'jsonl', '.csv': 'csv' }

/**
 * Writes what each epoch gave to a file, by its name: `.jsonl` a line of JSON each, `.csv` a table, anything else a folder of events that TensorBoard reads. What was there is
 * written anew; a run that is resumed goes on after it.
 *
 * @throws InvalidArgument
 * @example callbacks: [logTo('runs/digits.csv'), logTo('runs/digits', { every: 100 })]
 *
 * @category Saving and loading
 */
export const logTo = (path: string, options: Omit<LogOptions, 'format'> = {}): Callbacks => {
  if (typeof path !== 'string') check.refuse('logTo', 'the first argument', 'a path', path)
  const format = formats[extname(path)] ?? 'tensorboard'
  const file = format === 'tensorboard' ? join(path, `events.out.tfevents.${Math.floor(Date.now() / 1000)}.${process.pid}.typegrad`) : path
  const log = logBy((piece) => appendFile(file, piece), { ...options, format })
  return {
    ...log,
    start: async (moment) => {
      await mkdir(dirname(file), { recursive: true })
      if (moment.history.length === 0 && moment.place.step === 0) await writeFile(file, '')
      await log.start?.(moment)
    },
  }
}

/**
 * Draws the curves of a run after each epoch: an SVG file.
 *
 * @example callbacks: [plotTo('runs/digits.svg', ['loss', 'accuracy'])]
 *
 * @category Saving and loading
 */
export const plotTo = (path: string, names?: readonly string[]): Callbacks => {
  if (typeof path !== 'string') check.refuse('plotTo', 'the first argument', 'a path', path)
  return {
    start: async () => void (await mkdir(dirname(path), { recursive: true })),
    epoch: (_, { history }) => writeAtomically(path, plot(history, names)),
  }
}

/**
 * A signal for `fit` that Ctrl-C aborts, so that what was learned is there when it ends: the first time; a second Ctrl-C ends the process as ever.
 *
 * @example await fit(model, data, { ...options, signal: interruptSignal() })
 *
 * @category Saving and loading
 */
export const interruptSignal = (): Signal => {
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort(new Error('Ctrl-C')))
  return controller.signal
}
