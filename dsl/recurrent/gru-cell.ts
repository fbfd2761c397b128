import {
  type AnyTensor,
  add,
  check,
  concat,
  type Dim,
  type Mul,
  matmul,
  mul,
  sigmoid,
  split,
  sub,
  type Tensor,
  tanh,
  zeros,
} from '../../src/index.js'
import { demandCount } from '../count.js'
import type { Carried, Cell, CellType, Named } from './cell.js'
import { cellOf } from './cell-of.js'
import {
  biased,
  demandGates,
  type GateOptions,
  type GateParams,
  gateNames,
  gateParams,
  type NormParams,
  normalised,
  normParams,
  product,
  productFlops,
} from './gates.js'

/**
 * What a cell does.
 *
 * @category Layers
 */
export interface GruCellOptions<After extends boolean = boolean, Norm extends boolean = boolean, Bias extends boolean = boolean>
  extends GateOptions<Bias> {
  /** Whether what is carried is reset after its product, as in Keras and PyTorch, or before it, as in the paper; `true` if left out. */
  readonly resetAfter?: After
  /** How the gates are ordered in kernels and biases: update, reset, candidate as in Keras, or reset, update, candidate as in PyTorch; `'keras'` if left out. */
  readonly gates?: 'keras' | 'torch'
  /** Both products are normalised, those of the two gates together and those of the candidate by themselves; `false` if left out. */
  readonly layerNorm?: Norm
}

/** @category Layers */
export interface GruCell<Units extends number, After extends boolean, Norm extends boolean, Bias extends boolean = true> extends CellType {
  readonly units: Units
  readonly carries: readonly ['h']
  readonly params: GruParams<this['features'], Units, After, Norm, Bias>
  readonly carry: Carried<'h', this['batch'], Units>
}

type GruParams<F, Units extends number, After extends boolean, Norm extends boolean, Bias extends boolean> = F extends Dim
  ? GateParams<F, Units, 3, Bias> &
      ([After] extends [false] ? unknown : RecurrentBias<Units, Bias>) &
      ([Norm] extends [true] ? { readonly norm: NormParams<Units, 3> } : unknown)
  : never

type RecurrentBias<Units extends number, Bias extends boolean> = [Bias] extends [true]
  ? { readonly recurrentBias: Tensor<[Mul<Units, 3>]> }
  : [Bias] extends [false]
    ? unknown
    : { readonly recurrentBias?: Tensor<[Mul<Units, 3>]> }

type Params = Named<'kernel' | 'recurrent'> & {
  readonly bias?: AnyTensor
  readonly recurrentBias?: AnyTensor
  readonly norm?: Named<'kernel' | 'recurrent'>
}

/** The numbers of both gates, and those of the candidate. */
const parts = (x: AnyTensor, units: number): readonly [gates: AnyTensor, candidate: AnyTensor] =>
  split(x, [2 * units, units], -1) as readonly AnyTensor[] as readonly [AnyTensor, AnyTensor] // two

/** Both parts of a product, normalised one by one if there is a scale to do so. */
const scaled = (x: AnyTensor, scale: AnyTensor | undefined, units: number): readonly [AnyTensor, AnyTensor] => {
  const [gates, candidate] = parts(x, units)
  if (!scale) return [gates, candidate]
  const [ofGates, ofCandidate] = parts(scale, units)
  return [normalised(gates, ofGates), normalised(candidate, ofCandidate)]
}

