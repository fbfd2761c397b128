import { check } from '../src/index.js'

/** @throws InvalidArgument unless `n`, which `op` calls `what`, is a whole number of 1 or more. */
export const demandCount = (op: string, what: string, n: number): void => check.count(op, `the ${what}`, n)
