import { check } from '../../src/index.js'

/** @throws InvalidArgument unless each of these, by name, is a number */
export const demandRates = (op: string, given: Readonly<Record<string, unknown>>): void => {
  for (const [name, value] of Object.entries(given)) check.number(op, name, value)
}
