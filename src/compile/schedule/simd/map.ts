import type { Scalar } from '../../../kernel/scalar.js'
import type { Expression, Statement } from '../../nest/nest.js'
import type { Part } from '../../parts.js'
import { type Axis, readingCost, unravelled, valueOf } from '../axes.js'
import type { Builder } from '../builder.js'
import { inRows, type Share, type Tasks } from './rows.js'

const noAccumulator = (): never => {
  throw new Error('typegrad: a kernel without a reduction reads an accumulator; please report this')
}

/** The axes of a part's positions. */
export const axesOf = (builder: Builder, part: Part, name: string) => {
  const [axes = []] = unravelled([{ name, extent: part.size }], ([position]) =>
    position
      ? builder
          .puller(part)
          .made(position)
          .map(({ scalar }) => scalar)
      : [],
  )
  return axes
}

/** As long as a line of the cache, about: what is read across is then read before it is forgotten. */
const [shortest, longest] = [8, 32] as const

/**
 * Of what is turned, neighbours along the last axis lie far apart in memory, and those along another lie together. So the last axis is cut into blocks: a block of
 * both is read and written before the next. The axes as they are where nothing is turned.
 */
const blocked = (axes: readonly Axis[], scalars: readonly Scalar[]): readonly Axis[] => {
  const [other, last] = [axes.at(-2), axes.at(-1)]
  if (!other || !last || last.extent < 2 * longest || readingCost(scalars, last) <= readingCost(scalars, other)) return axes
  const by = Array.from({ length: longest - shortest + 1 }, (_, i) => longest - i).find(
    (size) => last.extent % size === 0 && size % 4 === 0,
  )
  if (by === undefined) return axes
  return [...axes.slice(0, -1), { name: `${last.name}a`, extent: last.extent / by }, { name: `${last.name}b`, extent: by }]
}

/** Blocks of the last axis, then the one before it, then what is in a block. */
const turned = (axes: readonly Axis[]): readonly Axis[] => {
  const [other, block, inside] = axes.slice(-3)
  return other && block && inside ? [...axes.slice(0, -3), block, other, inside] : axes
}

/** Element by element: several at once along the last axis. */
export const map = (builder: Builder, part: Part, number: number, share?: Share): Tasks | undefined => {
  const whole = axesOf(builder, part, `p${number}`)
  const scalars = (axes: readonly Axis[]) =>
    builder
      .puller(part)
      .made(valueOf(axes))
      .map(({ scalar }) => scalar)
  const axes = blocked(whole, scalars(whole))
  const order = axes === whole ? axes : turned(axes)
  if (share && order !== axes) return undefined
  const [outer, inner] = [order.slice(0, -1), order.at(-1)]
  const levels = new Map(axes.map(({ name }) => [name, name === inner?.name ? 2 : 1]))
  const writer = builder.writer(levels, 2, `v${number}_`, noAccumulator)
  const innermost = builder.storing(part, [valueOf(axes)], writer, 2)
  const [before = [], row = []] = writer.lines
  const loop = (from: Expression, to: Expression): Statement[] => [
    { kind: 'loop', role: 'vector', counter: inner?.name ?? '', from, to, step: 4, body: innermost },
  ]
  return inRows(outer, inner, 1 + part.cost / 4, { before, row, loop }, share)
}
