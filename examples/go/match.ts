import { type Board, beginning, type Position } from './board.js'
import type { Random } from './random.js'
import { atRandom } from './rollout.js'
import { over, play, winner } from './rules.js'
import { type Judge, search } from './search.js'
import { uctMove } from './uct.js'

/** Who makes a move in each of several games. */
export type Player = (positions: readonly Position[]) => Promise<readonly number[]>

/** Moves by chance, that are legal and fill no eye of one's own. */
export const chance =
  (random: Random): Player =>
  async (positions) =>
    positions.map((position) => atRandom(position, random).last ?? position.board.points)

/** Plain Monte Carlo tree search of so many games by chance for a move. */
export const uct =
  (visits: number, random: Random): Player =>
  async (positions) =>
    positions.map((position) => uctMove(position, visits, random))

/** The move that a search led by a network tried most. */
export const led =
  (judge: Judge, visits: number): Player =>
  async (positions) =>
    (await search(positions, judge, { visits })).map((counts) => counts.indexOf(Math.max(...counts)))

/** Games between two players, who have black in half of them each. */
export interface Match {
  /** The share of games that the first player won, in per cent. */
  readonly won: number
  /** The first of the games. */
  readonly game: Position
}

/** Plays so many games at once, from the empty board; the first player has black in every other. */
export const match = async ([first, second]: readonly [Player, Player], board: Board, games: number): Promise<Match> => {
  const at = Array.from({ length: games }, (_, game) => ({ position: beginning(board), colour: game % 2 === 0 ? 1 : -1 }))
  for (let turn = 0; at.some(({ position }) => !over(position)); turn = 1 - turn) {
    const player = turn === 0 ? first : second
    const own = at.filter(({ position, colour }) => !over(position) && (position.turn === colour) === (turn === 0))
    const moves = own.length > 0 ? await player(own.map(({ position }) => position)) : []
    for (const [i, game] of own.entries()) {
      const next = play(game.position, moves[i] ?? board.points)
      if (!next) throw new Error(`a player made the move ${moves[i]}, which is against the rules`)
      game.position = next
    }
  }
  const wins = at.filter(({ position, colour }) => winner(position) === colour).length
  return { won: (100 * wins) / games, game: at[0]?.position ?? beginning(board) }
}
