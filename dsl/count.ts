/** @throws RangeError unless `n`, which `op` calls `what`, is a whole number of 1 or more. */
export const demandCount = (op: string, what: string, n: number): void => {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`${op}: the ${what} is a whole number, at least 1; got ${n}`)
}
