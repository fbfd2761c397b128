import type { Padding, PerAxis } from '../shape/window.js'
import { numbers, refuse } from '../tensor/check.js'

interface Settings {
  readonly stride: PerAxis
  readonly padding: Padding
  readonly dilation?: PerAxis
}

const paddingWanted = "a number, a pair for each axis as in [[1, 2], [1, 2]], 'same' or 'valid'"

/** @throws InvalidArgument unless each setting of a window is of a kind that there is */
export const demandSettings = (op: string, { stride, padding, dilation = 1 }: Settings): void => {
  for (const [name, setting] of [
    ['stride', stride],
    ['dilation', dilation],
  ] as const)
    if (typeof setting !== 'number') numbers(op, name, setting, 'a number, or a list of them')
  if (typeof padding === 'number' || padding === 'same' || padding === 'valid') return
  if (!Array.isArray(padding)) refuse(op, 'padding', paddingWanted, padding)
  else for (const sides of padding) numbers(op, 'padding', sides, paddingWanted)
}
