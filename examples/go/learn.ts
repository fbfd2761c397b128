import { join } from 'node:path'
import { key } from 'typegrad'
import { adam, cosineDecay, trainState, trainStep } from 'typegrad/dsl'
import type { Setting } from '../kit/example.js'
import { type Board, boardOf } from './board.js'
import { keep, kept, type Progress } from './checkpoint.js'
import { chance, led, type Match, match, uct } from './match.js'
import { memoryFor, remember, study } from './memory.js'
import { judgeBy, lossOf, networkFor } from './network.js'
import { randomOf } from './random.js'
import type { Judge } from './search.js'
import { selfPlay } from './self-play.js'
import type { Settings } from './settings.js'

/** How good a network is: matches of the search that it leads. */
interface Strength {
  readonly chance: Match
  readonly uct: Match
}

const strengthOf = async (judge: Judge, board: Board, visits: number, games: number, seed: number): Promise<Strength> => {
  const random = randomOf(seed)
  const player = led(judge, visits)
  return {
    chance: await match([player, chance(random)], board, games),
    uct: await match([player, uct(visits, random)], board, games),
  }
}

/** What was learned of a board. */
interface Learned extends Strength {
  /** Games won against chance and against plain search, by rounds. */
  readonly curves: Readonly<Record<'chance' | 'uct', readonly (readonly [number, number])[]>>
  readonly iterations: number
}

/** Learns to play from nothing but the rules: rounds of games against itself, and of learning what the search found and who won. */
export const learn = async (name: string, settings: Settings, { size, seed, checkpoints, signal, log }: Setting): Promise<Learned> => {
  const { board: side, channels, blocks, iterations, games, visits, steps, batch, measured } = settings
  const board = boardOf(side, side, settings.komi)
  const network = networkFor(board, channels, blocks)
  const optimizer = adam(cosineDecay(2e-3, iterations * steps))
  const step = trainStep(network, { loss: lossOf, optimizer })
  const judging = judgeBy(network, board, games)
  const folder = join(checkpoints, name)
  const start: Progress = {
    state: trainState(network, { optimizer, key: key(seed) }),
    memory: memoryFor(board, settings.room),
    iteration: 0,
    strength: new Float32Array(2 * iterations).fill(Number.NaN),
  }
  let { state, memory, iteration, strength } = size === 'quick' ? start : await kept(folder, start)
  if (iteration > 0) log(`${side} x ${side}: goes on after round ${iteration}`)
  for (; iteration < iterations && !signal?.aborted; iteration++) {
    const random = randomOf(1000 * seed + iteration)
    const lessons = await selfPlay(judging(state.variables), { board, games, visits, random })
    memory = remember(memory, lessons)
    let loss = Number.NaN
    for (let i = 0; i < steps; i++) {
      const { x, y } = study(memory, batch, random)
      const [next, cost] = step(state, { x, y })
      state = next
      if (i === steps - 1) loss = await cost.item()
      for (const used of [x, y.moves, y.winner, cost]) used.dispose()
    }
    const said = `${side} x ${side}, round ${iteration + 1}: ${(lessons.length / games).toFixed(0)} moves a game, loss ${loss.toFixed(2)}`
    if ((iteration + 1) % measured.every === 0 && measured.games > 0) {
      const now = await strengthOf(judging(state.variables), board, visits, measured.games, seed + 1)
      strength = strength.with(2 * iteration, now.chance.won).with(2 * iteration + 1, now.uct.won)
      log(`${said}; wins ${now.chance.won.toFixed(0)} % against chance, ${now.uct.won.toFixed(0)} % against plain search`)
    } else log(said)
    if (size !== 'quick') await keep(folder, { state, memory, iteration: iteration + 1, strength })
  }
  const points = (which: number) => Array.from({ length: iteration }, (_, i) => [i + 1, strength[2 * i + which] ?? Number.NaN] as const)
  const last = await strengthOf(judging(state.variables), board, visits, settings.lastGames, seed + 2)
  return { ...last, curves: { chance: points(0), uct: points(1) }, iterations: iteration }
}
