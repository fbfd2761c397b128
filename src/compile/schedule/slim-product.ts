import { counter, indexAt } from '../../kernel/index-arithmetic.js'
import { sizeOf } from '../../shape/dim.js'
import { foldsOf } from '../folds.js'
import type { Part } from '../parts.js'
import { readingCost } from './axes.js'
import type { Built } from './build.js'
import type { Builder } from './builder.js'
import { group } from './group.js'
import { type Schedule, slimGroups, splitOf } from './schedule.js'

/** A product of few rows or few columns: the large factor is read once, and neighbouring threads read neighbouring elements of it. */
export const slimProduct = (builder: Builder, part: Part, { over, run }: Schedule & { readonly kind: 'slim product' }): Built => {
  const { type, tiles = [0, 0, 0] } = foldsOf(part)
  const split = splitOf(type.shape, tiles)
  const [batches, rows, columns] = split.map(sizeOf) as [number, number, number] // of three
  const sides = [
    { name: 'batch', extent: batches },
    { name: 'row', extent: rows },
    { name: 'column', extent: columns },
  ]
  const k = { name: 'k', extent: sizeOf(over) }
  const index = sides.flatMap(({ name, extent }, i) => indexAt(counter(name, extent), split[i] ?? []))
  const element = builder.puller(part).element(index, indexAt(counter(k.name, k.extent), over))
  const long = rows > columns ? { name: 'row', extent: rows } : { name: 'column', extent: columns }
  const neighbours = readingCost(element, long) < readingCost(element, k) ? slimGroups.results : slimGroups.folds
  return group(builder, part, { kind: 'group', over, run, ...neighbours })
}
