import type { Call } from '../operator.js'

/** An axis counted from the front. */
export const axisIn = (call: Call<unknown>, axis: number, rank: number): number => {
  const normal = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(normal) || normal < 0 || normal >= rank) return call.fail(`there is no axis ${axis} in ${rank} dimensions`)
  return normal
}

/** Axes counted from the front, none of them twice. */
export const axesIn = (call: Call<unknown>, axes: readonly number[], rank: number): readonly number[] => {
  if (axes.length > 16) return call.fail(`${axes.length} axes are too many; 16 are the most`)
  const normal = axes.map((axis) => axisIn(call, axis, rank))
  if (new Set(normal).size !== normal.length) return call.fail(`an axis is there twice in [${axes.join(', ')}]`)
  return normal
}

/** What was an attribute once, and is an operand since. */
export const eitherWay = (call: Call<unknown>, attribute: readonly number[] | undefined, at: number): readonly number[] | undefined =>
  attribute ?? call.maybeNumbers(at)

/** A setting that a file has as a text, and what it stands for. */
export const chosen = <T>(call: Call<unknown>, name: string, table: Readonly<Record<string, T>>, key: string): T => {
  const found = Object.hasOwn(table, key) ? table[key] : undefined
  return (
    found ??
    call.fail(
      `${name} ${JSON.stringify(key.slice(0, 40))} is not known here; there ${Object.keys(table).length === 1 ? 'is' : 'are'} ${Object.keys(table).join(', ')}`,
    )
  )
}

/** What is asked for has so many entries, one for each axis. */
export const perAxis = (
  call: Call<unknown>,
  name: string,
  given: readonly number[] | undefined,
  axes: number,
  absent: number,
): readonly number[] => {
  const list = given ?? Array.from({ length: axes }, () => absent)
  if (list.length !== axes) return call.fail(`${name} has ${list.length} entries, [${list.slice(0, 16).join(', ')}], and not ${axes}`)
  return list
}
