import { check } from '../../src/index.js'
import { gateNames } from '../recurrent/gates.js'
import type { ReadingOptions } from '../recurrent/reading.js'
import { demandReading, type Recurrent, type RecurrentLayer, readingNames, recurrent } from '../recurrent/recurrent.js'
import { type RnnCell, type RnnCellOptions, rnnCellOf } from '../recurrent/rnn-cell.js'

/**
 * What a step does, and how a layer reads a sequence.
 *
 * @category Layers
 */
export interface RnnOptions<
  Norm extends boolean,
  Sequences extends boolean,
  State extends boolean,
  Masked extends boolean,
  Initial extends boolean,
  Bias extends boolean = boolean,
> extends RnnCellOptions<Norm, Bias>,
    ReadingOptions<Sequences, State, Masked, Initial> {}

/** @category Layers */
export interface Rnn<
  Units extends number,
  Norm extends boolean = false,
  Sequences extends boolean = false,
  State extends boolean = false,
  Masked extends boolean = false,
  Initial extends boolean = false,
  Bias extends boolean = true,
> extends Recurrent<RnnCell<Units, Norm, Bias>, `rnn(${Units})`, Sequences, State, Masked, Initial> {}

/**
 * `rnnCell` along a sequence `[steps, features]`: gives `[units]`, of the last step, or `[steps, units]` with `returnSequences`. All steps are one loop, whose body
 * is compiled once.
 *
 * @throws InvalidArgument if `units` is not a whole number of 1 or more.
 * @see Elman, Finding structure in time, Cognitive Science 14, 1990
 * @example
 * ```ts
 * const model = sequential([1000, 16], rnn(64), dense(10)) // [1000, 16] to [10]
 * ```
 *
 * @category Layers
 */
export const rnn = <
  const Units extends number,
  Norm extends boolean = false,
  Sequences extends boolean = false,
  State extends boolean = false,
  Masked extends boolean = false,
  Initial extends boolean = false,
  Bias extends boolean = true,
>(
  units: Units,
  options?: RnnOptions<Norm, Sequences, State, Masked, Initial, Bias>,
): RecurrentLayer<Rnn<Units, Norm, Sequences, State, Masked, Initial, Bias>> => {
  const known = check.options('rnn', 'units', options, ['activation', 'layerNorm', ...gateNames, ...readingNames])
  return recurrent(rnnCellOf('rnn', units, known), demandReading('rnn', known))
}
