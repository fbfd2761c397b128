import { sizeOf } from '../shape/dim.js'
import { type AnyArray, showType, type TensorType } from '../shape/dtype.js'
import { spelling } from './spelling.js'

/* How a tensor is laid out as text: as NumPy lays its arrays out, with commas. How its numbers are written is in `spelling.ts`. */

type NestedArray = number | NestedArray[]

/** Nested arrays of the elements, a level for each dimension. */
export const nest = (array: AnyArray, shape: readonly number[]): NestedArray => {
  const level = (axis: number, offset: number, size: number): NestedArray => {
    const extent = shape[axis]
    if (extent === undefined) return array[offset] ?? Number.NaN
    const inner = extent === 0 ? 0 : size / extent
    return Array.from({ length: extent }, (_, i) => level(axis + 1, offset + i * inner, inner))
  }
  return level(0, 0, sizeOf(shape))
}

/** Above so many elements, only the edges are shown; so many at each end. NumPy's numbers. */
const threshold = 1000
const edge = 3

/** NumPy's too. */
const lineWidth = 75

const isCut = (shape: readonly number[]): boolean => sizeOf(shape) > threshold

/** How long an axis is as it is shown. */
const shown = (extent: number, cut: boolean): number => (cut ? Math.min(extent, 2 * edge) : extent)

/** The elements that are shown of a tensor: all of them, or those at the edges of every axis. */
export const edgesOf = ({ shape }: TensorType, array: AnyArray): AnyArray => {
  if (!isCut(shape)) return array
  const places: number[] = []
  const visit = (axis: number, offset: number, size: number): void => {
    const extent = shape[axis]
    if (extent === undefined) {
      places.push(offset)
      return
    }
    const inner = size / extent
    const kept = shown(extent, true)
    for (let i = 0; i < kept; i++) visit(axis + 1, offset + (i < edge || extent === kept ? i : extent - kept + i) * inner, inner)
  }
  visit(0, 0, array.length)
  const edges = array.slice(0, places.length)
  places.forEach((place, i) => {
    edges[i] = array[place] ?? Number.NaN
  })
  return edges
}

/** The words of a row, separated by commas, in as many lines as they take. */
const row = (words: readonly string[], indent: string, closing: number): string => {
  const lines: string[] = []
  let line = ''
  words.forEach((word, i) => {
    const room = lineWidth - (i === words.length - 1 ? closing : 1)
    const longer = line === '' ? `${indent}${word}` : `${line}, ${word}`
    if (line === '' || longer.length <= room) {
      line = longer
      return
    }
    lines.push(`${line},`)
    line = `${indent}${word}`
  })
  return [...lines, line].join('\n').slice(indent.length)
}

/**
 * `Tensor f32[2, 2]`, and below it `[[1, 2],` and ` [3, 4]]`: columns stand below each other, numbers have as many digits as the one that needs
 * most, rows are broken at 75 characters, a blank line stands between matrices. The elements are those of `edgesOf`; a string stands for elements that are not
 * known.
 */
export const printTensor = (type: TensorType, elements: AnyArray | string): string => {
  const head = `Tensor ${showType(type)}`
  if (typeof elements === 'string') return `${head} (${elements})`
  const { shape } = type
  if (sizeOf(shape) === 0) return `${head} []`
  const cut = isCut(shape)
  const words = spelling(type.dtype, elements)
  const last = shape.length - 1
  const level = (axis: number, offset: number, size: number): string => {
    const extent = shape[axis]
    if (extent === undefined) return words[offset] ?? ''
    const kept = shown(extent, cut)
    const inner = size / kept
    const parts = Array.from({ length: kept }, (_, i) => level(axis + 1, offset + i * inner, inner))
    if (kept < extent) parts.splice(edge, 0, '...')
    const indent = ' '.repeat(axis + 1)
    return `[${axis === last ? row(parts, indent, shape.length) : parts.join(`,${'\n'.repeat(last - axis)}${indent}`)}]`
  }
  const body = level(0, 0, elements.length)
  return `${head}${body.includes('\n') || head.length + body.length >= lineWidth ? '\n' : ' '}${body}`
}
