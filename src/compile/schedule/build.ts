import { item } from '../../program/program.js'
import type { Schedules } from '../compile.js'
import type { Fused, Kernel } from '../fuse.js'
import type { Nest } from '../nest/nest.js'
import type { Plan } from '../plan.js'
import { Builder } from './builder.js'
import { group } from './group.js'
import { map } from './map.js'
import { type Layout, scheduleOf } from './schedule.js'
import { serial } from './serial.js'
import { tile } from './tile.js'

/** What a schedule makes of a kernel. */
export type Built = Pick<Nest, 'outer' | 'body'> & Partial<Pick<Nest, 'procedures' | 'shared'>>

const build = (fused: Fused, kernel: Kernel, plan: Plan, layout: Layout): Nest => {
  const builder = new Builder(fused, kernel, plan)
  const schedule = scheduleOf(kernel, layout)
  const part = item(kernel.parts, 0)
  const built =
    schedule.kind === 'map'
      ? map(builder, kernel, schedule)
      : schedule.kind === 'serial'
        ? serial(builder, part, schedule)
        : schedule.kind === 'group'
          ? group(builder, part, schedule)
          : tile(builder, part, schedule)
  return { procedures: [], shared: [], numbers: [], ...built, bindings: builder.bindings }
}

/** Kernels of many threads, laid out for a GPU or for a software adapter. */
export const threadSchedules = (layout: Layout): Schedules => ({
  build: (fused, kernels, plan) => kernels.map((kernel) => build(fused, kernel, plan, layout)),
  describe: (kernel) => {
    const schedule = scheduleOf(kernel, layout)
    return schedule.kind === 'map' ? schedule.kind : `${schedule.kind} over ${schedule.over.join(' x ')}`
  },
})
