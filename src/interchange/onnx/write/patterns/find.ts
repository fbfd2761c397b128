import type { Place, Plan, Step } from '../plan.js'
import { present } from '../rules/rule.js'
import { hasVarying } from '../sizes.js'
import type { Value } from '../value.js'
import type { Writer } from '../writer.js'
import { convolutions } from './convolutions.js'
import { type Found, factsOf, nothing, type Pattern } from './matcher.js'
import { means } from './means.js'
import { norms } from './norms.js'
import { pools } from './pools.js'
import { products } from './products.js'
import { recurrenceOf } from './recurrences.js'
import { softmaxes } from './softmaxes.js'

/** Steps that are one operator together, by the last of them. */
export interface Recogniser {
  readonly pattern: Pattern
  /** Of what is read the names in the pattern. */
  readonly reads: readonly string[]
  /** Whether what was found is it: patterns do not look at parameters. */
  readonly isIt: (found: Found) => boolean
  readonly write: (w: Writer, values: readonly Value[], found: Found, result: Place) => Value
}

/** Steps that are written as one. */
export interface Matched {
  readonly reads: readonly Place[]
  readonly write: (w: Writer, values: readonly Value[]) => readonly Value[]
}

/** The longer ones first. */
const recognisers: readonly Recogniser[] = [...norms, ...softmaxes, ...pools, ...convolutions, ...products, ...means]

/** Settings change with sizes that have names; where something is repeated is no setting. */
const isOpen = ({ primitive, params }: Step): boolean => primitive.name !== 'broadcast' && hasVarying(params)

/** For the last step of each pattern what it is. */
export const findMatches = (plan: Plan): ReadonlyMap<Step, Matched> => {
  const facts = factsOf(plan)
  const matches = new Map<Step, Matched>()
  for (const step of plan.steps) {
    const recurrence = recurrenceOf(step, facts)
    if (recurrence) matches.set(step, recurrence)
    const [result, ...others] = step.results
    if (recurrence || !result || others.length > 0) continue
    for (const { pattern, reads, isIt, write } of recognisers) {
      const found = pattern(result, nothing, facts)
      if (!found || Object.values(found.steps).some(isOpen) || !isIt(found)) continue
      const places = reads.map((name) => present(found.places[name]))
      matches.set(step, { reads: places, write: (w, values) => [write(w, values, found, result)] })
      break
    }
  }
  return matches
}
