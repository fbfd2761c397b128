import { check } from '../../src/index.js'
import { gateNames } from '../recurrent/gates.js'
import { type GruCell, type GruCellOptions, gruCellOf } from '../recurrent/gru-cell.js'
import type { ReadingOptions } from '../recurrent/reading.js'
import { demandReading, type Recurrent, type RecurrentLayer, readingNames, recurrent } from '../recurrent/recurrent.js'

/**
 * What a step does, and how a layer reads a sequence.
 *
 * @category Layers
 */
export interface GruOptions<
  After extends boolean,
  Norm extends boolean,
  Sequences extends boolean,
  State extends boolean,
  Masked extends boolean,
  Initial extends boolean,
  Bias extends boolean = boolean,
> extends GruCellOptions<After, Norm, Bias>,
    ReadingOptions<Sequences, State, Masked, Initial> {}

/** @category Layers */
export interface Gru<
  Units extends number,
  After extends boolean = true,
  Norm extends boolean = false,
  Sequences extends boolean = false,
  State extends boolean = false,
  Masked extends boolean = false,
  Initial extends boolean = false,
  Bias extends boolean = true,
> extends Recurrent<GruCell<Units, After, Norm, Bias>, `gru(${Units})`, Sequences, State, Masked, Initial> {}

/**
 * `gruCell` along a sequence `[steps, features]`: gives `[units]`, of the last step, or `[steps, units]` with `returnSequences`. All steps are one loop, whose body
 * is compiled once.
 *
 * @throws InvalidArgument if `units` is not a whole number of 1 or more, or there is no such order of gates.
 * @see Cho et al., Learning phrase representations using RNN encoder-decoder, arXiv:1406.1078
 * @example
 * ```ts
 * const model = sequential([[100, 16], [100]], gru(64, { masked: true }), dense(1)) // sequences of up to 100 steps, each with its mask
 * ```
 *
 * @category Layers
 */
export const gru = <
  const Units extends number,
  After extends boolean = true,
  Norm extends boolean = false,
  Sequences extends boolean = false,
  State extends boolean = false,
  Masked extends boolean = false,
  Initial extends boolean = false,
  Bias extends boolean = true,
>(
  units: Units,
  options?: GruOptions<After, Norm, Sequences, State, Masked, Initial, Bias>,
): RecurrentLayer<Gru<Units, After, Norm, Sequences, State, Masked, Initial, Bias>> => {
  const known = check.options('gru', 'units', options, ['resetAfter', 'gates', 'layerNorm', ...gateNames, ...readingNames])
  return recurrent(gruCellOf('gru', units, known), demandReading('gru', known))
}
