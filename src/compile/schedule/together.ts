import { basic } from '../../kernel/basic.js'
import { item } from '../../program/program.js'
import type { Folds } from '../folds.js'
import { apply, comment, constant, type Expression, named, type Statement, sum } from '../nest/nest.js'
import { assignments } from '../nest/writer.js'
import type { Builder } from './builder.js'
import { readTotals } from './totals.js'

/*
 * How the threads of a workgroup put together what each has folded: half of them in each turn, each with what one of the other half has. The order is the same whatever threads can tell each other without
 * memory, so results are the same bits.
 */

/** Threads that fold one result together. */
export interface Team {
  /** So many, a power of two; the one that stores the result is number 0. */
  readonly lanes: number
  /** Where in shared memory a thread has its totals, and how far from there the next thread has them. */
  readonly own: Expression
  readonly stride: number
  /** They are all of the workgroup. */
  readonly isAlone: boolean
}

/** What is done together, and what then is the total, in the thread that is number 0. */
interface Together {
  readonly statements: readonly Statement[]
  readonly total: (slot: number) => Expression
}

const number = (value: number): Expression => constant('u32', value)

/** Puts the totals of a team together: they are stored in shared memory, an array for each. */
export const together = (
  builder: Builder,
  { accumulators, merge }: Pick<Folds, 'accumulators' | 'merge'>,
  nameOf: (slot: number) => string,
  team: Team,
  prefix: string,
): Together => {
  const { lanes, own, stride, isAlone } = team
  const typeOf = (slot: number) => item(accumulators, slot).type
  const shared = (slot: number, at: Expression): Expression => ({ kind: 'load', type: typeOf(slot), from: nameOf(slot), at })
  const totals = (block: number) => accumulators.map(({ type }, slot) => builder.scalars.accumulator(type, slot, block))
  /** What two have, as one. */
  const merged = (
    read: (slot: number, block: number) => Expression,
  ): { readonly before: readonly Statement[]; readonly values: readonly Expression[] } => {
    const writer = builder.writer(new Map(), 0, prefix, read)
    const scalars = merge(builder.scalars, totals(0), totals(1))
    writer.announce(...scalars)
    const values = scalars.map((value) => writer.of(value, 0))
    return { before: writer.lines[0] ?? [], values }
  }
  const other = sum([own, { of: named('step'), factor: stride }])
  const { before, values } = merged((slot, block) => shared(slot, block === 0 ? own : other))
  const isOne = values.length === 1
  const store = (slot: number, value: Expression): Statement => ({ kind: 'store', to: nameOf(slot), at: own, value })
  const joining: Statement[] = [
    ...before,
    ...(isOne ? [] : values.map((value, slot): Statement => ({ kind: 'let', name: `next${slot}`, value }))),
    ...values.map((value, slot) => store(slot, isOne ? value : named(`next${slot}`, value.type))),
  ]
  const halving = (last?: Expression): Statement => ({
    kind: 'halving',
    counter: 'step',
    from: number(lanes / 2),
    ...(last && { last }),
    body: [
      { kind: 'branches', arms: [{ condition: apply('bool', basic.less, named('lane'), named('step')), body: joining }] },
      { kind: 'barrier' },
    ],
  })
  if (!builder.subgroups || !isAlone || accumulators.some(({ type }) => type === 'bool'))
    return {
      statements: [comment('the threads put together what they have, half of them in each turn'), halving()],
      total: (slot) => shared(slot, own),
    }

  builder.asksSubgroup = true
  // Within a subgroup threads tell each other what they have. Each does the same with the first that are left: which threads are in which is not for us to know.
  const size = named('subgroup_size')
  const totalName = (slot: number, block: number): string => `${block === 0 ? 'own' : 'other'}${slot}`
  const told = merged(readTotals(accumulators, totalName))
  const first = apply('u32', basic.min, named('subgroup_place'), sum([named('last')], -1))
  return {
    statements: [
      comment('the threads put together what they have, half of them in each turn, until one subgroup is left'),
      { kind: 'let', name: 'last', value: apply('u32', basic.select, apply('bool', basic.less, number(lanes), size), number(1), size) },
      halving(named('last')),
      comment('whose threads need no memory for it'),
      ...accumulators.map((_, slot): Statement => ({ kind: 'var', name: totalName(slot, 0), value: shared(slot, first) })),
      {
        kind: 'halving',
        counter: 'step',
        from: { kind: 'quotient', type: 'u32', of: named('last'), by: 2 },
        body: [
          ...accumulators.map(
            ({ type }, slot): Statement => ({
              kind: 'told',
              name: totalName(slot, 1),
              of: named(totalName(slot, 0), type),
              by: named('step'),
            }),
          ),
          ...told.before,
          ...assignments(told.values.map((value, slot) => ({ name: totalName(slot, 0), value }))),
        ],
      },
      ...accumulators.map(({ type }, slot): Statement => ({ kind: 'told', name: `all${slot}`, of: named(totalName(slot, 0), type) })),
    ],
    total: (slot) => named(`all${slot}`, typeOf(slot)),
  }
}
