import type { Part } from '../../fuse.js'
import type { Builder } from '../builder.js'
import { unravelled, valueOf } from './axes.js'
import { inRows, type Tasks } from './rows.js'

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

/** Element by element: several at once along the last axis. */
export const map = (builder: Builder, part: Part, number: number): Tasks => {
  const axes = axesOf(builder, part, `p${number}`)
  const [outer, inner] = [axes.slice(0, -1), axes.at(-1)]
  const levels = new Map(axes.map(({ name }) => [name, name === inner?.name ? 2 : 1]))
  const writer = builder.writer(levels, 2, `v${number}_`, noAccumulator)
  const innermost = builder.storing(part, [valueOf(axes)], writer, 2)
  const [before = [], row = []] = writer.lines
  return inRows(outer, inner, 1 + part.cost / 4, {
    before,
    row,
    loop: (from, to) => [{ kind: 'loop', role: 'vector', counter: inner?.name ?? '', from, to, step: 4, body: innermost }],
  })
}
