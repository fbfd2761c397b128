import { type Board, beginning, type Position } from './board.js'
import type { Random } from './random.js'
import { over, play, winner } from './rules.js'

/** Whether a point is an eye of who moves: his stones around it, and no more than one of the other's at its corners, none at the edge. */
const eye = ({ board, stones, turn }: Position, point: number): boolean => {
  const [beside = [], corners = []] = [board.neighbours[point], board.diagonals[point]]
  if (beside.some((next) => stones[next] !== turn)) return false
  const lost = corners.filter((next) => stones[next] === -turn).length
  return lost <= (corners.length < 4 ? 0 : 1)
}

/** The position after a move by chance: any that is legal and fills no eye of one's own, each as likely; a pass where there is none. */
export const atRandom = (position: Position, random: Random): Position => {
  const { board, stones } = position
  const empty: number[] = []
  for (let point = 0; point < board.points; point++) if (stones[point] === 0) empty.push(point)
  while (empty.length > 0) {
    const i = Math.floor(random() * empty.length)
    const point = empty[i] ?? 0
    const next = eye(position, point) ? undefined : play(position, point)
    if (next) return next
    empty[i] = empty.at(-1) ?? 0
    empty.pop()
  }
  const passed = play(position, board.points)
  if (passed) return passed
  throw new Error('a pass is always legal')
}

/** Who wins if both move by chance from here on. */
export const rollout = (position: Position, random: Random): 1 | -1 => {
  let at = position
  while (!over(at)) at = atRandom(at, random)
  return winner(at)
}

/** A board on which so many moves were made by chance. */
export const opened = (board: Board, moves: number, random: Random): Position => {
  let position = beginning(board)
  for (let i = 0; i < moves; i++) position = atRandom(position, random)
  return position
}
