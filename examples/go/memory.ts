import { type Tensor, tensor } from 'typegrad'
import type { Board } from './board.js'
import { planes, sizeOf, write } from './network.js'
import type { Random } from './random.js'
import type { Lesson } from './self-play.js'

/** The last lessons, as many as there is room for. */
export interface Memory {
  readonly board: Board
  readonly room: number
  /** How many there were in all; those that do not fit any more were written over. */
  readonly count: number
  readonly seen: Float32Array
  readonly moves: Float32Array
  readonly winners: Float32Array
}

export const memoryFor = (board: Board, room: number): Memory => ({
  board,
  room,
  count: 0,
  seen: new Float32Array(room * sizeOf(board)),
  moves: new Float32Array(room * (board.points + 1)),
  winners: new Float32Array(room),
})

/** Writes lessons where the oldest are. */
export const remember = (memory: Memory, lessons: readonly Lesson[]): Memory => {
  for (const [i, { position, moves, winner }] of lessons.entries()) {
    const place = (memory.count + i) % memory.room
    write(position, memory.seen, place)
    memory.moves.set(moves, place * moves.length)
    memory.winners[place] = winner
  }
  return { ...memory, count: memory.count + lessons.length }
}

/** Where the points of a square board go when it is turned and mirrored, in each of the eight ways. */
export const symmetries = ({ rows: n }: Board): readonly (readonly number[])[] =>
  [0, 1, 2, 3, 4, 5, 6, 7].map((way) =>
    Array.from({ length: n * n }, (_, point) => {
      let [row, column] = [Math.floor(point / n), point % n]
      if (way & 1) column = n - 1 - column
      if (way & 2) row = n - 1 - row
      if (way & 4) [row, column] = [column, row]
      return row * n + column
    }),
  )

/** Lessons to learn from in a step: the network's input and its two targets. */
export interface StudyBatch {
  readonly x: Tensor<[number, number, number, number]>
  readonly y: { readonly moves: Tensor<[number, number]>; readonly winner: Tensor<[number, 1]> }
}

/** So many lessons, drawn, each turned and mirrored in one of the eight ways. */
export const study = ({ board, room, count, seen, moves, winners }: Memory, size: number, random: Random): StudyBatch => {
  const [ways, points] = [symmetries(board), board.points]
  const x = new Float32Array(size * points * planes)
  const [tried, won] = [new Float32Array(size * (points + 1)), new Float32Array(size)]
  for (let i = 0; i < size; i++) {
    const lesson = Math.floor(random() * Math.min(room, count))
    const way = ways[Math.floor(random() * ways.length)] ?? []
    for (const [point, to] of way.entries()) {
      for (let plane = 0; plane < planes; plane++)
        x[(i * points + to) * planes + plane] = seen[(lesson * points + point) * planes + plane] ?? 0
      tried[i * (points + 1) + to] = moves[lesson * (points + 1) + point] ?? 0
    }
    tried[i * (points + 1) + points] = moves[lesson * (points + 1) + points] ?? 0
    won[i] = winners[lesson] ?? 0
  }
  return {
    x: tensor(x, { shape: [size, board.rows, board.columns, planes] }),
    y: { moves: tensor(tried, { shape: [size, points + 1] }), winner: tensor(won, { shape: [size, 1] }) },
  }
}
