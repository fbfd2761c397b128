import * as ops from '../../../index.js'
import { type Sequence, type State, stepThrough } from '../../read/operators/recurrence.js'
import { ofTensor, type Value } from '../../read/value.js'
import type { Call } from '../operator.js'
import type { Settings } from '../settings.js'
import { type Cell, cells } from './cells.js'
import { activation, always, flag, whole } from './config.js'
import { curves } from './curves.js'
import { withBias } from './dense.js'
import { type Layer, type Layers, layer } from './layer.js'

const settings = {
  activation: { ...activation, absent: { value: curves.tanh ?? ops.tanh } },
  go_backwards: flag(false),
  recurrent_activation: { ...activation, absent: { value: curves.hard_sigmoid ?? ops.sigmoid } },
  reset_after: always(false),
  return_sequences: flag(false),
  return_state: flag(false),
  stateful: always(false),
  time_major: always(false),
  units: whole(),
  use_bias: flag(true),
}

export type Recurrent = Call<Settings<typeof settings>>

/** Through a sequence `[N, time, C]` from a state, or from zeros. */
export const through = (call: Recurrent, cell: Cell, start: State): Sequence => {
  const { units, activation: curve, recurrent_activation: gateCurve, go_backwards } = call.settings
  const x = call.input(0).tensor
  const [rows = 0, time = 0] = x.shape
  if (x.rank !== 3 || time === 0) return call.fail(`it takes sequences [N, time, C] of one step or more; got [${x.shape.join(', ')}]`)
  const recurrent = call.weight('recurrent_kernel').tensor
  if (units < 1 || recurrent.shape.join() !== `${units},${cell.gates * units}`)
    return call.fail(`its recurrent kernel is [${recurrent.shape.join(', ')}]; for ${units} units it is [${units}, ${cell.gates * units}]`)
  const product = ops.matmul(x, call.weight('kernel').tensor)
  const bias = call.maybeWeight('bias')?.tensor
  const steps = ops.swapAxes(bias ? ops.add(product, bias) : product, 0, 1)
  const projected = go_backwards ? ops.flip(steps, { axis: 0 }) : steps
  if (start.length !== 0 && start.length !== cell.carried) return call.fail(`it starts with ${start.length} states; it has ${cell.carried}`)
  const first = start.length > 0 ? start : Array.from({ length: cell.carried }, () => ops.zeros([rows, units]))
  const gates = { recurrent, units, curve, gateCurve }
  return stepThrough((state, now) => cell.step(gates, now, state), first, projected)
}

/** The states that a layer is called with. */
export const statesOf = (inputs: readonly Value[]): State => inputs.slice(1).map(({ tensor }) => tensor)

/** What a recurrent layer gives, `[batch, time, units]`: all that it made or the last of it, and where it ended. */
export const given = ({ settings: { return_sequences, return_state } }: Recurrent, { all, last }: Sequence): readonly Value[] => {
  const [end = all] = last
  return [return_sequences ? ops.swapAxes(all, 0, 1) : end, ...(return_state ? last : [])].map((x) => ofTensor(x))
}

const recurrence = (cell: Cell): Layer =>
  layer({ inputs: [1, 1 + cell.carried], settings, weights: withBias('kernel', 'recurrent_kernel') }, (call) =>
    given(call, through(call, cell, statesOf(call.inputs))),
  )

export const recurrent: Layers = {
  GRU: recurrence(cells.GRU),
  LSTM: recurrence(cells.LSTM),
  SimpleRNN: recurrence(cells.SimpleRNN),
}
