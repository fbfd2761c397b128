import { type Epoch, epochLine, type Progress, progressLine } from './progress.js'

/** Whoever is told how a run goes. */
export interface Report {
  /** So many kernels of the step are compiled, of so many. */
  compiling(compiled: number, kernels: number): void
  progress(progress: Progress): void
  epoch(epoch: Epoch): void
}

/** The part of a terminal that is needed: `process.stderr`. */
export interface Terminal {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** Milliseconds between two drawings of the bar. */
const redraw = 100

const clearLine = '\r\u001b[K'

/** A bar that is redrawn in its place, and a line for each epoch. */
const redrawing = (terminal: Terminal, now: () => number): Report => {
  let drawn = Number.NEGATIVE_INFINITY
  return {
    compiling: (compiled, kernels) => {
      if (compiled < kernels && now() - drawn < redraw) return
      drawn = now()
      const line = compiled < kernels ? `compiling ${compiled} of ${kernels} kernels` : ''
      terminal.write(clearLine + line.slice(0, (terminal.columns || 80) - 1))
    },
    progress: (progress) => {
      if (now() - drawn < redraw) return
      drawn = now()
      terminal.write(clearLine + progressLine(progress, (terminal.columns || 80) - 1))
    },
    epoch: (epoch) => terminal.write(`${clearLine}${epochLine(epoch)}\n`),
  }
}

/** A line for each epoch, and nothing else: for files, pipes and consoles. */
const plain = (write: (line: string) => unknown): Report => ({ ...silent, epoch: (epoch) => write(epochLine(epoch)) })

const silent: Report = { compiling: () => undefined, progress: () => undefined, epoch: () => undefined }

/** Tells the terminal, if there is one and it can redraw, in place; everything else in plain lines. */
export const reportTo = (terminal: Terminal | undefined, now: () => number = () => performance.now()): Report => {
  if (terminal?.isTTY) return redrawing(terminal, now)
  return plain(terminal ? (line) => terminal.write(`${line}\n`) : console.log)
}

/** Where a run reports: the error stream, if there is one, so that results can be piped; whoever asked to be told; or nowhere. */
export const reportFor = (wanted: boolean | ((progress: Progress) => unknown)): Report => {
  if (typeof wanted === 'function') return { ...silent, progress: (progress) => void wanted(progress) }
  return wanted ? reportTo(typeof process === 'undefined' ? undefined : process.stderr) : silent
}
