import { basic } from '../../kernel/basic.js'
import { apply, constant, named, type Statement, sum } from '../nest/nest.js'
import type { Built } from './build.js'

/** Threads that do the same, each at its own place, and need nothing of each other. */
export interface Strip {
  readonly threads: number
  /** What a thread does, by the name of its number; `prefix` makes the names in it its own. */
  readonly body: (thread: string, prefix: string) => readonly Statement[]
}

/** Strips side by side: the first threads do the work of the first, the next that of the second. */
export const beside = (strips: readonly Strip[]): Built => {
  const outer = [{ role: 'thread', counter: 'i', extent: strips.reduce((total, { threads }) => total + threads, 0) }] as const
  const [only] = strips
  if (only && strips.length === 1) return { outer, body: only.body('i', '') }
  let begin = 0
  const arms = strips.map(({ threads, body }, j) => {
    const [name, end] = [`i${j}`, begin + threads]
    const own: Statement = { kind: 'let', name, value: sum([named('i')], -begin) }
    begin = end
    const isLast = j === strips.length - 1
    return {
      ...(!isLast && { condition: apply('bool', basic.less, named('i'), constant('u32', end)) }),
      body: [own, ...body(name, `${j}_`)],
    }
  })
  return { outer, body: [{ kind: 'branches', arms }] }
}
