import type { AnyTensor } from 'typegrad'

/**
 * Calls a function so many times. What it gives is on the device before it is computed; `read`, which reads a number of the last result,
 * waits for all of them, since a device works in the order it was told to.
 */
export const repeat = async <Result extends AnyTensor>(
  calls: number,
  f: () => Result,
  read: (last: Result) => Promise<number>,
): Promise<void> => {
  for (let i = 1; i < calls; i++) f().dispose()
  const last = f()
  await read(last)
  last.dispose()
}
