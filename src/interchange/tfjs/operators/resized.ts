import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import type { Refusing } from '../operator.js'
import { sizesFrom } from './axes.js'

/** Where the elements of the result lie among those that there are. */
export interface Places {
  /** The first and the last lie on the first and the last. */
  readonly alignCorners: boolean
  /** Elements lie in the middle of their share. */
  readonly halfPixelCenters: boolean
}

/** From so many elements along an axis to so many others. */
export type Resizing = (x: AnyTensor, axis: number, to: number, places: Places) => AnyTensor

/** Along one axis so many elements are made, at most. */
const most = 65_536

const placesOf = (from: number, to: number, { alignCorners, halfPixelCenters }: Places): readonly number[] => {
  const scale = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to
  return Array.from({ length: to }, (_, i) => (halfPixelCenters ? scale * (i + 0.5) - 0.5 : scale * i))
}

const taken = (x: AnyTensor, axis: number, places: readonly number[]): AnyTensor => ops.gather(x, ops.tensor(Int32Array.from(places)), axis)

/** The element that a place falls into. */
export const nearest: Resizing = (x, axis, to, where) => {
  const from = x.shape[axis] ?? 1
  const round = where.alignCorners ? Math.round : Math.floor
  const off = where.halfPixelCenters ? 0.5 : 0
  const places = placesOf(from, to, where).map((place) => Math.min(from - 1, Math.max(0, round(place + off))))
  const times = to / from
  return Number.isInteger(times) && places.every((place, i) => place === Math.floor(i / times))
    ? ops.repeat(x, times, axis)
    : taken(x, axis, places)
}

/** A weighed mean of the two elements next to a place. */
export const linear: Resizing = (x, axis, to, where) => {
  const from = x.shape[axis] ?? 1
  const all = placesOf(from, to, where)
  const low = all.map((place) => Math.max(0, Math.floor(place)))
  const high = all.map((place) => Math.min(from - 1, Math.max(0, Math.ceil(place))))
  const shares = ops.tensor(
    Float32Array.from(all, (place, i) => place - (low[i] ?? 0)),
    { shape: x.shape.map((_, i) => (i === axis ? to : 1)) },
  )
  const [below, above] = [taken(x, axis, low), taken(x, axis, high)]
  return ops.add(below, ops.mul(ops.sub(above, below), shares))
}

/** Images `[N, H, W, C]` in another height and width. */
export const resized = (call: Refusing, x: AnyTensor, sizes: readonly number[], along: Resizing, where: Places): AnyTensor => {
  if (x.rank !== 4) return call.fail(`it takes [N, height, width, C]; got [${x.shape.join(', ')}]`)
  const [n = 0, height = 0, width = 0, channels = 0] = x.shape
  sizesFrom(call, [n, ...sizes, channels])
  if (height === 0 || width === 0 || sizes.some((size) => size < 1 || size > most))
    return call.fail(`[${x.shape.join(', ')}] cannot be resized to [${sizes.join(', ')}]`)
  const floats = ops.astype(x, 'f32')
  return sizes.reduce<AnyTensor>((y, to, i) => (y.shape[i + 1] === to ? y : along(y, i + 1, to, where)), floats)
}
