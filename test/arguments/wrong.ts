import { dense } from '../../dsl/index.js'
import { ones } from '../../src/index.js'

/** What a user may pass by mistake, of every kind; made anew each time. */
export const wrong: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  'a number': () => 3,
  'a fraction': () => -1.5,
  NaN: () => Number.NaN,
  'a text': () => 'axis',
  true: () => true,
  'an array': () => [1, 2],
  'nested arrays': () => [
    [1, 2],
    [3, 4],
  ],
  'an empty array': () => [],
  'a typed array': () => Float32Array.of(1, 2),
  'an object': () => ({ dim: 0 }),
  'a function': () => () => 1,
  'a layer uncalled': () => dense,
  'a promise': () => Promise.resolve(1),
  'a tensor': () => ones([2, 3]),
}
