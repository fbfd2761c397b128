import { item } from '../program/program.js'

/*
 * Values whose lives do not overlap share memory.
 */

/** When a value must be there: from where it is made to where it is read last, both included. */
export interface Life {
  readonly bytes: number
  readonly from: number
  readonly to: number
}

export const total = (sizes: readonly number[]): number => sizes.reduce((sum, bytes) => sum + bytes, 0)

/** Bytes of each slot, and which of them each life has. */
export interface Packed {
  readonly slots: readonly number[]
  readonly slotOf: readonly number[]
}

/** In the order in which they begin: the smallest free slot that holds it; else the largest, grown. */
const packedInTurn = (lives: readonly Life[]): Packed => {
  const slots: number[] = []
  const slotOf: number[] = []
  const free = new Set<number>()
  const ending = new Map<number, number[]>()
  let past = 0
  for (const [i, { bytes, from, to }] of lives.entries()) {
    for (; past < from; past++) for (const slot of ending.get(past) ?? []) free.add(slot)
    const fitting = [...free].sort((a, b) => item(slots, a) - item(slots, b))
    const slot = fitting.find((one) => item(slots, one) >= bytes) ?? fitting.at(-1) ?? slots.length
    slots[slot] = Math.max(bytes, slots[slot] ?? 0)
    free.delete(slot)
    slotOf[i] = slot
    ending.set(to, [...(ending.get(to) ?? []), slot])
  }
  return { slots, slotOf }
}

/** Of slots only so many are looked at, the smallest ones. */
const lookedAt = 256

/** The largest first: the smallest slot that is free all the while; else one of its own (Pisarchyk, Lee 2020). */
const packedBySize = (lives: readonly Life[]): Packed => {
  const slots: number[] = []
  const slotOf: number[] = []
  /** By slot, lives in the order in which they begin. */
  const held: Life[][] = []
  const order = [...lives.keys()].sort((a, b) => item(lives, b).bytes - item(lives, a).bytes || a - b)
  for (const i of order) {
    const life = item(lives, i)
    let slot = slots.length
    let place = 0
    for (let one = slots.length - 1; one >= Math.max(0, slots.length - lookedAt); one--) {
      const others = item(held, one)
      const at = firstAfter(others, life.from)
      const [before, after] = [others[at - 1], others[at]]
      if ((before && before.to >= life.from) || (after && after.from <= life.to)) continue
      slot = one
      place = at
      break
    }
    if (slot === slots.length) {
      slots.push(life.bytes)
      held.push([])
    }
    item(held, slot).splice(place, 0, life)
    slotOf[i] = slot
  }
  return { slots, slotOf }
}

/** Where in the list the lives that begin later begin. */
const firstAfter = (lives: readonly Life[], from: number): number => {
  let [low, high] = [0, lives.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (item(lives, middle).from <= from) low = middle + 1
    else high = middle
  }
  return low
}

/** Slots for lives in the order in which they begin; of two ways that which needs less. */
export const packed = (lives: readonly Life[]): Packed => {
  const [inTurn, bySize] = [packedInTurn(lives), packedBySize(lives)]
  return total(bySize.slots) < total(inTurn.slots) ? bySize : inTurn
}
