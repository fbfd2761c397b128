import { describe, expect, it } from 'vitest'
import { type Board, beginning, boardOf, type Position } from '../../../examples/go/board.js'
import { randomOf } from '../../../examples/go/random.js'
import { atRandom } from '../../../examples/go/rollout.js'
import { area, over, play, winner, withoutLiberty } from '../../../examples/go/rules.js'

/** A position as it is drawn: X is black, O is white. */
const drawnAs = (rows: readonly string[], turn: 1 | -1 = 1, komi = 0): Position => {
  const board = boardOf(rows.length, rows[0]?.length ?? 0, komi)
  const stones = Int8Array.from([...rows.join('')], (point) => ({ X: 1, O: -1 })[point] ?? 0)
  return { ...beginning(board), stones, turn, hash: 1 }
}

const shown = ({ board, stones }: Position): readonly string[] =>
  Array.from({ length: board.rows }, (_, row) =>
    Array.from(stones.slice(row * board.columns, (row + 1) * board.columns), (stone) => '.XO'.at(stone) ?? '').join(''),
  )

const legal = (position: Position | undefined): Position => {
  if (!position) throw new Error('the move is against the rules')
  return position
}

/** The position after moves, all of which are legal. */
const moved = (board: Board, moves: readonly number[]): Position => moves.reduce((at, move) => legal(play(at, move)), beginning(board))

/** How many arrangements of stones leave each chain a liberty. */
const legalPositions = (rows: number, columns: number): number => {
  const board = boardOf(rows, columns, 0)
  const stones = new Int8Array(board.points)
  let count = 0
  const fill = (point: number): void => {
    if (point === board.points) {
      if (stones.every((stone, at) => stone === 0 || !withoutLiberty(board, stones, at))) count++
      return
    }
    for (const stone of [0, 1, -1]) {
      stones[point] = stone
      fill(point + 1)
    }
  }
  fill(0)
  return count
}

/** How many games begin here, whoever moves: sequences of stones of either colour by which no position comes about twice. */
const games = (position: Position): number => {
  let count = 1
  for (const turn of [1, -1] as const)
    for (let point = 0; point < position.board.points; point++) {
      const next = play({ ...position, turn }, point)
      if (next) count += games(next)
    }
  return count
}

/** Every arrangement of stones that games come to, whoever moves. */
const reached = (from: Position): number => {
  const met = new Map([[from.stones.join(), from]])
  for (const position of met.values())
    for (const turn of [1, -1] as const)
      for (let point = 0; point < position.board.points; point++) {
        const next = play({ ...position, turn, before: undefined }, point)
        if (next && !met.has(next.stones.join())) met.set(next.stones.join(), next)
      }
  return met.size
}

// Tromp, Farnebäck, Combinatorics of Go, 2007: tables of legal positions and of games.
describe('Combinatorics of Go', () => {
  it.each([
    [1, 1, 1],
    [1, 2, 5],
    [1, 3, 15],
    [2, 2, 57],
    [2, 3, 489],
    [3, 3, 12_675],
  ])('on %i x %i there are %i legal positions', (rows, columns, count) => {
    expect(legalPositions(rows, columns)).toBe(count)
  })

  it('games come to all of them', () => {
    for (const [rows, columns] of [
      [1, 2],
      [1, 3],
      [2, 2],
      [2, 3],
    ] as const)
      expect(reached(beginning(boardOf(rows, columns, 0)))).toBe(legalPositions(rows, columns))
  })

  it.each([
    [1, 1, 1],
    [1, 2, 9],
    [1, 3, 907],
  ])('on %i x %i there are %i games', (rows, columns, count) => {
    expect(games(beginning(boardOf(rows, columns, 0)))).toBe(count)
  })
})

describe('a move', () => {
  it('takes all chains that have no liberty left', () => {
    expect(shown(legal(play(drawnAs(['.XO.', 'XO.X', '.XX.']), 6)))).toEqual(['.XO.', 'X.XX', '.XX.'])
    expect(shown(legal(play(drawnAs(['XOX.O', 'XO.OX', 'XOX.X']), 7)))).toEqual(['X.X.O', 'X.XOX', 'X.X.X'])
  })

  it('may be made where it takes before it would be taken', () => {
    expect(shown(legal(play(drawnAs(['.OX', 'OX.', 'X..']), 0)))).toEqual(['X.X', '.X.', 'X..'])
  })

  it('is refused on a stone, as suicide of one stone, and of several', () => {
    expect(play(drawnAs(['X..']), 0)).toBeUndefined()
    expect(play(drawnAs(['.O.', 'O..', '...']), 0)).toBeUndefined()
    expect(play(drawnAs(['X.O', 'OO.', '...']), 1)).toBeUndefined()
  })

  it('is refused where it takes back a ko, until the rest of the board has changed', () => {
    const ko = moved(boardOf(4, 5, 0), [1, 2, 5, 8, 11, 12, 7, 6])
    expect(shown(ko)).toEqual(['.XO..', 'XO.O.', '.XO..', '.....'])
    expect(play(ko, 7)).toBeUndefined()
    const elsewhere = legal(play(legal(play(ko, 19)), 15))
    expect(shown(legal(play(elsewhere, 7)))).toEqual(['.XO..', 'X.XO.', '.XO..', 'O...X'])
  })
})

describe('a game', () => {
  it('ends with two passes', () => {
    const board = boardOf(3, 3, 0)
    expect([[9], [9, 4, 9], [4, 9, 9]].map((moves) => over(moved(board, moves)))).toEqual([false, false, true])
  })

  it('ends, however it is played', () => {
    const random = randomOf(0)
    let position = beginning(boardOf(4, 4, 0))
    while (!over(position)) position = atRandom(position, random)
    expect(position.moves).toBeLessThanOrEqual(48)
  })

  it('counts stones and what only one colour reaches', () => {
    expect(area(drawnAs(['.....', '.....']))).toBe(0)
    expect(area(drawnAs(['..X..', '.....']))).toBe(10)
    expect(area(drawnAs(['.XO..', '.XO..']))).toBe(4 - 6)
    expect(area(drawnAs(['.X.O.', '.X.O.']))).toBe(0)
    expect([2.5, 3.5].map((komi) => winner(drawnAs(['X.X', 'X.X', '.OO'], 1, komi)))).toEqual([-1, -1])
    expect([3.5, 4.5].map((komi) => winner(drawnAs(['.XO', '.XO', '.X.'], 1, komi)))).toEqual([1, -1])
  })
})
