import fc from 'fast-check'
import type { DType } from '../../../src/shape/dtype.js'
import { axes, axis, keepDims, maybe, options, shape, tensor } from './draw.js'
import { dtypeFaults, type Operation, operation } from './operation.js'
import type { Value } from './use.js'

const reduction = (names: readonly string[], along: fc.Arbitrary<Value>, ...usual: readonly DType[]): Operation =>
  operation(names, () => fc.record({ x: tensor(shape, ...usual), options: options({ axis: along, keepDims }) }), [
    ...dtypeFaults,
    [/: axis|is empty along/, ['options.axis', 'x']],
  ])

export const reductions: Readonly<Record<string, Operation>> = {
  sums: reduction(['sum', 'prod'], axes, 'f32', 'f32', 'i32', 'u32'),
  extrema: reduction(['max', 'min', 'mode'], axes, 'f32', 'f32', 'i32', 'u32'),
  statistics: reduction(['mean', 'variance', 'std', 'norm'], axes, 'f32', 'f32', 'f64'),
  logSumExp: reduction(['logSumExp', 'median'], axes, 'f32', 'f32', 'f64'),
  quantifiers: reduction(['any', 'all'], axes, 'bool'),
  places: reduction(['argmax', 'argmin'], maybe(axis), 'f32', 'f32', 'i32', 'u32'),
  quantile: operation(
    ['quantile'],
    () =>
      fc.record({
        x: tensor(shape, 'f32', 'f32', 'f64'),
        q: fc.constantFrom<Value>(0, 0.5, 1, [], [0.25], [0, 0.5, 1]),
        options: options({ axis: axes, keepDims, method: fc.constantFrom(undefined, undefined, 'lower', 'nearest') }),
      }),
    [...dtypeFaults, [/: axis|is empty along/, ['options.axis', 'x']]],
  ),
  softmax: operation(
    ['softmax', 'logSoftmax'],
    () => fc.record({ x: tensor(shape, 'f32', 'f32', 'f64'), options: options({ axis: maybe(axis) }) }),
    [...dtypeFaults, [/for \[\]$/, 'x'], [/: axis/, 'options.axis']],
  ),
}
