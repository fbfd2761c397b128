import { check } from '../../src/index.js'
import type { Callbacks, Moment } from '../train/callbacks.js'
import type { Measured } from '../train/objective.js'
import type { Epoch } from '../train/progress.js'
import { events } from './tensorboard.js'

/** How a log is written: JSON, a line for each entry; a table with a head, commas between; or events as TensorBoard reads them. */
export type LogFormat = 'jsonl' | 'csv' | 'tensorboard'

/** What is written, and how. */
export interface LogOptions {
  readonly format: LogFormat
  /** Also what was measured so far in an epoch, after every so many steps. */
  readonly every?: number
}

/** One entry: where the run stood, and what was measured. */
interface Entry {
  readonly epoch: number
  /** Steps of the run in all. */
  readonly step: number
  readonly seconds?: number
  readonly measured: Measured
}

/** Turns entries into bytes, one after the other. */
type Writer = (entry: Entry) => string | Uint8Array

const flat = ({ epoch, step, seconds, measured }: Entry): Readonly<Record<string, number>> => ({
  epoch,
  step,
  ...(seconds !== undefined && { seconds }),
  ...measured,
})

const jsonl = (): Writer => (entry) =>
  `${JSON.stringify(Object.fromEntries(Object.entries(flat(entry)).map(([name, value]) => [name, Number.isFinite(value) ? value : String(value)])))}\n`

/** A table, whose columns are those of the first entry; without its head where it is gone on with. */
const csv = (resumed: boolean): Writer => {
  let columns: readonly string[] | undefined
  const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return (entry) => {
    const row = flat(entry)
    const head = columns || resumed ? '' : `${Object.keys(row).map(quoted).join(',')}\n`
    columns ??= Object.keys(row)
    return `${head}${columns.map((name) => row[name] ?? '').join(',')}\n`
  }
}

const writers: Readonly<Record<LogFormat, (resumed: boolean) => Writer>> = { jsonl, csv, tensorboard: () => events(() => Date.now()) }

const named = ({ train, validation = {} }: Epoch): Measured => ({
  ...train,
  ...Object.fromEntries(Object.entries(validation).map(([name, value]) => [`validation ${name}`, value])),
})

/**
 * Writes down what each epoch gave: as it goes, so that a run which is broken leaves what it had. In Node `logTo(path)` writes a file; this one hands what
 * is written to a function.
 *
 * @throws InvalidArgument
 * @example callbacks: [logTo((line) => socket.send(line), { format: 'jsonl' })]
 */
export const logTo = (write: (piece: string | Uint8Array) => unknown, options: LogOptions): Callbacks => {
  if (typeof write !== 'function') check.refuse('logTo', 'the first argument', 'a function that is handed what is written', write)
  const { format, every } = check.options('logTo', 'write', options, ['format', 'every'])
  if (!Object.hasOwn(writers, format)) check.refuse('logTo', 'the format', "'jsonl', 'csv' or 'tensorboard'", format)
  if (every !== undefined) check.count('logTo', 'every', every)
  let writer = writers[format](false)
  const stepOf = ({ place, steps }: Moment): number => (place.epoch - 1) * steps + place.step
  return {
    start: ({ history, place }) => {
      writer = writers[format](history.length > 0 || place.step > 0)
    },
    ...(every !== undefined && {
      step: async (moment: Moment) => {
        if (stepOf(moment) % every === 0)
          await write(writer({ epoch: moment.place.epoch, step: stepOf(moment), measured: await moment.measured() }))
      },
    }),
    epoch: async (epoch, moment) => {
      await write(writer({ epoch: epoch.epoch, step: stepOf(moment), seconds: epoch.seconds, measured: named(epoch) }))
    },
  }
}
