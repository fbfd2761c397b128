import { named } from '../../read/fault.js'
import type { Known } from '../../read/known.js'
import { fail } from '../fault.js'

/** Finds the name that a weight of a layer has in a manifest: from the names of the models and the layer around, and what the layer calls it. */
export type Find = (title: string, scope: readonly string[], weight: string) => string

/** Whether the parts stand in the path, in order, with others between. */
const isAlong = (path: readonly string[], parts: readonly string[]): boolean => {
  let at = 0
  for (const part of path) if (part === parts[at]) at++
  return at === parts.length
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/**
 * Weights are called `layer/weight`; some writers put the models around in front, or the cell of a recurrent layer between.
 *
 * @throws InvalidArgument if there is none, or several
 */
export const finding = (stored: ReadonlyMap<string, Known>): Find => {
  const byLast = new Map<string, string[]>()
  for (const name of stored.keys()) byLast.set(lastOf(name), [...(byLast.get(lastOf(name)) ?? []), name])
  return (title, scope, weight) => {
    const own = scope.at(-1) ?? ''
    const exact = [`${own}/${weight}`, [...scope, weight].join('/')].find((name) => stored.has(name))
    if (exact !== undefined) return exact
    const ends = byLast.get(lastOf(weight)) ?? []
    const parts = weight.split('/')
    const found = ends.filter((name) => isAlong(name.split('/'), [own, ...parts]))
    const [only, ...others] = found.length > 1 ? found.filter((name) => isAlong(name.split('/'), [...scope, ...parts])) : found
    if (only === undefined) return fail(`${title}: the manifest has no tensor ${named(`${own}/${weight}`)}`)
    return others.length === 0 ? only : fail(`${title}: ${named(only)} and ${others.map(named).join(', ')} may be its ${named(weight)}`)
  }
}
