import { access, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { tensor } from 'typegrad'
import type { TrainState, VariablesOf } from 'typegrad/dsl'
import { load, save } from 'typegrad/node'
import type { Memory } from './memory.js'
import type { Network } from './network.js'

/** All that learning goes on from. */
export interface Progress {
  readonly state: TrainState<VariablesOf<Network>['params'], VariablesOf<Network>['state']>
  readonly memory: Memory
  /** Rounds that are done. */
  readonly iteration: number
  /** Games won against chance and against plain search after each round, in per cent; NaN where that was not measured. */
  readonly strength: Float32Array
}

const treeOf = ({ state, memory, iteration, strength }: Progress) => ({
  state,
  seen: tensor(memory.seen),
  moves: tensor(memory.moves),
  winners: tensor(memory.winners),
  strength: tensor(strength),
  place: tensor([iteration, memory.count], { dtype: 'i32' }),
})

const fileIn = (folder: string): string => join(folder, 'progress.safetensors')

/** Writes it as one file, whole or not at all. */
export const keep = async (folder: string, progress: Progress): Promise<void> => {
  await mkdir(folder, { recursive: true })
  await save(treeOf(progress), fileIn(folder))
}

/** What was kept in a folder, or where to begin if nothing was. */
export const kept = async (folder: string, first: Progress): Promise<Progress> => {
  const there = await access(fileIn(folder)).then(
    () => true,
    () => false,
  )
  if (!there) return first
  const { state, seen, moves, winners, strength, place } = await load(treeOf(first), fileIn(folder))
  const [iteration = 0, count = 0] = await place.data()
  const memory = { ...first.memory, count, seen: await seen.data(), moves: await moves.data(), winners: await winners.data() }
  return { state, memory, iteration, strength: await strength.data() }
}
