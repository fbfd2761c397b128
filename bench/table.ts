import { aligned } from './aligned.js'
import { quartiles } from './quartiles.js'
import type { Times } from './rounds.js'
import type { Subject } from './subject.js'

/** Three digits that count: `0.0123`, `1.23`, `123`, `12,345`. */
const digits = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3))

/** The medians of all subjects as a table. A share of the peak, if there is one, is that of a round, against the peak in the same round. */
export const table = (times: Times, peak: Subject | undefined): string => {
  const shareOf = (subject: Subject, seconds: readonly number[]): readonly string[] => {
    if (!peak) return []
    const peaks = times.get(peak) ?? []
    const shares = seconds.map((time, round) => (subject.flops / time) * ((peaks[round] ?? Number.NaN) / peak.flops))
    return [digits(100 * quartiles(shares).median)]
  }
  const row = (subject: Subject, seconds: readonly number[]): readonly string[] => {
    const { lower, median, upper } = quartiles(seconds)
    return [
      subject.name,
      digits(1000 * median),
      `${digits(1000 * lower)} .. ${digits(1000 * upper)}`,
      digits(subject.flops / median / 1e9),
      ...shareOf(subject, seconds),
      subject.also ? `${digits(subject.also.amount / median)} ${subject.also.unit}/s` : '',
    ]
  }
  const head = ['', 'ms a call', 'quartiles', 'GFLOP/s', ...(peak ? ['% of peak'] : []), '']
  return aligned([head, ...[...times].map(([subject, seconds]) => row(subject, seconds))])
}
