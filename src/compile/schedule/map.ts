import { basic } from '../../kernel/basic.js'
import { counter, fixed, plus, times } from '../../kernel/index-arithmetic.js'
import type { Kernel } from '../fuse.js'
import { apply, constant, named, type Statement, sum } from '../nest/nest.js'
import type { Built } from './build.js'
import type { Builder } from './builder.js'
import type { Schedule } from './schedule.js'

const noAccumulator = (): never => {
  throw new Error('typegrad: a kernel without a reduction reads an accumulator; please report this')
}

/** A thread an element, or a few in a row; parts side by side. */
export const map = (builder: Builder, kernel: Kernel, { each }: Schedule & { readonly kind: 'map' }): Built => {
  const parts = kernel.parts.filter(({ size }) => size > 0)
  const threads = parts.map(({ size }) => size / each)
  const total = threads.reduce((all, count) => all + count, 0)
  let offset = 0
  const branches = parts.map((part, j) => {
    const name = parts.length > 1 ? `i${j}` : 'i'
    const count = threads[j] ?? 0
    const first = times(counter(name, count), each)
    const writer = builder.writer(new Map([[name, 0]]), 0, parts.length > 1 ? `v${j}_` : 'v', noAccumulator)
    const positions = Array.from({ length: each }, (_, e) => plus(first, fixed(e)))
    const body = builder.storing(part, positions, writer)
    const begin = offset
    offset += count
    const own: Statement = { kind: 'let', name, value: sum([named('i')], -begin) }
    return { end: offset, body: parts.length > 1 ? [own, ...body] : body }
  })
  const isLast = (j: number) => j === branches.length - 1
  const arms = branches.map(({ end, body }, j) => ({
    ...(!isLast(j) && { condition: apply('bool', basic.less, named('i'), constant('u32', end)) }),
    body,
  }))
  return {
    outer: [{ role: 'thread', counter: 'i', extent: total }],
    body: branches.length === 1 ? (branches[0]?.body ?? []) : [{ kind: 'branches', arms }],
  }
}
