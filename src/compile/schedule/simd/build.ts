import { dtypes } from '../../../shape/dtype.js'
import type { Schedules } from '../../compile.js'
import type { Fused, Kernel, Part } from '../../fuse.js'
import type { Nest } from '../../nest/nest.js'
import type { Plan } from '../../plan.js'
import { Builder } from '../builder.js'
import { readRun, shortRun } from '../runs.js'
import { reductionOf } from '../totals.js'
import { contract } from './contract.js'
import { map } from './map.js'
import { reduce } from './reduce.js'
import { together, type Work } from './rows.js'

const tasksOf = (builder: Builder, part: Part, number: number): Work => {
  if (!part.reduction) return map(builder, part, number)
  const contraction = contract(builder, part)
  if (contraction) return contraction
  const { rule, type } = reductionOf(part)
  const over = rule.over(
    part.reduction.operands.map((operand) => operand.type),
    part.reduction.params,
  )
  const isRounded = rule.sums === true && dtypes[type.dtype].floating
  const run = isRounded ? (rule.range ? readRun : shortRun) : Number.POSITIVE_INFINITY
  return reduce(builder, part, { over, run })
}

/** A kernel as loops for a processor that computes several elements at once: tasks, which threads share. */
const build = (fused: Fused, kernel: Kernel, plan: Plan): Nest => {
  const builder = new Builder(fused, kernel, plan, true)
  const tasks = kernel.parts.filter(({ size }) => size > 0).map((part, i) => tasksOf(builder, part, i))
  const { count, body } = together(tasks)
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

/** Kernels of tasks that threads share out, several elements at once. */
export const simdSchedules: Schedules = {
  build,
  isForVectors: true,
  describe: ({ parts }) => (parts.some(({ reduction }) => reduction) ? 'folds, several elements at once' : 'several elements at once'),
}
