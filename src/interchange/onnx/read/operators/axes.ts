import type { Call } from '../../../read/call.js'
import { exactly } from '../../../read/operators/axes.js'

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
): readonly number[] => exactly(call, name, given ?? Array.from({ length: axes }, () => absent), axes)
