import { check, full } from '../../src/index.js'
import type { Schedule } from '../optimizers/rate.js'

/**
 * One rate in all steps: a schedule where a number would do, as a part of `piecewise`.
 *
 * @throws InvalidArgument
 * @example adam(constantSchedule(1e-3))
 *
 * @category Schedules
 */
export const constantSchedule = (rate: number): Schedule => {
  check.number('constantSchedule', 'the rate', rate)
  return () => full([], rate)
}
