import type { Element } from '../graph.js'
import { sameSize } from '../sizes.js'
import type { Value } from '../value.js'
import type { Writer } from '../writer.js'
import { present, type Rules, rule } from './rule.js'
import { ofWords } from './words.js'

/* Folds over axes, which are dropped; they stand where they are stored. */

type Axes = { readonly axes: readonly number[] }

/** A fold; sums have their axes as an operand in opset 17, others as an attribute. */
const folded = (w: Writer, op: string, x: Value, axes: readonly number[]): Value =>
  axes.length === 0
    ? x
    : w.without(x, axes, x.element, (stored, places) =>
        op === 'ReduceSum'
          ? w.op(op, [stored, w.ints(places)], { keepdims: 0 })
          : w.op(op, [stored], { axes: [...places].sort((a, b) => a - b), keepdims: 0 }),
      )

const fold = (op: string) => rule<Axes>((w, operands, { axes }) => ofWords(w, operands, ([x]) => folded(w, op, present(x), axes)))

/** Words without a sign as words with one, in the same order. */
const signed = (w: Writer, x: Value): Value => w.cast(w.each('Sub', [w.cast(x, 'i64'), 2 ** 31]), 'i32')

const extremum = (op: string) =>
  rule<Axes>((w, [operand], { axes }) => {
    const x = present(operand)
    if (x.element !== 'u32') return folded(w, op, x, axes)
    return w.cast(w.each('Add', [w.cast(folded(w, op, signed(w, x), axes), 'i64'), 2 ** 31]), 'u32')
  })

/** Whether one holds: how many do. */
const any = (w: Writer, x: Value, axes: readonly number[]): Value =>
  axes.length === 0 ? x : w.cast(folded(w, 'ReduceSum', w.cast(x, 'i32'), axes), 'bool')

const not = (w: Writer, x: Value): Value => w.each('Not', [x])

/** The first place of the extremum; engines do not say what they make of NaN. */
const arg = (op: string) =>
  rule<{ readonly axis: number }>((w, [operand], { axis }, { results: [result] }) => {
    const x = present(operand)
    if (sameSize(x.shape[axis] ?? 0, 0)) return w.full(0, present(result).shape, 'i32')
    const comparable = x.element === 'u32' ? signed(w, x) : x
    const place: Element = 'i64'
    const found = w.without(comparable, [axis], place, (stored, [at = 0]) => w.op(op, [stored], { axis: at, keepdims: 0 }))
    return w.cast(found, 'i32')
  })

export const reductions: Rules = {
  sum: fold('ReduceSum'),
  max: extremum('ReduceMax'),
  min: extremum('ReduceMin'),
  prod: fold('ReduceProd'),
  any: rule<Axes>((w, [x], { axes }) => any(w, present(x), axes)),
  all: rule<Axes>((w, [x], { axes }) => not(w, any(w, not(w, present(x)), axes))),
  argmax: arg('ArgMax'),
  argmin: arg('ArgMin'),
  cumsum: rule<{ readonly axis: number; readonly reverse: boolean }>((w, operands, { axis, reverse }) =>
    ofWords(w, operands, ([operand]) => {
      const x = present(operand)
      return w.along(x, [axis], x.shape, (stored, [place = 0]) =>
        w.op('CumSum', [stored, w.builder.constant([place], [], 'i64')], reverse ? { reverse: 1 } : {}),
      )
    }),
  ),
}
