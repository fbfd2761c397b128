import { type Tensor, tensor } from 'typegrad'

/** Stretches of a text, and what comes next at each place. */
export interface Stretch {
  readonly x: Tensor<[number, number], 'i32'>
  readonly y: Tensor<[number, number], 'i32'>
}

/** Stands where nothing comes next: behind the end. */
export const nothing = -1

/**
 * A text cut into so many pieces that are read side by side, `steps` characters at a time: each row goes on where it ended before. What comes next is `nothing`
 * behind the end of a piece.
 */
export function* streams(text: Int32Array, count: number, steps: number): Generator<Stretch> {
  const length = Math.ceil((text.length - 1) / count)
  for (let from = 0; from < length; from += steps) {
    const rows = Array.from({ length: count * steps }, (_, i) => {
      const place = from + (i % steps)
      return place < length ? Math.floor(i / steps) * length + place : text.length
    })
    const shape = [count, steps] as const
    const values = (ahead: number, beyond: number): Int32Array => Int32Array.from(rows, (place) => text[place + ahead] ?? beyond)
    yield { x: tensor(values(0, 0), { shape }), y: tensor(values(1, nothing), { shape }) }
  }
}
