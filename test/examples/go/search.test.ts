import { expect, it } from 'vitest'
import { beginning, boardOf, type Position } from '../../../examples/go/board.js'
import { symmetries } from '../../../examples/go/memory.js'
import { dirichlet, drawn, randomOf } from '../../../examples/go/random.js'
import { atRandom } from '../../../examples/go/rollout.js'
import { type Judge, search } from '../../../examples/go/search.js'
import { uctMove } from '../../../examples/go/uct.js'

/** It thinks nothing of anything. */
const indifferent: Judge = async (positions) => positions.map(({ board }) => ({ logits: new Float32Array(board.points + 1), value: 0 }))

it('wins by a pass where the other has passed and the area is enough, and does not where it is not', async () => {
  const passed = (komi: number): Position => {
    const board = boardOf(3, 3, komi)
    const stones = Int8Array.from([0, 1, 0, 1, 1, 1, 0, 1, 0])
    return { ...beginning(board), stones, hash: 1, turn: 1, passes: 1 }
  }
  for (const [komi, wins] of [
    [8.5, true],
    [9.5, false],
  ] as const) {
    const [tried = new Float32Array()] = await search([passed(komi)], indifferent, { visits: 200 })
    expect(tried.indexOf(Math.max(...tried)) === 9).toBe(wins)
    if (wins) expect(uctMove(passed(komi), 200, randomOf(0))).toBe(9)
  }
})

it('searches several positions as it searches each of them', async () => {
  const first = beginning(boardOf(3, 3, 0.5))
  const second = atRandom(first, randomOf(5))
  const together = await search([first, second], indifferent, { visits: 50 })
  for (const [i, position] of [first, second].entries())
    expect(together[i]).toEqual((await search([position], indifferent, { visits: 50 }))[0])
})

it('noise is a share of a whole, and equal seeds draw alike', () => {
  const shares = dirichlet(randomOf(1), 0.4, 10)
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
  expect(dirichlet(randomOf(1), 0.4, 10)).toEqual(shares)
  // The variance of a share of n is (1 - 1/n) / (n (n alpha + 1)).
  const random = randomOf(2)
  const many = Array.from({ length: 20_000 }, () => dirichlet(random, 0.4, 5)[0] ?? 0)
  const mean = many.reduce((sum, share) => sum + share, 0) / many.length
  const variance = many.reduce((sum, share) => sum + (share - mean) ** 2, 0) / many.length
  expect(mean).toBeCloseTo(0.2, 1)
  expect(Math.abs(variance - 0.16 / 3)).toBeLessThan(0.003)
})

it('draws as weights say', () => {
  const random = randomOf(3)
  const counts = [0, 0, 0]
  for (let i = 0; i < 10_000; i++) {
    const which = drawn(random, [1, 0, 3])
    counts[which] = (counts[which] ?? 0) + 1
  }
  expect(counts[1]).toBe(0)
  expect((counts[2] ?? 0) / 10_000).toBeCloseTo(0.75, 1)
})

it('turns and mirrors a board in eight ways', () => {
  const ways = symmetries(boardOf(3, 3, 0))
  expect(new Set(ways.map(String)).size).toBe(8)
  for (const way of ways) expect([...way].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  const beside = (a: number, b: number): boolean => boardOf(3, 3, 0).neighbours[a]?.includes(b) === true
  for (const way of ways)
    for (let a = 0; a < 9; a++) for (let b = 0; b < 9; b++) expect(beside(way[a] ?? 0, way[b] ?? 0)).toBe(beside(a, b))
})
