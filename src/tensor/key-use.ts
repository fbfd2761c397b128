import { KeyReused, type KeyUse } from '../errors.js'
import { originHere, showOrigin } from './origin.js'
import type { AnyTensor } from './tensor.js'

/** What is known of keys while `debug.keyReuse` is on. */
interface Watch {
  readonly uses: WeakMap<AnyTensor, KeyUse>
  /** The first key that each number was folded into, by the key. */
  readonly folded: WeakMap<AnyTensor, Map<number, AnyTensor>>
  /** Keys that are another one made again. */
  readonly same: WeakMap<AnyTensor, AnyTensor>
}

let watch: Watch | undefined

/** Begins to watch keys, without a past, or ceases to. */
export const watchKeys = (on: boolean): void => {
  watch = on ? { uses: new WeakMap(), folded: new WeakMap(), same: new WeakMap() } : undefined
}

export const watchesKeys = (): boolean => watch !== undefined

const itself = ({ same }: Watch, key: AnyTensor): AnyTensor => same.get(key) ?? key

/**
 * Says that a key was used up.
 *
 * @throws KeyReused if it had been before, and keys are watched
 */
export const useKey = (key: AnyTensor, by: string): void => {
  if (!watch) return
  const { uses } = watch
  const first = uses.get(itself(watch, key))
  const again: KeyUse = { by, at: originHere() }
  if (first)
    throw new KeyReused(
      `${by}: the key was used before, by ${first.by}${showOrigin(first.at)}, and is used again${showOrigin(again.at)}; split it, and use each new key once`,
      first,
      again,
    )
  uses.set(itself(watch, key), again)
}

/** Which of some tensors are keys that were used up. */
export const usedKeys = (tensors: readonly AnyTensor[]): number[] => {
  const now = watch
  return now ? tensors.flatMap((tensor, i) => (now.uses.has(itself(now, tensor)) ? [i] : [])) : []
}

/** Says that a key was derived from another by a number: the same number gives the same key again. */
export const foldedKey = (from: AnyTensor, n: number, made: AnyTensor): void => {
  if (!watch) return
  const { folded, same } = watch
  const origin = itself(watch, from)
  const numbers = folded.get(origin) ?? new Map<number, AnyTensor>()
  folded.set(origin, numbers)
  const first = numbers.get(n)
  if (first) same.set(made, first)
  else numbers.set(n, made)
}
