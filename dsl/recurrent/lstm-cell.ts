import { type AnyTensor, add, check, concat, type Dim, mul, ones, sigmoid, split, type Tensor, tanh, zeros } from '../../src/index.js'
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
export interface LstmCellOptions<Norm extends boolean = boolean, Bias extends boolean = boolean> extends GateOptions<Bias> {
  /** Both products, and what is remembered before it is given, are normalised; `false` if left out. */
  readonly layerNorm?: Norm
}

/** @category Layers */
export interface LstmCell<Units extends number, Norm extends boolean, Bias extends boolean = true> extends CellType {
  readonly units: Units
  readonly carries: readonly ['h', 'c']
  readonly params: LstmParams<this['features'], Units, Norm, Bias>
  readonly carry: Carried<'h' | 'c', this['batch'], Units>
}

type LstmParams<F, Units extends number, Norm extends boolean, Bias extends boolean> = F extends Dim
  ? [Norm] extends [true]
    ? GateParams<F, Units, 4, Bias> & {
        readonly norm: NormParams<Units, 4> & { readonly scale: Tensor<[Units]>; readonly offset: Tensor<[Units]> }
      }
    : GateParams<F, Units, 4, Bias>
  : never

type Params = Named<'kernel' | 'recurrent'> & {
  readonly bias?: AnyTensor
  readonly norm?: Named<'kernel' | 'recurrent' | 'scale' | 'offset'>
}

/**
 * Long short-term memory, with a forget gate:
 *
 *     [i, f, g, o] = x · kernel + h · recurrent + bias
 *     c' = sigmoid(f) * c + sigmoid(i) * tanh(g)
 *     h' = sigmoid(o) * tanh(c')
 *
 * `kernel: [features, 4 * units]` and `recurrent: [units, 4 * units]`, drawn by `glorotUniform`; `bias: [4 * units]`, one for the forget gate, zero for the
 * others, or none with `{ bias: false }`; unless options say otherwise. The order of the gates is that of Keras and of PyTorch, whose two biases add up to this one. With `layerNorm` both products are normalised and
 * multiplied by `norm.kernel` and `norm.recurrent: [4 * units]`, and `tanh` takes `c'` normalised, `norm.scale` and `norm.offset: [units]`.
 *
 * @throws InvalidArgument if `units` is not a whole number of 1 or more.
 * @see Hochreiter, Schmidhuber, Long short-term memory, Neural Computation 9, 1997; Gers, Schmidhuber, Cummins, Learning to forget, 2000; Jozefowicz,
 * Zaremba, Sutskever, ICML 2015, for the first bias; Ba, Kiros, Hinton, Layer normalization, arXiv:1607.06450, equations 20 to 22
 * @example
 * ```ts
 * const cell = lstmCell(64)
 * const [{ h, c }, y] = cell.step(cell.init(key(0), 16), cell.start(32), zeros([32, 16])) // y is h: [32, 64]
 * ```
 *
 * @category Layers
 */
export const lstmCell = <const Units extends number, Norm extends boolean = false, Bias extends boolean = true>(
  units: Units,
  options?: LstmCellOptions<Norm, Bias>,
): Cell<LstmCell<Units, Norm, Bias>> =>
  lstmCellOf('lstmCell', units, check.options('lstmCell', 'units', options, ['layerNorm', ...gateNames]))

/** As `lstmCell`, for `op` to say what is wrong with an option. */
export const lstmCellOf = <Units extends number, Norm extends boolean, Bias extends boolean>(
  op: string,
  units: Units,
  options: LstmCellOptions<Norm, Bias>,
): Cell<LstmCell<Units, Norm, Bias>> => {
  const { layerNorm = false, bias: hasBias = true } = options
  const width: number = units
  demandCount(op, 'number of units', width)
  demandGates(op, options)
  return cellOf<LstmCell<Units, Norm, Bias>, Params, Named<'h' | 'c'>>(`lstm(${width})`, width, ['h', 'c'], {
    init: (key, features) => ({
      ...gateParams(key, features, width, 4, options, concat([zeros([width]), ones([width]), zeros([2 * width])])),
      ...(layerNorm && { norm: { ...normParams(width, 4), scale: ones([width]), offset: zeros([width]) } }),
    }),
    project: ({ kernel, bias, norm }, x) => biased(product(x, kernel, norm?.kernel), bias),
    advance: ({ recurrent, norm }, { h, c }, projected) => {
      const gates: readonly AnyTensor[] = split(add(projected, product(h, recurrent, norm?.recurrent)), 4, -1)
      const [input, forget, candidate, output] = gates as readonly [AnyTensor, AnyTensor, AnyTensor, AnyTensor] // four
      const after = add(mul(sigmoid(forget), c), mul(sigmoid(input), tanh(candidate)))
      const seen = norm ? add(normalised(after, norm.scale), norm.offset) : after
      return { h: mul(sigmoid(output), tanh(seen)), c: after }
    },
    flops: (features) => productFlops(features, width, 4) + (hasBias ? 17 : 13) * width,
  })
}
