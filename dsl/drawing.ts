import { check, InvalidArgument, type Key } from '../src/index.js'

/* What layers that draw at random in training have in common. */

/** @throws InvalidArgument unless `0 <= rate < 1` */
export const demandRate = (op: string, rate: unknown): void => {
  if (!(typeof rate === 'number' && rate >= 0 && rate < 1)) check.refuse(op, 'the rate', 'from 0 up to 1, 1 left out', rate)
}

/** @throws InvalidArgument if there is no key */
export const keyOf = (name: string, key: Key | undefined): Key => {
  if (!key) throw new InvalidArgument(`${name}: training draws at random; pass a key, apply(model, variables, x, { training: true, key })`)
  return key
}
