import { watchKeys } from '../tensor/key-use.js'
import { originHere } from '../tensor/origin.js'
import { checkForNaN } from './nan-check.js'

/**
 * From now on names the first operation that makes a NaN of numbers, or an infinity of finite ones: reading what was computed with it, or
 * from it later, rejects with `NotFinite`, which says the operation, how many, and the line that it was written in. Infinities that are
 * given or are constants (a mask of `-Infinity`) may be passed on; NaN in what is given is nobody's fault either.
 *
 * What transforms make of a line counts as written there. Of a loop the operation in its body is named, and the step: the first in time, counted from 1
 * along the lists, so that the loop of the way back names the step whose derivative it is. Of a `cond` the branch that is meant counts, and of `whileLoop`
 * the steps before its end. (Mapped over predicates both are a `where`, and like a `where` they make what they then leave out.) Functions compiled before
 * are compiled anew; what was applied before has no line.
 *
 * Meant for looking, not for work: every operation is compiled, run and counted on its own, some ten times slower or more, and all values
 * of a program are in memory at once, those within loops excepted: a loop stays one submit, which counts as it runs. Off, as it is at first, it costs nothing.
 *
 * @example
 * debug.nanCheck(true)
 * await log(sub(x, 1)).data() // NotFinite: nanCheck: log makes 3 NaN of f32[128, 10], at loss (src/train.ts:14:32)
 * await map((x: Tensor<[4]>) => log(x), xs).data() // nanCheck: log makes 3 NaN of f32[4] in step 17 of 100 of a loop, at src/train.ts:20:34
 */
export const nanCheck = (on: boolean): void => checkForNaN(on)

/**
 * From now on a key is used once: passing it to a sampler or to `split` a second time throws `KeyReused`, which says both lines. So does
 * passing it on to a function that uses it: one compiled by `jit`, differentiated or mapped, one with a derivative of its own, a `checkpoint`, a loop, a
 * branch. `foldIn` does not use a key up, and a number folded in twice gives the same key twice; so do `split(k, n)[i]` and `foldIn(k, i)`.
 *
 * A body of `scan`, `map` or `whileLoop` is called once for all its steps, so it is refused a key that is the same in each: one that it closes over, or
 * that it carries on though it used it. Both branches of a `cond` may use a key; that is one use. So may all calls of a function that `vmap` maps: they draw
 * the same numbers, one mask for all.
 *
 * A key is known by its tensor: the key of a seed made anew counts as another. A compiled function that closes over a key uses it once, when
 * it is traced. Derivatives of your own (`customJvp`, `customVjp`) stand for the function, and what they draw is not counted again.
 *
 * Switching it on forgets what was used before. Off, as it is at first, it costs nothing.
 *
 * @example
 * debug.keyReuse(true)
 * uniform(k, [3])
 * normal(k, [3]) // KeyReused: normal: the key was used before, by uniform at draw (src/draw.ts:5:3), ...
 */
export const keyReuse = (on: boolean): void => watchKeys(on ? originHere : undefined)
