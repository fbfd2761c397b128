import { check, key as keyOf, scope, type Tree } from '../../src/index.js'
import { demandModel, demandOptimizer, demandRun } from '../check.js'
import type { AnyModel, Model } from '../model/model.js'
import type { Shapes } from '../one-or-many.js'
import type { Optimizer } from '../optimizers/optimizer.js'
import { CheckpointError } from '../weights/checkpoint-error.js'
import { filled, type ReadFile, read } from '../weights/load.js'
import { saveWith, type WriteFile } from '../weights/save.js'
import type { Source, Target } from '../weights/stores.js'
import type { Run } from './callbacks.js'
import type { Epoch } from './progress.js'
import { trainState } from './train-step.js'

/** Under which name the metadata of a file has what of a run is no tensor. */
const metadataName = 'typegrad.run'

/** Numbers that JSON has not are texts in it. */
const toJson = (_: string, value: unknown): unknown => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value)
const fromJson = (_: string, value: unknown): unknown =>
  typeof value === 'string' && /^(NaN|-?Infinity)$/.test(value) ? Number(value) : value

/**
 * `saveRun`, where files are written so.
 *
 * @category Training
 */
export const saveRunWith = (writeFile: WriteFile) => {
  const save = saveWith(writeFile)
  return async (run: Run, target: string | Target): Promise<void> => {
    check.located(() => demandRun('saveRun', 'the first argument', run))
    const { state, place, history } = run
    await save(state as Tree, target, { metadata: { [metadataName]: JSON.stringify({ place, history }, toJson) } }) // a state is a tree
  }
}

/** Place and history, as they were written. @throws CheckpointError */
const told = (text: string | undefined): Pick<Run, 'place' | 'history'> => {
  if (text === undefined)
    throw new CheckpointError("loadRun: the file holds no run; weights alone are loaded by load, and trained on as fit's variables")
  let found: unknown
  try {
    found = JSON.parse(text, fromJson)
  } catch (cause) {
    throw new CheckpointError(`loadRun: what the file tells of the run is no JSON`, { cause })
  }
  if (!isTold(found)) throw new CheckpointError('loadRun: what the file tells of the run is no place and no history')
  return found
}

const isRecord = (given: unknown): given is Readonly<Record<string, unknown>> => typeof given === 'object' && given !== null

const isTold = (given: unknown): given is Pick<Run, 'place' | 'history'> =>
  isRecord(given) &&
  isRecord(given.place) &&
  [Number(given.place.epoch) - 1, given.place.step].every((n) => Number.isSafeInteger(n) && Number(n) >= 0) && // epochs count from 1
  Array.isArray(given.history) &&
  given.history.every(isEpoch)

const isEpoch = (given: unknown): given is Epoch =>
  isRecord(given) &&
  [given.epoch, given.epochs, given.seconds].every((n) => typeof n === 'number') &&
  [given.train, given.validation ?? {}].every((part) => isRecord(part) && Object.values(part).every((n) => typeof n === 'number'))

/**
 * Reads a run of a model and an optimiser.
 *
 * @category Training
 */
export type LoadRun = <In extends Shapes, Out extends Shapes, Params, State>(
  model: Model<In, Out, Params, State>,
  optimizer: Optimizer,
  source: string | { readonly href: string } | Source,
) => Promise<Run<Params, State>>

/**
 * `loadRun`, where files are read so.
 *
 * @category Training
 */
export const loadRunWith = (readFile: ReadFile): LoadRun =>
  (async (model: AnyModel, optimizer: Optimizer, source: string | { readonly href: string } | Source): Promise<Run> => {
    demandModel('loadRun', model)
    demandOptimizer('loadRun', optimizer)
    const file = await read(source, readFile)
    const { place, history } = told(file.metadata.get(metadataName))
    const precision = file.tensors.has('scale/factor') ? 'mixed' : 'f32'
    const like = () => trainState(model as never, { optimizer, key: keyOf(0), precision })
    const state = scope(() => filled(like(), file)) as Run['state'] // a tree like that
    return { variables: state.variables, state, place, history }
  }) as LoadRun // the state is one of the model
