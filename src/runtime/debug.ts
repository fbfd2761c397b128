import { watchKeys } from '../tensor/key-use.js'
import { checkForNaN } from './nan-check.js'

/**
 * From now on names the first operation that makes a NaN of numbers, or an infinity of finite ones: reading what was computed with it, or
 * from it later, rejects with `NotFinite`, which says the operation, how many, and the line that it was written in. Infinities that are
 * given or are constants (a mask of `-Infinity`) may be passed on; NaN in what is given is nobody's fault either.
 *
 * What transforms make of a line counts as written there. A loop is one operation, and so is a `cond`, of which the branch that is meant
 * counts. Functions compiled before are compiled anew; what was applied before has no line.
 *
 * Meant for looking, not for work: every operation is compiled, run and counted on its own, some ten times slower or more, and all values
 * of a program are in memory at once. Off, as it is at first, it costs nothing.
 *
 * @example
 * debug.nanCheck(true)
 * await log(sub(x, 1)).data() // NotFinite: nanCheck: log makes 3 NaN of f32[128, 10], at loss (src/train.ts:14:32)
 */
export const nanCheck = (on: boolean): void => checkForNaN(on)

/**
 * From now on a key is used once: passing it to a sampler or to `split` a second time throws `KeyReused`, which says both lines. So does
 * passing it on to a function compiled by `jit`, or differentiated or mapped, that uses it. `foldIn` does not use a key up, and a number
 * folded in twice gives the same key twice.
 *
 * A key is known by its tensor: the key of a seed made anew counts as another. A compiled function that closes over a key uses it once, when
 * it is traced. Branches of `cond` that both use a key take it as an argument; closing over it counts as two uses.
 *
 * Switching it on forgets what was used before. Off, as it is at first, it costs nothing.
 *
 * @example
 * debug.keyReuse(true)
 * uniform(k, [3])
 * normal(k, [3]) // KeyReused: normal: the key was used before, by uniform at draw (src/draw.ts:5:3), ...
 */
export const keyReuse = (on: boolean): void => watchKeys(on)
