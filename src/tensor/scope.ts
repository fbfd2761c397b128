import { InvalidArgument } from '../errors.js'
import * as check from './check.js'
import { type AnyTensor, noteTensors } from './tensor.js'
import { leaves, type Tree } from './tree.js'

/**
 * Calls `f` and disposes of every tensor that was made in it and is not in what it returns. Tensors from outside stay, and so does what `f` closes over. Scopes
 * nest: what an inner one returns belongs to the outer one.
 *
 * For loops that neither donate nor dispose: memory is given back at the end of each turn, not when the engine collects garbage.
 *
 * @throws InvalidArgument if `f` returns a promise: what other tasks make while it waits would be disposed of too
 * @example
 * const loss = (w: Tensor<[3]>) => sum(square(w))
 * let w = ones([3])
 * for (let i = 0; i < 10; i++) w = scope(() => sub(w, mul(0.1, grad(loss)(w)))) // one w is kept, and nothing else
 *
 * @category Tensors
 */
export const scope = <T extends Tree>(f: () => T): T => {
  check.callable('scope', 'what runs in it', f)
  const made: AnyTensor[] = []
  const around = noteTensors(made)
  const disposeOfAllBut = (kept: ReadonlySet<AnyTensor>): void => {
    for (const tensor of made) if (!kept.has(tensor)) tensor.dispose()
  }
  let result: T
  try {
    result = f()
  } catch (error) {
    disposeOfAllBut(new Set())
    throw error
  } finally {
    noteTensors(around)
  }
  if (result instanceof Promise) {
    disposeOfAllBut(new Set())
    throw new InvalidArgument('scope: the function returned a promise; await outside of it, and read values of what it returns')
  }
  const kept = new Set(leaves(result))
  disposeOfAllBut(kept)
  for (const tensor of made) if (kept.has(tensor)) around?.push(tensor)
  return result
}
