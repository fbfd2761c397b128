import fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import type { Layer } from '../../dsl/index.js'
import * as dsl from '../../dsl/index.js'
import { families } from '../types/families.js'
import { isLayer, type Place } from './shown/call.js'
import { drawnRows } from './shown/drawn.js'
import { type Row, rowOf, rowsOf } from './shown/programs.js'
import { operations } from './uses.js'

/*
 * Uses with shapes in place of tensors, `matmul([2, 3], [3, 4]) -> [2, 4]`, for the pages of the API. They are taken from what tests check: programs of
 * test/types first, whose sizes have names, then uses of test/shape/uses.
 */

const mostRows = 4
const enoughRows = 3
const widest = 110

/** Rows that differ in sizes alone are of one kind. */
const kindOf = (row: string): string => row.replaceAll(/\b([A-Z]|\d+(\*[A-Z])?)\b/g, '.')

/** Rows that differ in sizes and options alone. */
const outlineOf = (row: string): string => kindOf(row).replaceAll(/,? ?\{.*?\}|'.*?'/g, '')

const isShown = (row: string): boolean => row.length <= widest && !/->.*\b0\b|\{\}/.test(row)

const grouped = <K, T>(values: readonly T[], keyOf: (value: T) => K): ReadonlyMap<K, readonly T[]> => {
  const groups = new Map<K, T[]>()
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value])
  return groups
}

/** So many of the rows, as varied as they are: other arguments count for more than other options. */
const varied = (rows: readonly string[], count: number): readonly string[] => {
  const firsts = (keyOf: (row: string) => string) => [...grouped(rows.filter(isShown), keyOf).values()].flatMap(([first]) => first ?? [])
  const chosen = new Set(
    [...firsts(outlineOf), ...firsts(kindOf), ...rows.filter(isShown).slice(0, 2)]
      .filter((row, i, all) => all.indexOf(row) === i)
      .slice(0, count),
  )
  return [...new Set(rows)].filter((row) => chosen.has(row))
}

/** Shapes that most layers take: of a vector, of a sequence, of an image, of a volume. */
const inputs = [[10], [20, 64], [28, 28, 3], [8, 16, 16, 4]]

/** Rows of a layer on each of them that it takes. */
const onInputs = (layer: Layer, text: string): readonly string[] =>
  inputs.flatMap((input) => {
    const output = layer.output(input)
    return isRight(output) ? [rowOf(text, input, output.right)] : []
  })

/** Layers that are written without parentheses. */
const plainLayers = Object.entries(dsl).flatMap(([name, value]): Row[] =>
  isLayer(value) ? onInputs(value, name).map((text) => ({ of: `typegrad/dsl ${name}`, text })) : [],
)

/** What programs say of a function or layer, and a layer of more inputs where that is little. */
const written = (rows: readonly Row[]): readonly string[] => {
  const chosen = varied(
    rows.map(({ text }) => text),
    mostRows,
  )
  const layer = rows.find((row) => row.layer)?.layer
  return layer && chosen.length < enoughRows ? varied([...chosen, ...onInputs(layer.layer, layer.text)], enoughRows) : chosen
}

/** The rows, and as many as are wanting of those that are drawn. */
const filled = (rows: readonly string[], drawn: Iterable<string>): readonly string[] => {
  const kinds = new Map(rows.map((row) => [kindOf(row), row]))
  for (const row of drawn) {
    if (kinds.size >= enoughRows) break
    if (isShown(row) && !kinds.has(kindOf(row))) kinds.set(kindOf(row), row)
  }
  return [...kinds.values()]
}

/** The uses to show of each function and layer of which there are some; the same every time. */
export const shownUses = (): ReadonlyMap<Place, readonly string[]> => {
  const found = new Map<Place, readonly string[]>(
    [...grouped([...families.flatMap(rowsOf), ...plainLayers], ({ of }) => of)].map(([place, rows]) => [place, written(rows)]),
  )
  for (const { names, uses } of Object.values(operations)) {
    const byName = grouped(fc.sample(uses, { numRuns: 120 * names.length, seed: 1 }), ({ name }) => name)
    for (const name of names) {
      const rows = found.get(`typegrad ${name}`) ?? []
      if (rows.length < enoughRows) found.set(`typegrad ${name}`, filled(rows, drawnRows(byName.get(name) ?? [], rows[0])))
    }
  }
  return new Map([...found].filter(([, rows]) => rows.length > 0))
}
