import { KeyReused, type KeyUse } from '../errors.js'
import { type Origin, showOrigin } from './recorded.js'
import type { AnyTensor } from './tensor.js'

/** What is known of keys while `debug.keyReuse` is on. */
interface Watch {
  /** Where the line at hand was written. */
  readonly here: () => Origin | undefined
  readonly uses: WeakMap<AnyTensor, KeyUse>
  /** The first key that was made of a key by each number. */
  readonly folded: WeakMap<AnyTensor, Map<number, AnyTensor>>
  /** Keys that are another one made again. */
  readonly same: WeakMap<AnyTensor, AnyTensor>
  /** Functions that are being called on placeholders, the innermost last. */
  readonly calls: Call[]
}

interface Call {
  readonly placeholders: readonly AnyTensor[]
  readonly uses: Map<AnyTensor, KeyUse>
}

/** Keys of its surroundings that a function used up. */
export type ForeignUses = ReadonlyMap<AnyTensor, KeyUse>

let watch: Watch | undefined

/** Begins to watch keys, without a past, and says how lines are told; or ceases to. */
export const watchKeys = (here: (() => Origin | undefined) | undefined): void => {
  watch = here && { here, uses: new WeakMap(), folded: new WeakMap(), same: new WeakMap(), calls: [] }
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
  const { uses, calls } = watch
  const first = uses.get(itself(watch, key))
  const again: KeyUse = { by, at: watch.here() }
  if (first)
    throw new KeyReused(
      `${by}: the key was used before, by ${first.by}${showOrigin(first.at)}, and is used again${showOrigin(again.at)}; split it, and use each new key once`,
      first,
      again,
    )
  uses.set(itself(watch, key), again)
  calls.at(-1)?.uses.set(itself(watch, key), again)
}

/** How a key was used up, if it was. */
export const useOf = (key: AnyTensor): KeyUse | undefined => watch?.uses.get(itself(watch, key))

/** Which of some tensors are keys that were used up. */
export const usedKeys = (tensors: readonly AnyTensor[]): number[] =>
  watch ? tensors.flatMap((tensor, i) => (useOf(tensor) ? [i] : [])) : []

/** The placeholders that a tensor is made of. */
const placeholdersOf = (root: AnyTensor): AnyTensor[] => {
  const seen = new Set([root])
  // Grows while it is walked through.
  for (const { source } of seen)
    if (source.kind === 'application') for (const operand of source.application.operands) if (operand.traced) seen.add(operand)
  return [...seen].filter(({ source }) => source.kind === 'placeholder')
}

/** What a function gives that is called on placeholders, and how it used up keys that are not made of these. */
export const callWatched = <T>(placeholders: readonly AnyTensor[], f: () => T): { readonly result: T; readonly foreign: ForeignUses } => {
  if (!watch) return { result: f(), foreign: new Map() }
  const { calls } = watch
  const around = new Set(calls.flatMap((outer) => outer.placeholders))
  const uses = new Map<AnyTensor, KeyUse>()
  calls.push({ placeholders, uses })
  try {
    const result = f()
    const foreign = new Map([...uses].filter(([key]) => placeholdersOf(key).every((placeholder) => around.has(placeholder))))
    for (const [key, use] of foreign) calls.at(-2)?.uses.set(key, use)
    return { result, foreign }
  } finally {
    calls.pop()
  }
}

/** What functions give of which one will be meant: a key that several of them use up is used once. */
export const either = <T>(...branches: readonly (() => T)[]): T[] => {
  const all = new Map<AnyTensor, KeyUse>()
  const results = branches.map((branch) => {
    const { result, foreign } = callWatched([], branch)
    for (const [key, use] of foreign) {
      if (!all.has(key)) all.set(key, use)
      watch?.uses.delete(key)
    }
    return result
  })
  for (const [key, use] of all) watch?.uses.set(key, use)
  return results
}

/** What a function gives that stands for another, whose uses of keys are counted. */
export const unwatched = <T>(f: () => T): T => {
  const before = watch
  watch = undefined
  try {
    return f()
  } finally {
    watch = before
  }
}

const remedy = 'carry a key and split it in each step, or pass a list of keys, one a step'

/**
 * The keys that a loop's body uses up are new in each step.
 *
 * @throws KeyReused if one is of its surroundings
 */
export const demandKeysOfSteps = (name: string, length: number, foreign: ForeignUses): void => {
  const [use] = foreign.values()
  if (use && length > 1)
    throw new KeyReused(`${name}: every step uses the same key, by ${use.by}${showOrigin(use.at)}; ${remedy}`, use, use)
}

/**
 * A key that a step uses up is not carried to the next that uses it up.
 *
 * @throws KeyReused if it is
 */
export const demandKeysCarried = (name: string, length: number, before: readonly AnyTensor[], after: readonly AnyTensor[]): void => {
  if (!watch || length < 2) return
  after.forEach((key, i) => {
    const [first, again] = [useOf(key), before[i] && useOf(before[i])]
    if (first && again)
      throw new KeyReused(
        `${name}: a step hands on a key that it used, by ${first.by}${showOrigin(first.at)}, and the next uses it again, by ${again.by}${showOrigin(again.at)}; ${remedy}`,
        first,
        again,
      )
  })
}

/** Says that a key was derived from another by a number, that it was folded in or is its place in a split: the same number gives the same key again. */
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
