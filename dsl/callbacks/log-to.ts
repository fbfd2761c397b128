import { check } from '../../src/index.js'
import { type Callbacks, type Moment, stepsSoFar } from '../train/callbacks.js'
import type { Measured } from '../train/objective.js'
import type { Epoch } from '../train/progress.js'
import { events } from './tensorboard.js'

/**
 * How a log is written: JSON, a line for each entry; a table with a head, commas between; or events as TensorBoard reads them.
 *
 * @category Training
 */
export type LogFormat = 'jsonl' | 'csv' | 'tensorboard'

/**
 * What is written, and how.
 *
 * @category Training
 */
export interface LogOptions {
  readonly format: LogFormat
  /** Also what was measured so far in an epoch, after every so many steps. In a table these rows come with that of the first epoch, which says what columns there are. */
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
interface Writer {
  write(entry: Entry): string | Uint8Array
  /** What was held back until it is known what comes. */
  rest?(): string
}

const flat = ({ epoch, step, seconds, measured }: Entry): Readonly<Record<string, number>> => ({
  epoch,
  step,
  ...(seconds !== undefined && { seconds }),
  ...measured,
})

const jsonl = (): Writer => ({
  write: (entry) =>
    `${JSON.stringify(Object.fromEntries(Object.entries(flat(entry)).map(([name, value]) => [name, Number.isFinite(value) ? value : String(value)])))}\n`,
})

/** A table, whose columns are those of an epoch, also where the first entry is within one; without its head where it is gone on with. */
const csv = (resumed: boolean): Writer => {
  let columns: readonly string[] | undefined
  let waiting: Entry[] = []
  const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const rows = (): string => {
    const [names, entries] = [columns ?? [], waiting.map(flat)]
    waiting = []
    return entries.map((row) => `${names.map((name) => row[name] ?? '').join(',')}\n`).join('')
  }
  const begun = (last: Entry | undefined): string => {
    if (columns || !last) return ''
    columns = Object.keys(flat({ ...last, seconds: last.seconds ?? 0 }))
    return resumed ? '' : `${columns.map(quoted).join(',')}\n`
  }
  return {
    write: (entry) => {
      waiting.push(entry)
      return columns || entry.seconds !== undefined ? `${begun(entry)}${rows()}` : ''
    },
    rest: () => `${begun(waiting.at(-1))}${rows()}`,
  }
}

const tensorboard = (): Writer => ({ write: events(() => Date.now()) })

const writers: Readonly<Record<LogFormat, (resumed: boolean) => Writer>> = { jsonl, csv, tensorboard }

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
 *
 * @category Training
 */
export const logTo = (write: (piece: string | Uint8Array) => unknown, options: LogOptions): Callbacks => {
  if (typeof write !== 'function') check.refuse('logTo', 'the first argument', 'a function that is handed what is written', write)
  const { format, every } = check.options('logTo', 'write', options, ['format', 'every'])
  if (!Object.hasOwn(writers, format)) check.refuse('logTo', 'the format', "'jsonl', 'csv' or 'tensorboard'", format)
  if (every !== undefined) check.count('logTo', 'every', every)
  let writer = writers[format](false)
  const log = async (piece: string | Uint8Array): Promise<void> => {
    if (piece.length > 0) await write(piece)
  }
  return {
    start: ({ history, place }) => {
      writer = writers[format](history.length > 0 || place.step > 0)
    },
    ...(every !== undefined && {
      step: async (moment: Moment) => {
        if (stepsSoFar(moment) % every === 0)
          await log(writer.write({ epoch: moment.place.epoch, step: stepsSoFar(moment), measured: await moment.measured() }))
      },
    }),
    epoch: async (epoch, moment) => {
      await log(writer.write({ epoch: epoch.epoch, step: stepsSoFar(moment), seconds: epoch.seconds, measured: named(epoch) }))
    },
    end: () => log(writer.rest?.() ?? ''),
  }
}
