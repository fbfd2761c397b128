import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import type { Refusing } from '../../read/call.js'
import { sizesFrom } from '../../read/operators/axes.js'
import { blended, picked } from '../../read/operators/resize.js'

/** Where the elements of the result lie among those that there are. */
export interface Places {
  /** The first and the last lie on the first and the last. */
  readonly alignCorners: boolean
  /** Elements lie in the middle of their share. */
  readonly halfPixelCenters: boolean
}

/** From so many elements along an axis to so many others. */
export interface Resizing {
  readonly resize: (x: AnyTensor, axis: number, to: number, places: Places) => AnyTensor
  /** Whether elements are those that were there, or means of them, which are floats. */
  readonly isMean: boolean
}

/** Along one axis so many elements are made, at most. */
const most = 65_536

const placesOf = (from: number, to: number, { alignCorners, halfPixelCenters }: Places): readonly number[] => {
  const scale = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to
  return Array.from({ length: to }, (_, i) => (halfPixelCenters ? scale * (i + 0.5) - 0.5 : scale * i))
}

/** The element that a place falls into. */
const pick: Resizing['resize'] = (x, axis, to, where) => {
  const from = x.shape[axis] ?? 1
  const round = where.alignCorners ? Math.round : Math.floor
  const off = where.halfPixelCenters ? 0.5 : 0
  const places = placesOf(from, to, where).map((place) => Math.min(from - 1, Math.max(0, round(place + off))))
  return picked(x, axis, places)
}

/** A weighed mean of the two elements next to a place. */
const weigh: Resizing['resize'] = (x, axis, to, where) => {
  const from = x.shape[axis] ?? 1
  const all = placesOf(from, to, where).map((place) => Math.min(from - 1, Math.max(0, place)))
  return blended(x, axis, [all.map((place) => [Math.floor(place), 1 - (place % 1)]), all.map((place) => [Math.ceil(place), place % 1])])
}

export const nearest: Resizing = { resize: pick, isMean: false }
export const linear: Resizing = { resize: weigh, isMean: true }

/** Images `[N, H, W, C]` in another height and width. */
export const resized = (call: Refusing, x: AnyTensor, sizes: readonly number[], along: Resizing, where: Places): AnyTensor => {
  if (x.rank !== 4) return call.fail(`it takes [N, height, width, C]; got [${x.shape.join(', ')}]`)
  const [n = 0, height = 0, width = 0, channels = 0] = x.shape
  sizesFrom(call, [n, ...sizes, channels])
  if (height === 0 || width === 0 || sizes.some((size) => size < 1 || size > most))
    return call.fail(`[${x.shape.join(', ')}] cannot be resized to [${sizes.join(', ')}]`)
  return sizes.reduce<AnyTensor>(
    (y, to, i) => (y.shape[i + 1] === to ? y : along.resize(y, i + 1, to, where)),
    along.isMean ? ops.astype(x, 'f32') : x,
  )
}
