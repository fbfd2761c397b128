import { present } from '../rules/rule.js'
import { combined, sameSize } from '../sizes.js'
import type { Recogniser } from './find.js'
import { any, holdsFloats, number, op, paramsOf } from './matcher.js'

type Axes = { readonly axes: readonly number[] }

/** A sum over how many it is of, also where that changes with sizes that have names. */
export const means: readonly Recogniser[] = [
  {
    pattern: op('divide', [op('sum', [any('x')], 'sum'), number('count')]),
    reads: ['x'],
    isIt: (found) => {
      const { shape = [] } = found.places.x ?? {}
      const sizes = paramsOf<Axes>(found, 'sum').axes.map((axis) => shape[axis] ?? 1)
      const count = combined((...all) => all.reduce((product, n) => product * n, 1), ...sizes)
      return holdsFloats(found, 'x') && sizes.length > 0 && sameSize(count, found.numbers.count ?? 0)
    },
    write: (w, [x], found) => {
      const given = present(x)
      return w.without(given, paramsOf<Axes>(found, 'sum').axes, given.element, (stored, places) =>
        w.op('ReduceMean', [stored], { axes: places.toSorted((a, b) => a - b), keepdims: 0 }),
      )
    },
  },
]
