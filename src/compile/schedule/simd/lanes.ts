import { counter, fixed, plus } from '../../../kernel/index-arithmetic.js'
import type { Scalar } from '../../../kernel/scalar.js'
import { foldsOf } from '../../folds.js'
import { comment, constant, type Expression, named, type Statement } from '../../nest/nest.js'
import type { Builder } from '../builder.js'
import { depthOf, inRuns, nest, totalName } from '../runs.js'
import { assign, declare, readTotals, totalsOf } from '../totals.js'
import { type Fold, finished } from './fold.js'
import { inRows, type Tasks } from './rows.js'

/** Elements at once. */
const width = 4
/** So many of these are folded side by side: a step waits for the one before it, and not for its neighbours'. */
const side = 4

/** Joins totals into the first of them: what is beside it, or so many elements further on. */
const joinedWith = (builder: Builder, part: Fold['part'], other: (slot: number) => Expression, into: number): Statement[] => {
  const rule = foldsOf(part)
  const { accumulators } = rule
  const names = accumulators.map((_, slot) => totalName(0, slot, into))
  const totals = (block: number): Scalar[] => accumulators.map(({ type }, slot) => builder.scalars.accumulator(type, slot, block))
  const joiner = builder.writer(new Map(), 0, `j${builder.fresh()}_`, (slot, block) =>
    block === 0 ? named(names[slot] ?? '', accumulators[slot]?.type) : other(slot),
  )
  const merged = rule.merge(builder.scalars, totals(0), totals(1))
  joiner.announce(...merged)
  const joining = assign(joiner, names, merged, 0)
  return [...(joiner.lines[0] ?? []), ...joining]
}

/** Of each result several elements at once, and several of these side by side; what they come to is joined at the end, always in the same order. */
export const lanes = (fold: Fold): Tasks | undefined => {
  const { builder, part, results, folds, run } = fold
  const rule = foldsOf(part)
  const { accumulators } = rule
  const last = folds.at(-1) ?? { name: 'k', extent: 1 }
  const wide = width * side
  // What is too short for all of them is folded by the first alone, as is the rest.
  const whole = last.extent >= 2 * wide ? Math.floor(last.extent / wide) : 0
  const depth = 1 + folds.length
  const levels = new Map([...results.map(({ name }) => [name, 1] as const), ...folds.map(({ name }, i) => [name, 2 + i] as const)])

  const folded = (blocks: readonly number[], turns: number, from: number, to: number, prefix: string): Statement[] => {
    const stride = width * blocks.length
    const loops = inRuns([...folds.slice(0, -1).map(({ extent }) => extent), turns], run)
    const deepest = depthOf(loops)
    const writer = builder.writer(
      levels,
      depth,
      prefix,
      readTotals(accumulators, (slot, block) => totalName(deepest, slot, block)),
    )
    const steps = blocks.map((block) => {
      const totals = accumulators.map((accumulator, slot) => builder.scalars.accumulator(accumulator.type, slot, block))
      // The counter never comes so far that the last of those side by side would be beyond the end.
      const at = counter(last.name, last.extent - width * (blocks.length - 1))
      return rule.step(builder.scalars, totals, fold.element(plus(at, fixed(width * block))))
    })
    writer.announce(...steps.flat())
    const step = steps.flatMap((values, i) =>
      assign(
        writer,
        accumulators.map((_, slot) => totalName(deepest, slot, blocks[i])),
        values,
        depth,
      ),
    )
    const counters = folds.map(({ name, extent }, i) => {
      const isLast = i === folds.length - 1
      return {
        name,
        from: constant('u32', isLast ? from : 0),
        to: constant('u32', isLast ? to : extent),
        ...(isLast && { stride, role: 'vector' as const }),
      }
    })
    const [before = [], row = [], ...inner] = writer.lines
    return [...before, ...row, ...nest(loops, counters, [[], ...inner], step, totalsOf(builder, part, blocks))]
  }

  const rest = last.extent - whole * wide
  const blocks = whole > 0 ? Array.from({ length: side }, (_, i) => i) : [0]
  const body: Statement[] = [
    ...blocks.flatMap((block) => declare(accumulators, 0, block)),
    ...(whole > 0 ? folded(blocks, whole, 0, whole * wide, 'v') : []),
    ...(rest > 0 || whole === 0 ? folded([0], Math.ceil(rest / width), whole * wide, last.extent, 'w') : []),
    ...[2, 1].flatMap((by) =>
      blocks
        .filter((block) => block < by && block + by < blocks.length)
        .flatMap((block) => joinedWith(builder, part, (slot) => named(totalName(0, slot, block + by), accumulators[slot]?.type), block)),
    ),
    comment(`the totals of ${width} elements at once become one`),
    ...([2, 1] as const).flatMap((by) =>
      joinedWith(
        builder,
        part,
        (slot): Expression => {
          const of = named(totalName(0, slot, 0), accumulators[slot]?.type)
          return { kind: 'lanes', type: of.type, of, by }
        },
        0,
      ),
    ),
    ...accumulators.map(({ type }, slot): Statement => {
      const of = named(totalName(0, slot, 0), type)
      return { kind: 'let', name: totalName(0, slot), value: { kind: 'lanes', type, of, by: 0 } }
    }),
    ...finished(fold),
  ]
  return inRows(results, undefined, fold.cost, { before: [], row: [], loop: () => body }, fold.share)
}
