import { builtOnce } from '../../alike.js'
import type { Schedules } from '../../compile.js'
import { foldsOf } from '../../folds.js'
import type { Nest } from '../../nest/nest.js'
import type { Fused, Kernel, Part } from '../../parts.js'
import type { Plan } from '../../plan.js'
import type { Steps } from '../../steps.js'
import { Builder } from '../builder.js'
import { readRun, shortRun } from '../runs.js'
import { type Chaining, chaining, chainsOf } from './chains.js'
import { contract } from './contract.js'
import { map } from './map.js'
import { reduce } from './reduce.js'
import { alongside, type Share, together, type Work } from './rows.js'

/** Undefined if it can't be shared out as it was agreed. */
const tasksOf = (builder: Builder, part: Part, number: number, share?: Share): Work | undefined => {
  if (part.reductions.length === 0) return map(builder, part, number, share)
  const contraction = share ? undefined : contract(builder, part)
  if (contraction) return contraction
  const { over, isRanged, isRounded } = foldsOf(part)
  const run = isRounded ? (isRanged ? readRun : shortRun) : Number.POSITIVE_INFINITY
  return reduce(builder, part, { over, run, share })
}

/** A kernel as loops for a processor that computes several elements at once: tasks, which threads share. */
const nestOf = (fused: Fused, kernel: Kernel, plan: Plan, share?: Share): Nest | undefined => {
  const builder = new Builder(fused, kernel, plan, true)
  const parts = kernel.parts.filter(({ size }) => size > 0)
  const tasks = parts.flatMap((part, i) => tasksOf(builder, part, i, share) ?? [])
  if (tasks.length < parts.length) return undefined
  const { count, body } = share ? alongside(tasks) : together(tasks)
  return {
    procedures: [],
    shared: Object.entries(tasks.find(({ scratch }) => scratch)?.scratch ?? {}).map(([name, size]) => ({ name, type: 'f32', size })),
    numbers: [],
    bindings: builder.bindings,
    outer: [{ role: 'workgroup', counter: 'task', extent: count }],
    body,
    work: tasks.reduce((total, { work }) => total + work, 0),
  }
}

const build = (fused: Fused, kernels: readonly Kernel[], plan: Plan, chained: Chaining): Steps<readonly Nest[]> =>
  builtOnce(fused, chainsOf(fused, kernels, plan, chained), plan, ({ kernels: own, share }) => {
    const following = share ? own.flatMap((kernel) => nestOf(fused, kernel, plan, share) ?? []) : []
    if (following.length === own.length) return following.map((nest, i) => ({ ...nest, ...(i > 0 && { follows: true as const }) }))
    return own.flatMap((kernel) => nestOf(fused, kernel, plan) ?? [])
  })

/** Kernels of tasks that threads share out, several elements at once. */
export const simdSchedules = (chained: Chaining = chaining): Schedules => ({
  build: (fused, kernels, plan) => build(fused, kernels, plan, chained),
  isForVectors: true,
  describe: ({ parts }) =>
    parts.some(({ reductions }) => reductions.length > 0) ? 'folds, several elements at once' : 'several elements at once',
})
