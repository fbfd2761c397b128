import { bySize, type Size } from '../kit/example.js'

/** How large everything is. */
export interface Settings {
  /** Rows and columns. */
  readonly board: number
  readonly komi: number
  readonly channels: number
  readonly blocks: number
  /** Rounds of games and learning. */
  readonly iterations: number
  /** Games in a round, played at once. */
  readonly games: number
  /** Positions looked at before a move, by every player that searches. */
  readonly visits: number
  /** Steps of learning in a round. */
  readonly steps: number
  /** Examples in a step. */
  readonly batch: number
  /** Lessons that are remembered. */
  readonly room: number
  /** Rounds from one measurement to the next, and games of it; at the end there are 200. */
  readonly measured: { readonly every: number; readonly games: number }
  readonly lastGames: number
}

const quick: Settings = {
  board: 3,
  komi: 6.5,
  channels: 8,
  blocks: 1,
  iterations: 8,
  games: 24,
  visits: 24,
  steps: 100,
  batch: 32,
  room: 2000,
  measured: { every: 8, games: 0 },
  lastGames: 40,
}

/** The boards, by what `--only` calls them. */
export const boards: Readonly<Record<'5x5' | '7x7', (size: Size) => Settings>> = {
  '5x5': (size) =>
    bySize<Settings>(
      size,
      quick,
      {
        board: 5,
        komi: 6.5,
        channels: 24,
        blocks: 2,
        iterations: 16,
        games: 48,
        visits: 40,
        steps: 60,
        batch: 64,
        room: 8000,
        measured: { every: 4, games: 40 },
        lastGames: 200,
      },
      {
        board: 5,
        komi: 6.5,
        channels: 32,
        blocks: 3,
        iterations: 80,
        games: 64,
        visits: 64,
        steps: 120,
        batch: 128,
        room: 20_000,
        measured: { every: 10, games: 60 },
        lastGames: 200,
      },
    ),
  '7x7': (size) =>
    bySize<Settings>(
      size,
      quick,
      {
        board: 7,
        komi: 8.5,
        channels: 24,
        blocks: 2,
        iterations: 8,
        games: 48,
        visits: 32,
        steps: 100,
        batch: 64,
        room: 10_000,
        measured: { every: 4, games: 40 },
        lastGames: 200,
      },
      {
        board: 7,
        komi: 8.5,
        channels: 48,
        blocks: 3,
        iterations: 120,
        games: 64,
        visits: 64,
        steps: 200,
        batch: 128,
        room: 40_000,
        measured: { every: 10, games: 60 },
        lastGames: 200,
      },
    ),
}
