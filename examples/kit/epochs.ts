import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { load, save } from 'typegrad/node'
import type { Setting } from './example.js'

/** What a loop of epochs has come to. */
export interface Epochs<S, M> {
  readonly state: S
  /** What was measured after each epoch. */
  readonly history: readonly M[]
  /** Where it was broken off, if it was: `after epoch 3 of 10`. */
  readonly cut?: string
}

/**
 * Epochs of a loop of one's own. Each makes a state, a tree of tensors, of that before it, and measures something that JSON can hold. State and measures are kept after each, so that a run that is broken off
 * goes on after its last whole epoch; 'quick' runs keep none. An epoch may give nothing where the signal is aborted in its midst: what it did is then left out.
 *
 * @throws the signal's reason if that was the first epoch
 * @example const { state, history } = await epochsOf(setting, 'cd-1', 10, first, async (state, epoch) => [await pass(state), await measured(state)])
 */
export const epochsOf = async <S, M>(
  { checkpoints, log, signal, size }: Setting,
  name: string,
  epochs: number,
  first: S,
  epoch: (state: S, epoch: number) => Promise<readonly [S, M] | undefined>,
): Promise<Epochs<S, M>> => {
  const list = join(checkpoints, `${name}.json`)
  const tensors = (count: number): string => join(checkpoints, `${name}-${count}.safetensors`)
  const history = size === 'quick' ? [] : await readHistory<M>(list)
  let state = history.length === 0 ? first : await load(first, tensors(history.length))
  if (history.length > 0) log(`${name}: goes on after epoch ${history.length} of ${epochs}`)
  while (history.length < epochs && !signal?.aborted) {
    const made = await epoch(state, history.length + 1)
    if (made === undefined) {
      if (history.length === 0 || size === 'quick') throw signal?.reason
      state = await load(first, tensors(history.length)) // the epoch may have used up what it was given
      break
    }
    const [next, measured] = made
    state = next
    history.push(measured)
    if (size === 'quick') continue
    // The list last: what it names is there.
    await mkdir(checkpoints, { recursive: true })
    await save(state, tensors(history.length))
    await writeFile(`${list}.new`, JSON.stringify(history))
    await rename(`${list}.new`, list)
    await rm(tensors(history.length - 1), { force: true })
  }
  return { state, history, ...(history.length < epochs && { cut: `after epoch ${history.length} of ${epochs}` }) }
}

const readHistory = async <M>(file: string): Promise<M[]> => {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]'
    throw error
  })
  return JSON.parse(text) as M[] // as it was written here
}
