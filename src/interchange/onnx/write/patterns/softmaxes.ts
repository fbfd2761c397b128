import { present } from '../rules/rule.js'
import type { Recogniser } from './find.js'
import { after, any, type Found, hasAxes, op, paramsOf } from './matcher.js'

/** `x` less the largest element of its line. */
const shifted = op('subtract', [any('x'), op('broadcast', [after('stopGradient', op('max', [any('x')], 'max'))], 'spread')], 'shifted')

const isAlongOne = (found: Found): boolean => {
  const axes: unknown = found.steps.max?.params.axes
  return Array.isArray(axes) && axes.length === 1 && ['sum', 'spread', 'back'].every((name) => hasAxes(found, name, axes))
}

const along = (operator: string): Pick<Recogniser, 'reads' | 'isIt' | 'write'> => ({
  reads: ['x'],
  isIt: isAlongOne,
  write: (w, [operand], found) => {
    const x = present(operand)
    const [axis = 0] = paramsOf<{ readonly axes: readonly number[] }>(found, 'max').axes
    return w.along(x, [axis], x.shape, (stored, [where = 0]) => w.op(operator, [stored], { axis: where }))
  },
})

export const softmaxes: readonly Recogniser[] = [
  {
    pattern: op('multiply', [
      op('exp', [shifted], 'weights'),
      op('broadcast', [op('reciprocal', [op('sum', [any('weights')], 'sum')])], 'back'),
    ]),
    ...along('Softmax'),
  },
  {
    pattern: op('subtract', [shifted, op('broadcast', [op('log', [op('sum', [op('exp', [any('shifted')])], 'sum')])], 'back')]),
    ...along('LogSoftmax'),
  },
]
