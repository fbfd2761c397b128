import { quartiles } from './quartiles.js'
import type { Times } from './rounds.js'
import type { Subject } from './subject.js'

const head = ['', 'ms a call', 'quartiles', 'GFLOP/s', '% of peak', '']

/** Three digits that count: `0.0123`, `1.23`, `123`, `12,345`. */
const digits = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3))

/** The medians of all subjects as a table. A share of the peak is that of a round, against the peak in the same round. */
export const table = (times: Times, peak: Subject): string => {
  const peaks = times.get(peak) ?? []
  const row = (subject: Subject, seconds: readonly number[]): readonly string[] => {
    const { lower, median, upper } = quartiles(seconds)
    const shares = seconds.map((time, round) => (subject.flops / time) * ((peaks[round] ?? Number.NaN) / peak.flops))
    return [
      subject.name,
      digits(1000 * median),
      `${digits(1000 * lower)} .. ${digits(1000 * upper)}`,
      digits(subject.flops / median / 1e9),
      digits(100 * quartiles(shares).median),
      subject.also ? `${digits(subject.also.amount / median)} ${subject.also.unit}/s` : '',
    ]
  }
  return aligned([head, ...[...times].map(([subject, seconds]) => row(subject, seconds))])
}

/** Columns of text; all but the first to the right. */
const aligned = (rows: readonly (readonly string[])[]): string => {
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const cell = (text: string, column: number) => (column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0))
  return rows.map((row) => row.map(cell).join('  ').trimEnd()).join('\n')
}
