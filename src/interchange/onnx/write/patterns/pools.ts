import type { Attributes } from '../graph.js'
import { channelsFirst, ofChannelsFirst } from '../rules/convolution.js'
import { at, present } from '../rules/rule.js'
import type { Window } from '../rules/windows.js'
import type { Recogniser } from './find.js'
import { after, any, type Found, hasAxes, holdsFloats, isList, number, op, paramsOf } from './matcher.js'

const windowOf = (found: Found, name = 'seen'): Window => paramsOf<Window>(found, name)

/** Folds over all axes of a window, on floats; no window lies in padding alone. */
const isPool = (found: Found): boolean => {
  const { window, low, high, dilation } = windowOf(found)
  const reach = window.map((taps, axis) => (taps - 1) * at(dilation, axis) + 1)
  return (
    hasAxes(
      found,
      'fold',
      window.map((_, axis) => 1 + window.length + axis),
    ) &&
    holdsFloats(found, 'x') &&
    window.length <= 3 &&
    [low, high].every((pads) => pads.every((n, axis) => n < at(reach, axis)))
  )
}

const isAlike = (found: Found, other: string): boolean =>
  (['window', 'stride', 'low', 'high', 'dilation'] as const).every((name) => isList(windowOf(found)[name], windowOf(found, other)[name]))

const isPadded = (found: Found): boolean => [...windowOf(found).low, ...windowOf(found).high].some((n) => n > 0)

/** `dilations` of `AveragePool` came with opset 19. */
const isDense = (found: Found): boolean => windowOf(found).dilation.every((n) => n === 1)

const written = (operator: string, attributes: (window: Window) => Attributes): Pick<Recogniser, 'reads' | 'write'> => ({
  reads: ['x'],
  write: (w, [operand], found, { shape }) => {
    const x = present(operand)
    const window = windowOf(found)
    const stored = w.op(operator, [w.inOrder(x, channelsFirst(x.shape.length))], {
      kernel_shape: window.window,
      pads: [...window.low, ...window.high],
      strides: window.stride,
      ...attributes(window),
    })
    return ofChannelsFirst(stored, x, shape)
  },
})

const seen = op('patches', [any('x')], 'seen')
const ones = op('patches', [number('one')], 'ones')

const maxPool = written('MaxPool', ({ dilation }) => ({ dilations: dilation }))

export const pools: readonly Recogniser[] = [
  { pattern: op('max', [seen], 'fold'), isIt: (found) => isPool(found) && !isPadded(found), ...maxPool },
  {
    // Of padding the least number is seen, so that it is never chosen.
    pattern: op('max', [op('select', [op('broadcast', [after('reshape', ones)]), seen, number('least')])], 'fold'),
    isIt: (found) => isPool(found) && isAlike(found, 'ones') && found.numbers.one === 1 && found.numbers.least === -Infinity,
    ...maxPool,
  },
  {
    pattern: op('divide', [op('sum', [seen], 'fold'), number('count')]),
    isIt: (found) => isPool(found) && isDense(found) && found.numbers.count === windowOf(found).window.reduce((all, n) => all * n, 1),
    ...written('AveragePool', () => ({ count_include_pad: 1 })),
  },
  {
    pattern: op('divide', [op('sum', [seen], 'fold'), op('broadcast', [after('reshape', op('sum', [ones]))])]),
    isIt: (found) => isPool(found) && isDense(found) && isAlike(found, 'ones') && found.numbers.one === 1,
    ...written('AveragePool', () => ({ count_include_pad: 0 })),
  },
]
