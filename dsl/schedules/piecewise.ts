import { check, full, greater, InvalidArgument, sub, where } from '../../src/index.js'
import type { Rate, Schedule } from '../optimizers/rate.js'

/**
 * Rates one after another, by the step from which on each holds, counted from 0. A schedule among them counts its steps from there.
 *
 * @throws InvalidArgument
 * @example sgd(piecewise({ 0: 0.1, 30_000: 0.01, 60_000: 0.001 }))
 * @example adam(piecewise({ 0: polynomialDecay(0, { end: 1e-3, steps: 500 }), 500: cosineDecay(1e-3, 9500) }))
 *
 * @category Schedules
 */
export const piecewise = (rates: Readonly<Record<number, Rate>>): Schedule => {
  const op = 'piecewise'
  if (typeof rates !== 'object' || rates === null || Array.isArray(rates))
    check.refuse(op, 'what it is made of', 'rates by the step they begin at, as in { 0: 0.1, 1000: 0.01 }', rates)
  const pieces = Object.entries(rates).map(([from, rate]): readonly [number, Rate] => {
    check.count(op, `the step ${from}`, Number(from), 0)
    if (typeof rate !== 'number' && typeof rate !== 'function')
      check.refuse(op, `the rate from step ${from}`, 'a number or a schedule, (count) => f32[]', rate)
    return [Number(from), rate]
  })
  const [first, ...later] = pieces // whole numbers are in order in an object
  if (first?.[0] !== 0)
    throw new InvalidArgument(`${op}: there is no rate from step 0; write piecewise({ 0: ${first === undefined ? 0.1 : '...'}, ... })`)
  const begin = first[1]
  return (count) => {
    const rateFrom = (from: number, rate: Rate) => (typeof rate === 'number' ? full([], rate) : rate(sub(count, from)))
    return later.reduce((rate, [from, next]) => where(greater(count, from), rateFrom(from, next), rate), rateFrom(0, begin))
  }
}
