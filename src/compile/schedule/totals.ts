import { counter as counterIndex, type Index } from '../../kernel/index-arithmetic.js'
import type { Scalar } from '../../kernel/scalar.js'
import { item } from '../../program/program.js'
import { type Folds, foldsOf } from '../folds.js'
import { comment, constant, type Expression, named, type Statement } from '../nest/nest.js'
import { assignments, type Writer } from '../nest/writer.js'
import type { Part } from '../parts.js'
import { anyNaN, type Builder } from './builder.js'
import { type Counter, depthOf, inRuns, nest, shortRun, type Totals, totalName } from './runs.js'

export type Accumulators = Folds['accumulators']

export const declare = (accumulators: Accumulators, depth: number, block?: number): Statement[] =>
  accumulators.map(({ type, initial }, slot) => ({ kind: 'var', name: totalName(depth, slot, block), value: constant(type, initial) }))

/** The totals at a depth, as expressions. */
export const totalsAt = (accumulators: Accumulators, depth: number, block?: number): Expression[] =>
  accumulators.map(({ type }, slot) => named(totalName(depth, slot, block), type))

/** How a writer reads accumulators where there are none. */
export const noAccumulator = (): never => {
  throw new Error('typegrad: a part without a reduction reads an accumulator; please report this')
}

/** How a writer reads accumulators that are variables. */
export const readTotals =
  (accumulators: Accumulators, nameOf: (slot: number, block: number) => string) =>
  (slot: number, block: number): Expression =>
    named(nameOf(slot, block), item(accumulators, slot).type)

/** Sets `names` to values, at a level of the loops. */
export const assign = (writer: Writer, names: readonly string[], values: readonly Scalar[], level: number): readonly Statement[] => {
  const expressions = values.map((value) => writer.of(value, level))
  return assignments(expressions.map((value, i) => ({ name: names[i] ?? '', value })))
}

/** What is written of the totals of runs, in a block of registers or alone. */
export const totalsOf = (builder: Builder, part: Part, blocks: readonly (number | undefined)[] = [undefined]): Totals => {
  const rule = foldsOf(part)
  const { accumulators } = rule
  return {
    declare: (depth) => blocks.flatMap((block) => declare(accumulators, depth, block)),
    merge: (depth) =>
      blocks.flatMap((block) => {
        // Totals of two runs: 0 is the one outside.
        const joiner = builder.writer(
          new Map(),
          0,
          'm',
          readTotals(accumulators, (slot, inner) => totalName(depth - 1 + inner, slot, block)),
        )
        const totals = (inner: number) => accumulators.map(({ type }, slot) => builder.scalars.accumulator(type, slot, inner))
        const merged = rule.merge(builder.scalars, totals(0), totals(1))
        joiner.announce(...merged)
        const names = accumulators.map((_, slot) => totalName(depth - 1, slot, block))
        const joining = assign(joiner, names, merged, 0)
        return [...(joiner.lines[0] ?? []), ...joining]
      }),
  }
}

/** A counter over each extent. */
export const countersOver = (over: readonly number[], builder: Builder): (Counter & { readonly extent: number })[] =>
  over.map((extent, i) => ({ name: `k${i}`, extent, from: constant('u32', 0), to: builder.end(extent) }))

/** Folds anew, one element at a time, what came out as NaN and need not be; what comes out is then called `t0`. Nothing where NaN is what it says. */
export const foldedAnew = (
  builder: Builder,
  part: Part,
  index: readonly Index[],
  at: readonly string[],
  over: readonly number[],
): Statement[] => {
  const rule = foldsOf(part)
  const { accumulators } = rule
  const counters = countersOver(over, builder)
  const element = builder.puller(part).carefully(
    index,
    counters.map(({ name, extent }) => counterIndex(name, extent)),
  )
  if (!element) return []
  const loops = inRuns(over, shortRun)
  const deepest = depthOf(loops)
  const levels = new Map([...at.map((name) => [name, 0] as const), ...counters.map(({ name }, i) => [name, i + 1] as const)])
  const writer = builder.writer(
    levels,
    counters.length,
    'w',
    readTotals(accumulators, (slot) => totalName(deepest, slot)),
  )
  const totals = accumulators.map((accumulator, slot) => builder.scalars.accumulator(accumulator.type, slot))
  const steps = rule.step(builder.scalars, totals, element)
  writer.announce(...steps)
  const names = accumulators.map((_, slot) => totalName(deepest, slot))
  const step = assign(writer, names, steps, counters.length)
  const results = accumulators.map(({ type }, slot) => named(`t${slot}`, type))
  const again = [
    comment('NaN, where what is not used may be its cause: once more, element by element'),
    ...declare(accumulators, 0),
    ...nest(loops, counters, writer.lines, step, totalsOf(builder, part)),
    ...totalsAt(accumulators, 0).map((value, slot): Statement => ({ kind: 'set', name: `t${slot}`, value })),
  ]
  return [
    ...totalsAt(accumulators, 0).map((value, slot): Statement => ({ kind: 'var', name: `t${slot}`, value })),
    { kind: 'branches', arms: [{ condition: anyNaN(results.filter(({ type }) => type === 'f32')), body: again }] },
  ]
}
