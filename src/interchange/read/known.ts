import type { DType } from '../../index.js'

/**
 * Elements that are known while a program is traced: constants of a file, shapes, and what is computed of these. Whole numbers are those of ONNX's int64,
 * whatever the dtype holds, as long as they stay here.
 */
export interface Known {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly data: ArrayLike<number>
  /** How many bits whole numbers have in the file, if fewer than the dtype. */
  readonly bits?: number | undefined
}

/** So many elements are computed while tracing, at most; more are by the program. */
const most = 4096

/** Few along each axis, too: of no elements one axis may still be long. */
export const isSmall = (shape: readonly number[]): boolean => shape.every((size) => size <= most) && sizeOf(shape) <= most

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)

/** Whole numbers. */
export const integers = (data: readonly number[], shape: readonly number[] = [data.length]): Known => ({ dtype: 'i32', shape, data })

const roundings: { readonly [D in DType]: (x: number) => number } = {
  f32: Math.fround,
  f16: Math.fround,
  f64: (x) => x,
  i32: Math.trunc,
  u32: (x) => (x < 0 ? Math.trunc(x) >>> 0 : Math.trunc(x)),
  bool: (x) => Number(x !== 0 && !Number.isNaN(x)),
}

/** The number as an element of the dtype. */
export const rounded = (x: number, dtype: DType): number => roundings[dtype](x)

/** From one element to the next along each axis, in row-major order. */
const stepsOf = (shape: readonly number[]): number[] => shape.map((_, axis) => sizeOf(shape.slice(axis + 1)))

/** Elements picked from row-major ones: from `start` on, so many steps along each axis of the result. */
const picked = ({ data, ...x }: Known, shape: readonly number[], steps: readonly number[], start = 0): Known => {
  let places = [start]
  for (const [axis, size] of shape.entries()) {
    const step = steps[axis] ?? 0
    places = places.flatMap((place) => Array.from({ length: size }, (_, i) => place + i * step))
  }
  return { ...x, shape, data: places.map((place) => data[place] ?? 0) }
}

export const permuted = (x: Known, order: readonly number[]): Known => {
  const steps = stepsOf(x.shape)
  return picked(
    x,
    order.map((axis) => x.shape[axis] ?? 1),
    order.map((axis) => steps[axis] ?? 0),
  )
}

/** Repeated along axes of size 1 and missing ones. */
export const stretched = (x: Known, shape: readonly number[]): Known => {
  const missing = shape.length - x.shape.length
  const steps = stepsOf(x.shape)
  return picked(
    x,
    shape,
    shape.map((_, axis) => ((x.shape[axis - missing] ?? 1) === 1 ? 0 : (steps[axis - missing] ?? 0))),
  )
}

/** The slices at places along an axis, which gives way to `places.shape`. */
export const taken = (x: Known, places: Known, axis: number): Known => {
  const after = sizeOf(x.shape.slice(axis + 1))
  const size = x.shape[axis] ?? 1
  const before = sizeOf(x.shape.slice(0, axis))
  const data: number[] = []
  for (let i = 0; i < before; i++)
    for (const place of Array.from(places.data)) for (let j = 0; j < after; j++) data.push(x.data[(i * size + place) * after + j] ?? 0)
  return { ...x, shape: [...x.shape.slice(0, axis), ...places.shape, ...x.shape.slice(axis + 1)], data }
}

/** One after the other along an axis. */
export const joined = (list: readonly Known[], axis: number): Known => {
  const [first = integers([])] = list
  const before = sizeOf(first.shape.slice(0, axis))
  const runs = list.map(({ shape }) => sizeOf(shape.slice(axis)))
  const data: number[] = []
  for (let i = 0; i < before; i++)
    for (const [which, x] of list.entries()) {
      const run = runs[which] ?? 0
      for (let j = 0; j < run; j++) data.push(x.data[i * run + j] ?? 0)
    }
  const size = list.reduce((total, { shape }) => total + (shape[axis] ?? 0), 0)
  return { ...first, shape: first.shape.with(axis, size), data }
}

/** A function of the elements of operands of one shape. */
export const mapped = (dtype: DType, f: (...xs: number[]) => number, ...operands: readonly Known[]): Known => {
  const [first = integers([])] = operands
  const data = Array.from(first.data, (_, i) => rounded(f(...operands.map((x) => x.data[i] ?? 0)), dtype))
  return { dtype, shape: first.shape, data }
}

/** All along the axes made one; they stay as axes of size 1. */
export const folded = (x: Known, axes: readonly number[], fold: (elements: readonly number[]) => number): Known => {
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
  const turned = permuted(x, [...kept, ...axes])
  const run = sizeOf(axes.map((axis) => x.shape[axis] ?? 1))
  const all = Array.from(turned.data)
  const shape = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
  const data = Array.from({ length: sizeOf(shape) }, (_, i) => rounded(fold(all.slice(i * run, (i + 1) * run)), x.dtype))
  return { dtype: x.dtype, shape, data }
}
