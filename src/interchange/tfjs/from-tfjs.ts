import { check } from '../../index.js'
import { modelOf } from '../read/model.js'
import type { Apply, StatedAll } from '../read/signature.js'
import { tensorFrom, type Value } from '../read/value.js'
import { bytesOf, type TfjsBytes } from './bytes.js'
import { fail } from './fault.js'
import { graphFrom } from './graph.js'
import { entryOf, isJson, type Json, jsonOf } from './json.js'
import { layersFrom } from './layers.js'
import { manifestOf } from './manifest.js'
import type { Network } from './network.js'
import { constantsOf, type TfjsParameters } from './parameters.js'
import { runNetwork } from './run.js'
import type { TfjsTensor } from './signature.js'
import { storedIn } from './stored.js'

/**
 * What is known of the inputs of a model.
 *
 * @category Other engines
 */
export interface FromTfjsInputs<In extends StatedAll> {
  /** The shapes of the inputs, by their names in the file, with symbols where any size will do: `{ x: ['N', 224, 224, 3] }`. Where the dtype is not f32: `{ shape, dtype }`. */
  readonly inputs: In
}

/**
 * What is known of the inputs and the results of a model.
 *
 * @category Other engines
 */
export interface FromTfjsModel<In extends StatedAll, Out extends StatedAll> extends FromTfjsInputs<In> {
  /** The shapes of the results, as those of the inputs. */
  readonly outputs: Out
}

/**
 * A model of TensorFlow.js.
 *
 * @category Other engines
 */
export interface TfjsModel<In extends StatedAll = StatedAll, Out extends StatedAll = StatedAll> {
  /** What is learnt, by the names in the file. */
  readonly parameters: TfjsParameters
  /** The results by name, of inputs by name or in order. A pure function of tensors: it can be differentiated, mapped and jitted. */
  readonly apply: Apply<In, Out>
  /** What the file says of the inputs and the results, in order. */
  readonly inputs: readonly TfjsTensor[]
  readonly outputs: readonly TfjsTensor[]
  readonly metadata: TfjsMetadata
}

/**
 * What a file says of itself.
 *
 * @category Other engines
 */
export interface TfjsMetadata {
  readonly format: 'graph-model' | 'layers-model'
  readonly generatedBy: string
  readonly convertedBy: string
}

/** A file that is JSON, or what was read of one. */
const parsed = (what: string, model: unknown): unknown => {
  if (typeof model !== 'string') return model
  try {
    return JSON.parse(model)
  } catch (cause) {
    return fail(`${what} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, cause)
  }
}

const textIn = (file: Json, key: string): string => {
  const value = entryOf(file, key)
  return typeof value === 'string' ? value : ''
}

const signatureIn = (file: Json): unknown => {
  const metadata = entryOf(file, 'userDefinedMetadata')
  return (isJson(metadata) ? entryOf(metadata, 'signature') : undefined) ?? entryOf(file, 'signature')
}

const networkOf = (file: Json, weights: TfjsBytes): Pick<TfjsMetadata, 'format'> & { readonly network: Network } => {
  const topology = jsonOf('modelTopology', entryOf(file, 'modelTopology'))
  const { paths, specs } = manifestOf(entryOf(file, 'weightsManifest'))
  const stored = storedIn(bytesOf(weights, paths), specs)
  return entryOf(topology, 'node') === undefined
    ? { format: 'layers-model', network: layersFrom(topology, stored) }
    : { format: 'graph-model', network: graphFrom(topology, signatureIn(file), stored) }
}

/**
 * A model that was written for TensorFlow.js, a graph model or a layers model: an ordinary function of its parameters and its inputs, which is differentiated,
 * jitted, fine-tuned and exported like any other. `model` is what `model.json` holds, or its text; `weights` are the bytes of its shards in order, or a function that
 * gives those of a path. Numbers that were quantised to 8 or 16 bits become f32. Floats with axes are parameters, but for statistics and what shapes depend on.
 *
 * Results are those of `predict`: dropout does nothing, and statistics stay. Sizes that the file leaves open are those of the tensors that `apply` is called with. Shapes are
 * computed while it is traced: an input that decides about them is given as a number.
 *
 * What is stated of the inputs and the results is compared with the file, and gives `apply` its types.
 *
 * @throws InvalidArgument with the node or the layer at fault: if one is not known, or the file is broken. Nothing is allocated that the file has no bytes for
 * @see https://www.tensorflow.org/js/guide/save_load
 * @example
 * const { apply, parameters } = fromTfjs(json, shards, { inputs: { input: ['N', 224, 224, 3] } })
 * const run = jit(apply)
 * const { Identity } = run(parameters, { input: image })
 *
 * @category Other engines
 */
export function fromTfjs<const In extends StatedAll, const Out extends StatedAll>(
  model: unknown,
  weights: TfjsBytes,
  options: FromTfjsModel<In, Out>,
): TfjsModel<In, Out>
export function fromTfjs<const In extends StatedAll>(model: unknown, weights: TfjsBytes, options: FromTfjsInputs<In>): TfjsModel<In>
export function fromTfjs(model: unknown, weights: TfjsBytes): TfjsModel
export function fromTfjs(model: unknown, weights: TfjsBytes, given?: Partial<FromTfjsModel<StatedAll, StatedAll>>): TfjsModel {
  const options = check.options('fromTfjs', 'model, weights', given, ['inputs', 'outputs'])
  const file = jsonOf('the model', parsed('the model', model))
  const { format, network } = networkOf(file, weights)
  const constants = constantsOf(network)
  const run = (parameters: TfjsParameters, values: readonly Value[]): readonly Value[] =>
    runNetwork(network, values, constants.of(parameters))
  return {
    ...modelOf<never>('fromTfjs', { inputs: network.inputs, outputs: network.outputs, parameters: constants.initial, run }, options),
    metadata: { format, generatedBy: textIn(file, 'generatedBy'), convertedBy: textIn(file, 'convertedBy') },
  }
}

/**
 * The tensors of a weights manifest by name, where a package has that and no model: `manifest` is what the file holds, or its text, and `weights` the bytes of
 * its shards in order, or a function that gives those of a path.
 *
 * @throws InvalidArgument if the manifest is broken, or the sizes do not go with the bytes
 * @example const tree = fromTfjsWeights(manifest, bytes) // { 'conv0/filters': f32[3, 3, 16, 32], ... }
 *
 * @category Other engines
 */
export const fromTfjsWeights = (manifest: unknown, weights: TfjsBytes): TfjsParameters => {
  const { paths, specs } = manifestOf(parsed('the manifest', manifest))
  const stored = storedIn(bytesOf(weights, paths), specs)
  return Object.fromEntries([...stored].map(([name, known]) => [name, tensorFrom(known)]))
}
