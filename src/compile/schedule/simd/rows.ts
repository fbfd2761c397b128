import { basic } from '../../../kernel/basic.js'
import { apply, constant, type Expression, named, type Statement, sequence, sum } from '../../nest/nest.js'
import { type Axis, extentOf } from '../axes.js'

/** So much work is a task, in multiply-adds, roughly: some ten microseconds, beside which handing it out is nothing. */
export const grain = 2 ** 16

/** Work cut into tasks that threads take; a task's statements, by the name of its number. */
export interface Tasks {
  readonly count: number
  /** Of all of them, in multiply-adds, roughly. */
  readonly work: number
  readonly body: (task: string) => readonly Statement[]
}

/** What tasks of several kernels have in common that follow each other: so many rows, each of so many of a kernel's elements, and so many rows a task. */
export interface Share {
  readonly rows: number
  readonly each: number
}

/** Tasks that need memory of their own, in words by name. */
export type Work = Tasks & { readonly scratch?: { readonly [name: string]: number } }

const least = (a: Expression, b: number): Expression => apply('u32', basic.min, a, constant('u32', b))

/** The counters of axes, from their common position. */
export const counted = (axes: readonly Axis[], position: string): Statement[] =>
  axes.flatMap(({ name, extent }, i): Statement[] => {
    if (extent === 1) return []
    const below = extentOf(axes.slice(i + 1))
    const whole: Expression = below === 1 ? named(position) : { kind: 'quotient', type: 'u32', of: named(position), by: below }
    const above = extentOf(axes.slice(0, i))
    return [{ kind: 'let', name, value: above === 1 ? whole : { kind: 'remainder', type: 'u32', of: whole, by: extent } }]
  })

/**
 * Work over axes, of which the last (`inner`) is a loop of its own: rows of it are shared out, or, if there is but one, pieces of it. `before` stands once in a
 * task, `row` begins a row, `loop` is what is done from one place of the row to another. `cost` is that of one element. Undefined if the work can't be shared out
 * as it was agreed.
 */
export const inRows = (
  outer: readonly Axis[],
  inner: Axis | undefined,
  cost: number,
  parts: {
    readonly before: readonly Statement[]
    readonly row: readonly Statement[]
    readonly loop: (from: Expression, to: Expression) => readonly Statement[]
  },
  share?: Share,
): Tasks | undefined => {
  const rows = extentOf(outer)
  const length = inner?.extent ?? 1
  const zero = constant('u32', 0)
  if (share && (rows === 1 && inner ? length : rows) % share.rows !== 0) return undefined
  if (rows === 1 && inner) {
    const piece = share ? (share.each * length) / share.rows : Math.ceil(Math.max(64, grain / cost) / 16) * 16
    const count = Math.ceil(length / piece)
    return {
      count,
      work: length * cost,
      body: (task) => {
        const from = sum([{ of: named(task), factor: piece }])
        const bounds: Statement[] =
          count === 1
            ? []
            : [
                { kind: 'let', name: `${task}_from`, value: from },
                { kind: 'let', name: `${task}_to`, value: least(sum([named(`${task}_from`)], piece), length) },
              ]
        const [first, end] = count === 1 ? [zero, constant('u32', length)] : [named(`${task}_from`), named(`${task}_to`)]
        return [...parts.before, ...bounds, ...parts.row, ...parts.loop(first, end)]
      },
    }
  }
  const each = share ? (share.each * rows) / share.rows : Math.max(1, Math.floor(grain / (cost * length)))
  return {
    count: Math.ceil(rows / each),
    work: rows * length * cost,
    body: (task) => {
      const position = `${task}_row`
      const from = sum([{ of: named(task), factor: each }])
      const inside = [...counted(outer, position), ...parts.row, ...parts.loop(zero, constant('u32', length))]
      if (rows <= each) return [...parts.before, sequence(position, zero, constant('u32', rows), inside)]
      return [
        ...parts.before,
        { kind: 'let', name: `${task}_from`, value: from },
        sequence(position, named(`${task}_from`), least(sum([named(`${task}_from`)], each), rows), inside),
      ]
    },
  }
}

/** Tasks of several kinds that are cut alike, side by side. */
export const alongside = (tasks: readonly Tasks[]): { readonly count: number; readonly body: readonly Statement[] } => ({
  count: tasks[0]?.count ?? 0,
  body:
    tasks.length === 1
      ? (tasks[0]?.body('task') ?? [])
      : tasks.flatMap(({ body }, i): Statement[] => [{ kind: 'let', name: `task${i}`, value: named('task') }, ...body(`task${i}`)]),
})

/** Tasks of several kinds, one after the other. */
export const together = (tasks: readonly Tasks[]): { readonly count: number; readonly body: readonly Statement[] } => {
  let begin = 0
  const arms = tasks.map(({ count, body }, i) => {
    const name = tasks.length === 1 ? 'task' : `task${i}`
    const own: Statement[] = tasks.length === 1 ? [] : [{ kind: 'let', name, value: sum([named('task')], -begin) }]
    begin += count
    const isLast = i === tasks.length - 1
    return {
      ...(!isLast && { condition: apply('bool', basic.less, named('task'), constant('u32', begin)) }),
      body: [...own, ...body(name)],
    }
  })
  return { count: begin, body: tasks.length === 1 ? (arms[0]?.body ?? []) : [{ kind: 'branches', arms }] }
}
