import type { Size } from '../sizes.js'
import { asStored, permuted, type Value } from '../value.js'
import type { Writer } from '../writer.js'
import { at, present, type Rules, rule } from './rule.js'
import { ofWords } from './words.js'

type Pair = readonly [a: readonly number[], b: readonly number[]]
export type DotParams = { readonly contract: Pair; readonly batch: Pair }

const span = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i)

const free = (x: Value, side: 0 | 1, { contract, batch }: DotParams): readonly number[] =>
  x.shape.map((_, axis) => axis).filter((axis) => !contract[side].includes(axis) && !batch[side].includes(axis))

const sizesAt = (x: Value, axes: readonly number[]): readonly Size[] => axes.map((axis) => at(x.shape, axis))

/** Products of all pairs: each operand repeated along what the other alone has. */
const outer = (w: Writer, a: Value, b: Value, params: DotParams): Value => {
  const [batch, rows, columns] = [params.batch[0].length, free(a, 0, params), free(b, 1, params)]
  const shape = [...sizesAt(a, params.batch[0]), ...sizesAt(a, rows), ...sizesAt(b, columns)]
  const spread = (x: Value, order: readonly number[], missing: readonly number[]): Value => {
    const turned = permuted(x, order)
    let next = 0
    return { ...turned, shape, axes: shape.map((_, axis) => (missing.includes(axis) ? null : (turned.axes[next++] ?? null))) }
  }
  return w.each('Mul', [
    spread(a, [...params.batch[0], ...rows], span(batch + rows.length, columns.length)),
    spread(b, [...params.batch[1], ...columns], span(batch, rows.length)),
  ])
}

/** Letters for axes. */
const letters = 'abcdefghijklmnopqrstuvwxyz'

const equationOf = (a: Value, b: Value, params: DotParams): string => {
  let next = 0
  const name = (): string => letters.charAt(next++)
  const of = [a, b].map((x) => x.shape.map(() => ''))
  for (const pair of [params.batch, params.contract])
    pair[0].forEach((axis, i) => {
      const letter = name()
      at(of, 0)[axis] = letter
      at(of, 1)[at(pair[1], i)] = letter
    })
  const named = of.map((list) => list.map((letter) => letter || name()))
  const batch = params.batch[0].map((axis) => at(at(named, 0), axis))
  const rows = free(a, 0, params).map((axis) => at(at(named, 0), axis))
  const columns = free(b, 1, params).map((axis) => at(at(named, 1), axis))
  return `${named.map((list) => list.join('')).join(',')}->${[...batch, ...rows, ...columns].join('')}`
}

/** `MatMul` where it is one, after some transposing; else `Einsum`. */
export const contracted = (w: Writer, a: Value, b: Value, params: DotParams): Value => {
  if (params.contract[0].length === 0) return outer(w, a, b, params)
  const [rows, columns] = [free(a, 0, params), free(b, 1, params)]
  const batch = params.batch[0].length
  const shape = [...sizesAt(a, params.batch[0]), ...sizesAt(a, rows), ...sizesAt(b, columns)]
  const isMatMul =
    params.contract[0].length === 1 && columns.length <= 1 && (batch === 0 ? true : rows.length === 1 && columns.length === 1)
  if (isMatMul) {
    const left = w.inOrder(a, [...params.batch[0], ...rows, ...params.contract[0]])
    const right = w.inOrder(b, [...params.batch[1], ...params.contract[1], ...columns])
    return asStored(w.op('MatMul', [left, right]), a.element, shape)
  }
  return asStored(w.op('Einsum', [w.plain(a), w.plain(b)], { equation: equationOf(a, b, params) }), a.element, shape)
}

export const contractions: Rules = {
  dot: rule<DotParams>((w, operands, params) => ofWords(w, operands, ([a, b]) => contracted(w, present(a), present(b), params))),
}
