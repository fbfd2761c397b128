import { channelsFirst } from '../rules/convolution.js'
import { at, present } from '../rules/rule.js'
import { isVarying, sameSize } from '../sizes.js'
import { asStored, storedOrder } from '../value.js'
import type { Recogniser } from './find.js'
import { after, allButLast, any, type Found, hasAxes, number, op, type Pattern } from './matcher.js'

const rankOf = ({ places }: Found, name: string): number => places[name]?.shape.length ?? 0

/** One over the root of what is not to be 0. */
const inverseRoot = (variance: Pattern): Pattern => op('rsqrt', [op('add', [variance, number('epsilon')])])

/** A number for each channel. */
const perChannel = (pattern: Pattern, name: string): Pattern => op('broadcast', [pattern], name)

const isPerChannel = (found: Found, rank: number, names: readonly string[]): boolean =>
  names.every((name) => hasAxes(found, name, allButLast(rank)))

/** `(x - mean) / sqrt(variance + epsilon) * scale + offset` along the last axis. */
const layerNormalization: Recogniser = {
  pattern: op('add', [
    op('multiply', [
      op('multiply', [
        op('subtract', [
          any('x'),
          op('broadcast', [after('reshape', op('divide', [op('sum', [any('x')], 'sum'), number('count')]))], 'mean'),
        ]),
        op('broadcast', [after('reshape', inverseRoot(after('reshape', op('variance', [any('x')], 'variance'))))], 'factor'),
      ]),
      perChannel(any('scale'), 'ofScale'),
    ]),
    perChannel(any('offset'), 'ofOffset'),
  ]),
  reads: ['x', 'scale', 'offset'],
  isIt: (found) => {
    const rank = rankOf(found, 'x')
    const isLast = ['sum', 'mean', 'variance', 'factor'].every((name) => hasAxes(found, name, [rank - 1]))
    return (
      isLast &&
      !isVarying(found.numbers.epsilon) &&
      sameSize(found.numbers.count ?? 0, found.places.x?.shape[rank - 1] ?? 1) &&
      isPerChannel(found, rank, ['ofScale', 'ofOffset'])
    )
  },
  write: (w, values, { numbers }) => {
    const x = at(values, 0)
    const stored = w.op(
      'LayerNormalization',
      values.map((value) => w.plain(value)),
      { axis: -1, epsilon: { float: Number(numbers.epsilon) } },
    )
    return asStored(stored, x.element, x.shape)
  },
}

/** The same with statistics that are known, channel by channel. An operator where channels lie behind the batch; elsewhere they would have to be brought there. */
const batchNormalization: Recogniser = {
  pattern: op('add', [
    op('multiply', [
      op('subtract', [any('x'), perChannel(any('mean'), 'ofMean')]),
      perChannel(op('multiply', [inverseRoot(any('variance')), any('scale')]), 'ofFactor'),
    ]),
    perChannel(any('offset'), 'ofOffset'),
  ]),
  reads: ['x', 'scale', 'offset', 'mean', 'variance'],
  isIt: (found) => {
    const rank = rankOf(found, 'x')
    return (
      rank > 1 &&
      !isVarying(found.numbers.epsilon) &&
      rankOf(found, 'mean') === 1 &&
      isPerChannel(found, rank, ['ofMean', 'ofFactor', 'ofOffset'])
    )
  },
  write: (w, [operand, ...others], { numbers }) => {
    const x = present(operand)
    const epsilon = Number(numbers.epsilon)
    const lies = storedOrder(x).join()
    if (lies === channelsFirst(x.shape.length).join()) {
      const stored = w.op('BatchNormalization', [x.stored, ...others.map((value) => w.plain(value))], { epsilon: { float: epsilon } })
      return { ...x, stored }
    }
    const [scale, offset, mean, variance] = others.map((value) => ({
      ...value,
      shape: x.shape,
      axes: x.shape.map((_, i) => (i === x.shape.length - 1 ? (value.axes[0] ?? null) : null)),
    }))
    const factor = w.each('Div', [present(scale), w.each('Sqrt', [w.each('Add', [present(variance), epsilon])])])
    return w.each('Add', [w.each('Mul', [w.each('Sub', [x, present(mean)]), factor]), present(offset)])
  },
}

export const norms: readonly Recogniser[] = [layerNormalization, batchNormalization]