/**
 * The gated recurrent unit:
 *
 *     [z, r] = sigmoid(x · kernel + bias + h · recurrent + recurrentBias), the parts of update and reset
 *     g = tanh(x · kernel + bias + r * (h · recurrent + recurrentBias)), the part of the candidate
 *     h' = z * h + (1 - z) * g
 *
 * Without `resetAfter` the candidate takes `(r * h) · recurrent`, and there is no `recurrentBias`. `kernel: [features, 3 * units]` and `recurrent: [units,
 * 3 * units]`, drawn by `glorotUniform`; `bias` and `recurrentBias: [3 * units]`, zero, or neither with `{ bias: false }`; unless options say otherwise. With `layerNorm` both products are normalised and multiplied by
 * `norm.kernel` and `norm.recurrent: [3 * units]`, gates and candidate each for themselves.
 *
 * @throws InvalidArgument if `units` is not a whole number of 1 or more, or there is no such order of gates.
 * @see Cho et al., Learning phrase representations using RNN encoder-decoder, arXiv:1406.1078; Ba, Kiros, Hinton, Layer normalization, arXiv:1607.06450,
 * equations 26 to 28
 * @example
 * ```ts
 * const cell = gruCell(64, { gates: 'torch' }) // takes the weights of torch.nn.GRUCell(16, 64), transposed
 * const [state, y] = cell.step(cell.init(key(0), 16), cell.start(32), zeros([32, 16])) // y: [32, 64]
 * ```
 *
 * @category Layers
 */
export const gruCell = <
  const Units extends number,
  After extends boolean = true,
  Norm extends boolean = false,
  Bias extends boolean = true,
>(
  units: Units,
  options?: GruCellOptions<After, Norm, Bias>,
): Cell<GruCell<Units, After, Norm, Bias>> =>
  gruCellOf('gruCell', units, check.options('gruCell', 'units', options, ['resetAfter', 'gates', 'layerNorm', ...gateNames]))

/** As `gruCell`, for `op` to say what is wrong with an option. */
export const gruCellOf = <Units extends number, After extends boolean, Norm extends boolean, Bias extends boolean>(
  op: string,
  units: Units,
  options: GruCellOptions<After, Norm, Bias>,
): Cell<GruCell<Units, After, Norm, Bias>> => {
  const { resetAfter = true, gates: order = 'keras', layerNorm = false, bias: hasBias = true } = options
  const width: number = units
  demandCount(op, 'number of units', width)
  demandGates(op, options)
  if (order !== 'keras' && order !== 'torch') check.refuse(op, 'the order of the gates', "'keras' or 'torch'", order)
  return cellOf<GruCell<Units, After, Norm, Bias>, Params, Named<'h'>>(`gru(${width})`, width, ['h'], {
    init: (key, features) => ({
      ...gateParams(key, features, width, 3, options),
      ...(resetAfter && hasBias && { recurrentBias: zeros([3 * width]) }),
      ...(layerNorm && { norm: normParams(width, 3) }),
    }),
    project: ({ kernel, bias, norm }, x) => {
      const all = matmul(x, kernel)
      return biased(norm ? concat(scaled(all, norm.kernel, width), -1) : all, bias)
    },
    advance: ({ recurrent, recurrentBias, norm }, { h }, projected) => {
      const [gatesOfInput, candidateOfInput] = parts(projected, width)
      const [scaleOfGates, scaleOfCandidate] = norm ? parts(norm.recurrent, width) : []
      const carried = (): readonly [AnyTensor, AnyTensor] => {
        const products = norm ? concat(scaled(matmul(h, recurrent), norm.recurrent, width), -1) : matmul(h, recurrent)
        return parts(biased(products, recurrentBias), width)
      }
      const [toGates, toCandidate] = parts(recurrent, width)
      const [gatesOfCarried, candidateOfCarried] = resetAfter ? carried() : [product(h, toGates, scaleOfGates)]
      const gates = split(sigmoid(add(gatesOfInput, gatesOfCarried)), 2, -1) as readonly AnyTensor[] as readonly [AnyTensor, AnyTensor] // two
      const [reset, update] = order === 'torch' ? gates : [gates[1], gates[0]]
      const before = candidateOfCarried ? mul(reset, candidateOfCarried) : product(mul(reset, h), toCandidate, scaleOfCandidate)
      const candidate = tanh(add(candidateOfInput, before))
      return { h: add(mul(update, h), mul(sub(1, update), candidate)) }
    },
    flops: (features) => productFlops(features, width, 3) + (hasBias ? 12 : 9) * width,
  })
}
