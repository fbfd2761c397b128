import { scan, type Tree } from '../src/index.js'

/** How a loop runs, as for `scan`. */
interface LoopOptions {
  readonly length?: number
  readonly reverse?: boolean
}

/**
 * `scan` for code that knows its trees as trees, not by their shapes: what is carried keeps the type that its writer gives it, and `Ys` is the type of what
 * the steps give beside it, stacked. The shapes are checked when it is traced.
 */
export const loop = <Carry, X, Ys = unknown>(
  step: (carry: Carry, x: X) => readonly [Carry, unknown],
  init: Carry,
  xs: Tree,
  options?: LoopOptions,
): readonly [Carry, Ys] => scan(step as never, init as never, xs as never, options as never) as unknown as readonly [Carry, Ys] // what `scan` asks of the types is asked of the tensors at run time
