import { check } from '../../src/index.js'
import { gateNames } from '../recurrent/gates.js'
import { type LstmCell, type LstmCellOptions, lstmCellOf } from '../recurrent/lstm-cell.js'
import type { ReadingOptions } from '../recurrent/reading.js'
import { demandReading, type Recurrent, type RecurrentLayer, readingNames, recurrent } from '../recurrent/recurrent.js'

/**
 * What a step does, and how a layer reads a sequence.
 *
 * @category Layers
 */
export interface LstmOptions<
  Norm extends boolean,
  Sequences extends boolean,
  State extends boolean,
  Masked extends boolean,
  Initial extends boolean,
  Bias extends boolean = boolean,
> extends LstmCellOptions<Norm, Bias>,
    ReadingOptions<Sequences, State, Masked, Initial> {}

/** @category Layers */
export interface Lstm<
  Units extends number,
  Norm extends boolean = false,
  Sequences extends boolean = false,
  State extends boolean = false,
  Masked extends boolean = false,
  Initial extends boolean = false,
  Bias extends boolean = true,
> extends Recurrent<LstmCell<Units, Norm, Bias>, `lstm(${Units})`, Sequences, State, Masked, Initial> {}

/**
 * `lstmCell` along a sequence `[steps, features]`: gives `[units]`, of the last step, or `[steps, units]` with `returnSequences`. All steps are one loop, whose
 * body is compiled once. With `returnState` the list of the output, `h` and `c`; with `initialState` it takes the list of the input, `h` and `c`.
 *
 * @throws InvalidArgument if `units` is not a whole number of 1 or more.
 * @see Hochreiter, Schmidhuber, Long short-term memory, Neural Computation 9, 1997
 * @example
 * ```ts
 * const model = sequential([128], embedding(30_522, 64), lstm(256, { returnSequences: true }), dense(30_522)) // [128] to [128, 30522]
 * ```
 *
 * @category Layers
 */
export const lstm = <
  const Units extends number,
  Norm extends boolean = false,
  Sequences extends boolean = false,
  State extends boolean = false,
  Masked extends boolean = false,
  Initial extends boolean = false,
  Bias extends boolean = true,
>(
  units: Units,
  options?: LstmOptions<Norm, Sequences, State, Masked, Initial, Bias>,
): RecurrentLayer<Lstm<Units, Norm, Sequences, State, Masked, Initial, Bias>> => {
  const known = check.options('lstm', 'units', options, ['layerNorm', ...gateNames, ...readingNames])
  return recurrent(lstmCellOf('lstm', units, known), demandReading('lstm', known))
}
