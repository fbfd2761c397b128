import { fromBinary } from '@bufbuild/protobuf'
import { check } from '../../../index.js'
import { modelOf } from '../../read/model.js'
import type { Apply, StatedAll } from '../../read/signature.js'
import type { Value } from '../../read/value.js'
import { type ModelProto, ModelProtoSchema } from '../onnx_pb.js'
import { declared } from './declared.js'
import { fail } from './fault.js'
import { functionKey, mostRead, opsetOf } from './file.js'
import { graphFrom } from './graph.js'
import { constantsOf } from './parameters.js'
import { mostNodes, runGraph } from './run.js'
import type { OnnxParameters, OnnxTensor } from './signature.js'
import type { External } from './stored.js'

/**
 * How a file is read.
 *
 * @category Other engines
 */
export interface FromOnnxOptions {
  /** Gives the bytes of a file beside the model, for tensors that lie there. */
  readonly external?: External
}

/**
 * How a file is read, and what is known of its inputs.
 *
 * @category Other engines
 */
export interface FromOnnxInputs<In extends StatedAll> extends FromOnnxOptions {
  /** The shapes of the inputs, by their names in the file, with symbols where any size will do: `{ x: ['N', 3, 224, 224] }`. Where the dtype is not f32: `{ shape, dtype }`. */
  readonly inputs: In
}

/**
 * How a file is read, and what is known of its inputs and its results.
 *
 * @category Other engines
 */
export interface FromOnnxModel<In extends StatedAll, Out extends StatedAll> extends FromOnnxInputs<In> {
  /** The shapes of the results, as those of the inputs. */
  readonly outputs: Out
}

/**
 * A model of a file.
 *
 * @category Other engines
 */
export interface OnnxModel<In extends StatedAll = StatedAll, Out extends StatedAll = StatedAll> {
  /** What is learnt, by the names in the file. */
  readonly parameters: OnnxParameters
  /** The results by name, of inputs by name or in order. A pure function of tensors: it can be differentiated, mapped and jitted. */
  readonly apply: Apply<In, Out>
  /** What the file says of the inputs and the results, in order. */
  readonly inputs: readonly OnnxTensor[]
  readonly outputs: readonly OnnxTensor[]
  readonly metadata: OnnxMetadata
}

/**
 * What a file says of itself.
 *
 * @category Other engines
 */
export interface OnnxMetadata {
  readonly opset: number
  readonly producer: string
  readonly producerVersion: string
  readonly description: string
  readonly graph: string
  readonly properties: { readonly [key: string]: string }
}

const decoded = (bytes: Uint8Array): ModelProto => {
  try {
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false })
  } catch (cause) {
    return fail(`the ${bytes.length} bytes are no ONNX model: ${cause instanceof Error ? cause.message : String(cause)}`, cause)
  }
}

/**
 * A model that other tools have written as ONNX: an ordinary function of its parameters and its inputs, which is differentiated, jitted, fine-tuned and exported
 * like any other. Floats of the file are parameters, but for single numbers, statistics and what shapes depend on; f64 becomes f32, and whole numbers are `i32` or `u32`,
 * as those of 64 bits have to fit into.
 *
 * Sizes that the file leaves open are those of the tensors that `apply` is called with. Shapes are computed while it is traced, so what they depend on has to be
 * known then: an input that decides about them, or about a branch, is given as a number, `apply(parameters, { x, rate: 16000 })`.
 *
 * What is stated of the inputs and the results is compared with the file, and gives `apply` its types.
 *
 * @throws InvalidArgument with the node at fault: if an operator is not known, or the file is broken. Nothing is allocated that the file has no bytes for
 * @see https://onnx.ai/onnx/repo-docs/IR.html
 * @example
 * const { apply, parameters } = fromOnnx(bytes, { inputs: { x: ['N', 3, 48, 192] } })
 * const run = jit(apply)
 * const { y } = run(parameters, { x })
 *
 * @category Other engines
 */
export function fromOnnx<const In extends StatedAll, const Out extends StatedAll>(
  bytes: Uint8Array,
  options: FromOnnxModel<In, Out>,
): OnnxModel<In, Out>
export function fromOnnx<const In extends StatedAll>(bytes: Uint8Array, options: FromOnnxInputs<In>): OnnxModel<In>
export function fromOnnx(bytes: Uint8Array, options?: FromOnnxOptions): OnnxModel
export function fromOnnx(bytes: Uint8Array, given?: Partial<FromOnnxModel<StatedAll, StatedAll>>): OnnxModel {
  if (!(bytes instanceof Uint8Array)) check.refuse('fromOnnx', 'the file', 'a Uint8Array of its bytes', bytes)
  const options = check.options('fromOnnx', 'bytes', given, ['inputs', 'outputs', 'external'])
  if (options.external !== undefined) check.callable('fromOnnx', 'external', options.external)
  const proto = decoded(bytes)
  if (!proto.graph) return fail('the file holds no graph')
  const graph = graphFrom(proto.graph, {
    opset: opsetOf('the file', proto),
    external: options.external,
    functions: new Map(proto.functions.map((one) => [functionKey(one.domain, one.name, one.overload), one])),
    settings: new Map(),
    calls: [],
    budget: { left: mostRead },
  })
  const own = new Set(graph.inputs)
  const inputs = proto.graph.input.filter(({ name }) => own.has(name)).map((input) => declared('the input', input))
  const outputs = proto.graph.output.map((output) => declared('the result', output))
  const constants = constantsOf(graph)
  const run = (parameters: OnnxParameters, values: readonly Value[]): readonly Value[] =>
    runGraph(graph, values, { left: mostNodes, constants: constants.of(parameters) })
  return {
    ...modelOf('fromOnnx', { inputs, outputs, parameters: constants.initial, run }, options),
    metadata: {
      opset: opsetOf('the file', proto),
      producer: proto.producerName,
      producerVersion: proto.producerVersion,
      description: proto.docString,
      graph: proto.graph.name,
      properties: Object.fromEntries(proto.metadataProps.map(({ key, value }) => [key, value])),
    },
  }
}
