import { dtypes } from '../../../../shape/dtype.js'
import type { Place, Plan, Step } from '../plan.js'
import { isVarying, type Size } from '../sizes.js'

/* A small language for what steps look like that are one operator together. */

/** What stands for what, by the names in a pattern. */
export interface Found {
  readonly places: Readonly<Record<string, Place>>
  readonly steps: Readonly<Record<string, Step>>
  readonly numbers: Readonly<Record<string, Size>>
}

/** Before anything is found. */
export const nothing: Found = { places: {}, steps: {}, numbers: {} }

/** What is known of a plan: which step makes a place, and how many read it. */
export interface Facts {
  readonly madeBy: ReadonlyMap<Place, Step>
  readonly readers: ReadonlyMap<Place, number>
}

export type Pattern = (place: Place, found: Found, facts: Facts) => Found | undefined

export const factsOf = ({ steps, outputs }: Plan): Facts => {
  const readers = new Map<Place, number>()
  for (const place of [...steps.flatMap(({ operands }) => operands), ...outputs]) readers.set(place, (readers.get(place) ?? 0) + 1)
  return { madeBy: new Map(steps.flatMap((step) => step.results.map((place) => [place, step] as const))), readers }
}

/** Any value; where the name stands again it is the same one. */
export const any =
  (name: string): Pattern =>
  (place, found) => {
    const met = found.places[name]
    if (met) return met === place ? found : undefined
    return { ...found, places: { ...found.places, [name]: place } }
  }

/** Primitives whose operands may change places. */
const commutative: readonly string[] = ['add', 'multiply']

/** The result of a primitive; with a name the step and its result can be asked for by that. */
export const op =
  (primitive: string, operands: readonly Pattern[], name?: string): Pattern =>
  (place, found, facts) => {
    const step = facts.madeBy.get(place)
    if (!step || step.primitive.name !== primitive || step.operands.length < operands.length) return undefined
    const orders = commutative.includes(primitive) ? [step.operands, step.operands.toReversed()] : [step.operands]
    for (const order of orders) {
      const all = operands.reduce<Found | undefined>((now, pattern, i) => {
        const operand = order[i]
        return now && operand && pattern(operand, now, facts)
      }, found)
      if (!all) continue
      return name === undefined ? all : { ...all, steps: { ...all.steps, [name]: step }, places: { ...all.places, [name]: place } }
    }
    return undefined
  }

/** It, or what steps of a primitive that change no number make of it, such as reshapes. */
export const after =
  (primitive: string, pattern: Pattern): Pattern =>
  (place, found, facts) => {
    const step = facts.madeBy.get(place)
    const inner = step?.primitive.name === primitive ? step.operands[0] : undefined
    return pattern(place, found, facts) ?? (inner && after(primitive, pattern)(inner, found, facts))
  }

/** A value that nothing else reads. */
export const alone =
  (pattern: Pattern): Pattern =>
  (place, found, facts) =>
    facts.readers.get(place) === 1 ? pattern(place, found, facts) : undefined

/** One number everywhere, which may change with sizes that have names. */
export const number =
  (name: string): Pattern =>
  (place, found, facts) => {
    let step = facts.madeBy.get(place)
    while (step?.primitive.name === 'broadcast' && step.operands[0]) step = facts.madeBy.get(step.operands[0])
    const value: unknown = step?.primitive.name === 'literal' ? step.params.value : undefined
    return typeof value === 'number' || isVarying(value) ? { ...found, numbers: { ...found.numbers, [name]: value } } : undefined
  }

/** The parameters of a step that was found, which are those of its primitive. */
export const paramsOf = <P>({ steps }: Found, name: string): P => {
  const step = steps[name]
  if (!step) throw new Error(`typegrad: a pattern has no step ${name}; please report this`)
  return step.params as P // whoever asks names what the pattern has there
}

/** Whether a place that was found holds floats. */
export const holdsFloats = ({ places }: Found, name: string): boolean => dtypes[places[name]?.dtype ?? 'bool'].floating

/** Whether lists of numbers are alike. */
export const isList = (given: unknown, wanted: readonly number[]): boolean =>
  Array.isArray(given) && given.length === wanted.length && given.every((x, i) => x === wanted[i])

/** Whether a step names these axes. */
export const hasAxes = ({ steps }: Found, name: string, axes: readonly number[]): boolean => isList(steps[name]?.params.axes, axes)

/** All axes but the last. */
export const allButLast = (rank: number): readonly number[] => Array.from({ length: rank - 1 }, (_, axis) => axis)
