import { type AnyTensor, add, check, type Dim, matmul, ones, type Tensor, tanh } from '../../src/index.js'
import { demandCount } from '../count.js'
import type { Carried, Cell, CellType, Named } from './cell.js'
import { cellOf } from './cell-of.js'
import { biased, demandGates, type GateOptions, type GateParams, gateNames, gateParams, normalised, productFlops } from './gates.js'

/**
 * What a cell does.
 *
 * @category Layers
 */
export interface RnnCellOptions<Norm extends boolean = boolean, Bias extends boolean = boolean> extends GateOptions<Bias> {
  /** What the sum goes through; `tanh` if left out. */
  readonly activation?: (x: AnyTensor) => AnyTensor
  /** The sum of both products is normalised before the bias is added; `false` if left out. */
  readonly layerNorm?: Norm
}

/** @category Layers */
export interface RnnCell<Units extends number, Norm extends boolean, Bias extends boolean = true> extends CellType {
  readonly units: Units
  readonly carries: readonly ['h']
  readonly params: RnnParams<this['features'], Units, Norm, Bias>
  readonly carry: Carried<'h', this['batch'], Units>
}

type RnnParams<F, Units extends number, Norm extends boolean, Bias extends boolean> = F extends Dim
  ? [Norm] extends [true]
    ? GateParams<F, Units, 1, Bias> & { readonly norm: { readonly scale: Tensor<[Units]> } }
    : GateParams<F, Units, 1, Bias>
  : never

type Params = Named<'kernel' | 'recurrent'> & { readonly bias?: AnyTensor; readonly norm?: Named<'scale'> }

/**
 * The plain recurrent cell: `h' = tanh(x · kernel + h · recurrent + bias)`. `kernel: [features, units]` and `recurrent: [units, units]`, drawn by
 * `glorotUniform`; `bias: [units]`, zero, or none with `{ bias: false }`; unless options say otherwise. With `layerNorm` the sum of both products is normalised and multiplied by `norm.scale: [units]`.
 *
 * @throws InvalidArgument if `units` is not a whole number of 1 or more.
 * @see Elman, Finding structure in time, Cognitive Science 14, 1990; Ba, Kiros, Hinton, Layer normalization, arXiv:1607.06450, equation 4
 * @example
 * ```ts
 * const cell = rnnCell(64)
 * const [state, y] = cell.step(cell.init(key(0), 16), cell.start(32), zeros([32, 16])) // y: [32, 64]
 * ```
 *
 * @category Layers
 */
export const rnnCell = <const Units extends number, Norm extends boolean = false, Bias extends boolean = true>(
  units: Units,
  options?: RnnCellOptions<Norm, Bias>,
): Cell<RnnCell<Units, Norm, Bias>> =>
  rnnCellOf('rnnCell', units, check.options('rnnCell', 'units', options, ['activation', 'layerNorm', ...gateNames]))

/** As `rnnCell`, for `op` to say what is wrong with an option. */
export const rnnCellOf = <Units extends number, Norm extends boolean, Bias extends boolean>(
  op: string,
  units: Units,
  options: RnnCellOptions<Norm, Bias>,
): Cell<RnnCell<Units, Norm, Bias>> => {
  const { activation = tanh, layerNorm = false, bias: hasBias = true } = options
  const width: number = units
  demandCount(op, 'number of units', width)
  check.callable(op, 'the activation', activation)
  demandGates(op, options)
  return cellOf<RnnCell<Units, Norm, Bias>, Params, Named<'h'>>(`rnn(${width})`, width, ['h'], {
    init: (key, features) => ({ ...gateParams(key, features, width, 1, options), ...(layerNorm && { norm: { scale: ones([width]) } }) }),
    project: ({ kernel }, x) => matmul(x, kernel),
    advance: ({ recurrent, bias, norm }, { h }, projected) => {
      const both = add(projected, matmul(h, recurrent))
      return { h: activation(biased(norm ? normalised(both, norm.scale) : both, bias)) }
    },
    flops: (features) => productFlops(features, width, 1) + (hasBias ? 3 : 2) * width,
  })
}
