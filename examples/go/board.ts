/* Boards of Go, and the positions on them. Points are numbered row by row; the number after the last is a pass. */

/** 1 is black, -1 is white; on a board 0 is an empty point. */
export type Colour = 1 | -1

/** A board without stones. */
export interface Board {
  readonly rows: number
  readonly columns: number
  /** How many points there are, and the number of a pass. */
  readonly points: number
  /** What white has ahead, as black moves first. */
  readonly komi: number
  /** Points beside each point. */
  readonly neighbours: readonly (readonly number[])[]
  /** Points that touch a corner of each point. */
  readonly diagonals: readonly (readonly number[])[]
}

/** A position: the stones, whose turn it is, and how it came about. */
export interface Position {
  readonly board: Board
  readonly stones: Int8Array
  readonly turn: Colour
  /** The move that led here. */
  readonly last: number | undefined
  /** How many passes did, one after the other. */
  readonly passes: number
  readonly moves: number
  /** Equal stones have equal numbers. */
  readonly hash: number
  readonly before: Position | undefined
}

export const boardOf = (rows: number, columns: number, komi: number): Board => {
  const reached = (steps: readonly (readonly [number, number])[]) =>
    Array.from({ length: rows * columns }, (_, point) =>
      steps.flatMap(([down, right]) => {
        const [row, column] = [Math.floor(point / columns) + down, (point % columns) + right]
        return row >= 0 && row < rows && column >= 0 && column < columns ? [row * columns + column] : []
      }),
    )
  const neighbours = reached([
    [-1, 0],
    [0, -1],
    [0, 1],
    [1, 0],
  ])
  const diagonals = reached([
    [-1, -1],
    [-1, 1],
    [1, -1],
    [1, 1],
  ])
  return { rows, columns, points: rows * columns, komi, neighbours, diagonals }
}

/** The empty board. */
export const beginning = (board: Board): Position => ({
  board,
  stones: new Int8Array(board.points),
  turn: 1,
  last: undefined,
  passes: 0,
  moves: 0,
  hash: 0,
  before: undefined,
})

/** A stone's part in the hash of a position: Zobrist, A new hashing method with application for game playing, 1970. */
export const hashOf = (point: number, colour: number): number => {
  const mixed = Math.imul((2 * point + (colour > 0 ? 1 : 0) + 1) ^ 0x5bd1e995, 0x9e3779b1)
  const again = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca77)
  return again ^ (again >>> 13)
}
