import { item } from '../../program/program.js'
import { sizeOf } from '../../shape/dim.js'
import { foldsOf } from '../folds.js'
import { comment, constant, type Expression, named, type Statement, sequence, sum } from '../nest/nest.js'
import type { Extent, Kernel, TurnsFit } from '../parts.js'
import type { Built } from './build.js'
import { type Builder, nextName, nowName, turnName } from './builder.js'
import { each, sharedWords } from './row.js'
import { type Layout, workgroup } from './schedule.js'

/** Threads that WebGPU promises a workgroup may have. */
const mostLanes = 256
/**
 * Multiply-adds in a turn, of a row on a GPU and of all rows on a software adapter: with more the threads of a workgroup are slower than dispatches of all there are. Measured, 1,000 turns of `tanh(h W + x)`, ms, in one kernel and in 2,000:
 * lavapipe 2.2 and 96 (16 units), 13 and 109 (64 units); SwiftShader 11 and 34, 39 and 44. Of 128 units lavapipe still gains, SwiftShader loses a third.
 */
const mostWork: { readonly [P in Layout]: number } = { gpu: 2 ** 15, cpu: 6000 }
/** So many turns at most: a kernel that runs for seconds is stopped by drivers. */
const mostTurns = 2 ** 14

const foldedBy = ({ reductions }: Extent): number => (reductions.length > 0 ? sizeOf(foldsOf({ reductions }).over) : 1)

/** Whether a whole loop is one kernel. */
export const turnsFit =
  (layout: Layout): TurnsFit =>
  (parts, rows, words, turns) => {
    const work = parts.reduce((total, part) => total + part.size * (foldedBy(part) + part.cost), 0)
    return words <= sharedWords && work <= (layout === 'gpu' ? rows : 1) * mostWork[layout] && turns <= mostTurns
  }

/** Threads that make a row: as many as its longest stage has elements. */
const lanesOf = (parts: readonly Extent[], rows: number): number => {
  const longest = Math.max(...parts.map(({ size }) => size / rows))
  let lanes: number = workgroup
  while (lanes < longest && lanes < mostLanes) lanes *= 2
  return lanes
}

const lane = named('lane')
const barrier: Statement = { kind: 'barrier' }

/** All turns of a loop, stage by stage: a workgroup makes a row, and keeps what is carried in its own memory. */
export const turns = (builder: Builder, kernel: Kernel): Built => {
  const { parts, rows: given, turns: all } = kernel
  if (!given || !all) throw new Error('typegrad: a kernel without turns is made of them; please report this')
  const { count: rows } = given
  const { length, reverse, carried, stages } = all
  const lanes = lanesOf(parts, rows)
  const sizes = new Map(builder.kept.map(({ name, type, length: own }) => [name, { name, type, size: own }]))
  for (const [i] of carried.entries()) {
    const memory = item([...sizes.values()], given.kept.length + i)
    sizes.set(memory.name, { ...memory, size: 2 * memory.size })
  }
  /** What is carried, between its memory and that half of the workgroup's which begins at so many times its size. */
  const moved = (how: 'in' | 'out', half: 0 | 1): readonly Statement[] =>
    carried.map(({ after }, i) => {
      const { name, type, length: own } = item(builder.kept, given.kept.length + 2 * i)
      const counter = named(`c${i}`)
      const inside = { name, at: sum([counter], half * own) }
      const outside = { name: builder.sourceOf(after), at: rows > 1 ? sum([{ of: named('row'), factor: own }, counter]) : counter }
      const [source, target] = how === 'in' ? [outside, inside] : [inside, outside]
      const value: Expression = { kind: 'load', type, from: source.name, at: source.at }
      return sequence(`c${i}`, lane, constant('u32', own), [{ kind: 'store', to: target.name, at: target.at, value }], lanes)
    })
  const step = named('step')
  const made = stages.flatMap((stage): readonly Statement[] => [
    // In a scope of its own: stages have names alike.
    ...stage.map((part): Statement => ({ kind: 'branches', arms: [{ body: each(builder, part, 0, { rows, lanes }) }] })),
    barrier,
  ])
  const body: readonly Statement[] = [
    { kind: 'let', name: turnName, value: reverse ? sum([{ of: step, factor: -1 }], length - 1) : step },
    { kind: 'let', name: nowName, value: { kind: 'remainder', type: 'u32', of: step, by: 2 } },
    { kind: 'let', name: nextName, value: sum([{ of: named(nowName), factor: -1 }], 1) },
    ...made,
  ]
  return {
    outer: [
      { role: 'workgroup', counter: 'row', extent: rows },
      { role: 'thread', counter: 'lane', extent: lanes },
    ],
    shared: [...sizes.values()],
    body: [
      comment(`${lanes} threads make all turns of a row`),
      ...moved('in', 0),
      barrier,
      sequence('step', constant('u32', 0), builder.end(length), body),
      ...moved('out', length % 2 === 0 ? 0 : 1),
    ],
  }
}
