import type { Measured } from './objective.js'

/**
 * Where a run stands within an epoch.
 *
 * @category Training
 */
export interface Progress {
  readonly epoch: number
  readonly epochs: number
  /** Examples learned from in this epoch. */
  readonly done: number
  /** Examples in an epoch. */
  readonly total: number
  /** Examples a second; not known at first. */
  readonly rate: number | undefined
  /** Means over the epoch so far. */
  readonly train: Measured
}

/**
 * An epoch, done.
 *
 * @category Training
 */
export interface Epoch {
  readonly epoch: number
  readonly epochs: number
  readonly seconds: number
  /** Means over the training of the epoch, while the parameters moved. */
  readonly train: Measured
  /** Means over the examples kept for validation, after the epoch. */
  readonly validation?: Measured
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** A bar of `width` characters, filled to an eighth of a character. */
export const bar = (fraction: number, width: number): string => {
  const filled = Math.round(Math.min(Math.max(fraction, 0), 1) * width * 8)
  return `${'█'.repeat(filled >> 3)}${eighths[filled & 7] ?? ''}`.padEnd(width)
}

const showMeasured = (measured: Measured, prefix = ''): string[] =>
  Object.entries(measured).map(([name, value]) => `${prefix}${name} ${value.toFixed(4)}`)

const showSeconds = (seconds: number): string => {
  const whole = Math.ceil(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** `epoch 2/5  ███▌        29 %  loss 0.1203  accuracy 0.9641  21,300/s  9 s left`: examples a second, and what is left of all epochs. */
export const progressLine = ({ epoch, epochs, done, total, rate, train }: Progress, width: number): string => {
  const left = (epochs - epoch + 1) * total - done
  const pace = rate ? [`${Math.round(rate).toLocaleString('en')}/s`, `${showSeconds(left / rate)} left`] : []
  const percent = `${Math.floor((100 * done) / total)} %`.padStart(5)
  const [before, after] = [`epoch ${epoch}/${epochs}  `, [percent, ...showMeasured(train), ...pace].join('  ')]
  const room = Math.min(Math.max(width - before.length - after.length, 5), 30)
  return `${before}${bar(done / total, room)}${after}`.slice(0, width)
}

/** `epoch 2/5  loss 0.1142  accuracy 0.9660  validation loss 0.0911  validation accuracy 0.9712  3.1 s`. */
export const epochLine = ({ epoch, epochs, seconds, train, validation = {} }: Epoch): string =>
  [`epoch ${epoch}/${epochs}`, ...showMeasured(train), ...showMeasured(validation, 'validation '), `${seconds.toFixed(1)} s`].join('  ')

/** A measurer of examples a second, from the first time it is asked: what a first step takes to compile is not counted. */
export const stopwatch = (now: () => number = () => performance.now()): ((done: number) => number | undefined) => {
  let first: { readonly done: number; readonly at: number } | undefined
  return (done) => {
    const at = now()
    first ??= { done, at }
    return at > first.at ? (1000 * (done - first.done)) / (at - first.at) : undefined
  }
}
