import { type Board, type Colour, hashOf, type Position } from './board.js'

/* The rules of Go: Tromp and Taylor's, but that suicide is forbidden. A move to a point surrounds, and takes what has no liberty left; it may not leave its own stones without one, nor bring
about stones that were on the board before (positional superko). Two passes end a game, and area counts: stones, and the empty points that only one colour reaches. */

/** The stones of the chain at a point if it has no liberty; nothing if it has one. */
export const withoutLiberty = ({ neighbours }: Board, stones: Int8Array, point: number): readonly number[] | undefined => {
  const chain = [point]
  for (const stone of chain)
    for (const next of neighbours[stone] ?? []) {
      if (stones[next] === 0) return undefined
      if (stones[next] === stones[point] && !chain.includes(next)) chain.push(next)
    }
  return chain
}

/** Whether such stones were on the board before. */
const repeats = (position: Position, stones: Int8Array, hash: number): boolean => {
  for (let past: Position | undefined = position; past; past = past.before)
    if (past.hash === hash && past.stones.every((stone, point) => stone === stones[point])) return true
  return false
}

/** The position after a move; nothing if the move is against the rules. */
export const play = (position: Position, move: number): Position | undefined => {
  const { board, turn, moves } = position
  const next = { board, turn: -turn as Colour, last: move, moves: moves + 1, before: position } // the other of the two
  if (move === board.points) return { ...next, stones: position.stones, hash: position.hash, passes: position.passes + 1 }
  if (position.stones[move] !== 0) return undefined
  const stones = position.stones.slice()
  stones[move] = turn
  let hash = position.hash ^ hashOf(move, turn)
  for (const beside of board.neighbours[move] ?? [])
    if (stones[beside] === -turn)
      for (const taken of withoutLiberty(board, stones, beside) ?? []) {
        stones[taken] = 0
        hash ^= hashOf(taken, -turn)
      }
  if (withoutLiberty(board, stones, move) || repeats(position, stones, hash)) return undefined
  return { ...next, stones, hash, passes: 0 }
}

/** A game ends with two passes; or, so that every game does, after three moves for each point. */
export const over = ({ board, passes, moves }: Position): boolean => passes >= 2 || moves >= 3 * board.points

/** Black's area less white's. */
export const area = ({ board, stones }: Pick<Position, 'board' | 'stones'>): number => {
  const met = new Set<number>()
  let sum = 0
  for (let point = 0; point < board.points; point++) {
    const stone = stones[point] ?? 0
    sum += stone
    if (stone !== 0 || met.has(point)) continue
    const [region, colours] = [[point], new Set<number>()]
    met.add(point)
    for (const empty of region)
      for (const next of board.neighbours[empty] ?? []) {
        if (stones[next] !== 0) colours.add(stones[next] ?? 0)
        else if (!met.has(next)) {
          met.add(next)
          region.push(next)
        }
      }
    const [only = 0] = colours
    if (colours.size === 1) sum += only * region.length
  }
  return sum
}

/** Who has won a game that is over. */
export const winner = (position: Position): Colour => (area(position) > position.board.komi ? 1 : -1)
