import { answerOf, Declared, SizeOf, type Use, type Value, write } from '../uses/use.js'
import { isRecord } from './call.js'
import { shapesIn } from './shapes-in.js'

/* Uses that are drawn, the simplest of them first. */

const tensorsIn = (value: Value): readonly (Declared | SizeOf)[] =>
  value instanceof Declared || value instanceof SizeOf
    ? [value]
    : Array.isArray(value)
      ? value.flatMap(tensorsIn)
      : isRecord(value)
        ? Object.values(value as object).flatMap(tensorsIn)
        : []

/** How much there is to a use that a reader need not see: the less the better. None where it is no example. */
const burdenOf = (use: Use): number | undefined => {
  const tensors = tensorsIn(use.args)
  const { text } = write(use)
  if (tensors.some((one) => one instanceof SizeOf || one.shape.includes(0) || one.shape.length > 4) || text.includes('=>')) return undefined
  const shapes = tensors.flatMap((one) => (one instanceof Declared && !one.exact ? [one.shape] : []))
  const repeated = shapes.map((shape) => shape.length - new Set(shape).size)
  const plain = shapes.filter((shape) => shape.length === 0 || shape.every((n) => n === 1))
  const far = shapes.map((shape) => Math.abs(shape.length - 2))
  const ones = shapes.flat().filter((n) => n === 1)
  const along = / axis: -?\d/.test(text) ? 2 : 0
  const odd = text.match(/\d{3,}|f64|f16|false|\[\]|-[2-9]/g) ?? []
  const flat = text.match(/\[1(, 1)*\]/g) ?? []
  return (
    (tensors.length === 0 ? 5 : 0) +
    3 * (plain.length + flat.length) +
    2 * odd.length -
    along +
    ones.length +
    [...repeated, ...far].reduce((sum, n) => sum + n, 0)
  )
}

/** A use with shapes for tensors. */
const drawnRow = (use: Use): string | undefined => {
  const { text, declared } = write(use)
  const { type } = answerOf(use)
  const shapes = type && shapesIn(type)
  if (!shapes || /\b0\b/.test(shapes)) return undefined
  const shown = [...declared]
    .sort(([a], [b]) => b.length - a.length)
    .reduce((all, [name, of]) => all.replaceAll(name, name === 'u32_2' && use.args.key ? 'key' : (/<(\[.*?\])/.exec(of)?.[1] ?? '')), text)
  return `${shown} -> ${shapes}`
}

/** The row with the names of what it gives, if another has them. */
const labelledLike = (row: string, other: string | undefined): string => {
  const names = [...(other?.split(' -> ')[1]?.matchAll(/(\w+: )\[/g) ?? [])].map(([, name]) => name)
  const [use, given = ''] = row.split(' -> ')
  return names.length === given.split('], [').length && !given.includes(':')
    ? `${use} -> ${given.replaceAll(/(?<=^|, )\[/g, () => `${names.shift()}[`)}`
    : row
}

/** Rows of the uses that are examples, the simplest first. They are run one by one, as they are asked for. */
export const drawnRows = function* (uses: readonly Use[], like: string | undefined): Generator<string> {
  const weighed = uses.flatMap((use) => {
    const burden = burdenOf(use)
    return burden === undefined ? [] : [{ use, burden }]
  })
  for (const { use } of weighed.sort((a, b) => a.burden - b.burden)) {
    const row = drawnRow(use)
    if (row !== undefined) yield labelledLike(row, like)
  }
}
