import { item } from '../../program/program.js'
import type { Fused, Kernel } from '../fuse.js'
import type { Nest } from '../nest/nest.js'
import type { Plan } from '../plan.js'
import { Builder } from './builder.js'
import { group } from './group.js'
import { map } from './map.js'
import { type Processor, scheduleOf } from './schedule.js'
import { serial } from './serial.js'
import { buildSimd } from './simd/build.js'
import { tile } from './tile.js'

/** What a schedule makes of a kernel. */
export type Built = Pick<Nest, 'outer' | 'body'> & Partial<Pick<Nest, 'procedures' | 'shared'>>

/** A kernel as loops, laid out for a processor. */
export const build = (fused: Fused, kernel: Kernel, plan: Plan, processor: Processor): Nest => {
  if (processor === 'simd') return buildSimd(fused, kernel, plan)
  const builder = new Builder(fused, kernel, plan)
  const schedule = scheduleOf(kernel, processor)
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
