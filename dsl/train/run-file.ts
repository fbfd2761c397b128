import { check, key as keyOf, scope, show, type Tree } from '../../src/index.js'
import { demandModel, demandOptimizer, demandRun } from '../check.js'
import type { AnyModel, Model } from '../model/model.js'
import type { Shapes } from '../one-or-many.js'
import type { Optimizer } from '../optimizers/optimizer.js'
import { CheckpointError } from '../weights/checkpoint-error.js'
import { filled, type ReadFile, read } from '../weights/load.js'
import { namesOf } from '../weights/place.js'
import { named, type Safetensors } from '../weights/safetensors.js'
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

/** @throws CheckpointError if the run in a file is not of such a model, or of such an optimiser */
const demandOneOf = (like: Tree, { tensors }: Safetensors): void => {
  const wanted = namesOf('loadRun', like)
  const is = (one: { readonly shape: readonly number[] } | undefined): string => (one ? show(one.shape) : 'missing')
  const others = [...new Set([...wanted.keys(), ...tensors.keys()])].filter((name) => is(wanted.get(name)) !== is(tensors.get(name)))
  const ofModel = others.find((name) => name.startsWith('variables/'))
  const first = ofModel ?? others[0]
  if (first !== undefined)
    throw new CheckpointError(
      `loadRun: the run is of another ${ofModel === undefined ? 'optimizer' : 'model'}; pass the one that it was made with: ${named(first)} is ${is(tensors.get(first))} in the file, ${is(wanted.get(first))} here`,
    )
}

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
    const state = scope(() => {
      const template = like()
      demandOneOf(template, file)
      return filled(template, file)
    }) as Run['state'] // a tree like that
    return { variables: state.variables, state, place, history }
  }) as LoadRun // the state is one of the model
