import type { Board, Position } from './board.js'
import { drawn, type Random } from './random.js'
import { opened } from './rollout.js'
import { over, play, winner } from './rules.js'
import { type Judge, search } from './search.js'

/** What a game teaches of one of its positions. */
export interface Lesson {
  readonly position: Position
  /** The share of tries that each move had in the search. */
  readonly moves: Float32Array
  /** 1 if who moved won, else -1. */
  readonly winner: 1 | -1
}

/** How to play against oneself. */
export interface SelfPlay {
  readonly board: Board
  readonly games: number
  readonly visits: number
  readonly random: Random
}

/** Games of a network against itself, all at once, that begin with none to two moves by chance. In the opening moves are drawn as often as the search tried them, later the one tried most is made. */
export const selfPlay = async (judge: Judge, { board, games, visits, random }: SelfPlay): Promise<readonly Lesson[]> => {
  const opening = Math.ceil(board.points / 3)
  const lessons: Lesson[] = []
  let playing = Array.from({ length: games }, (_, game) => ({ at: opened(board, game % 3, random), seen: [] as Omit<Lesson, 'winner'>[] }))
  while (playing.length > 0) {
    const tried = await search(
      playing.map(({ at }) => at),
      judge,
      { visits, noise: random },
    )
    playing = playing.flatMap(({ at, seen }, game) => {
      const counts = tried[game] ?? new Float32Array()
      const move = at.moves < opening ? drawn(random, counts) : counts.indexOf(Math.max(...counts))
      const next = play(at, move)
      if (!next) throw new Error(`the search tried ${move}, which is against the rules`)
      const after = [...seen, { position: at, moves: counts.map((count) => count / visits) }]
      if (!over(next)) return [{ at: next, seen: after }]
      const won = winner(next)
      lessons.push(...after.map((lesson) => ({ ...lesson, winner: won === lesson.position.turn ? (1 as const) : (-1 as const) })))
      return []
    })
  }
  return lessons
}
