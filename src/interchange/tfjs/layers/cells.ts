import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import type { State } from '../../read/operators/recurrence.js'

type Curve = (x: AnyTensor) => AnyTensor

/** What a step has beside the state. */
export interface Gates {
  /** `[units, gates * units]`. */
  readonly recurrent: AnyTensor
  readonly units: number
  readonly curve: Curve
  /** That of the gates. */
  readonly gateCurve: Curve
}

export interface Cell {
  readonly gates: number
  readonly carried: number
  /** From what the input has to say to the gates, `[N, gates * units]`, and the state to the state. */
  readonly step: (gates: Gates, projected: AnyTensor, state: State) => State
}

/** Of the last axis the part of some gates. */
const gate = (x: AnyTensor, from: number, units: number, count = 1): AnyTensor => ops.slice(x, null, [from * units, (from + count) * units])

/** Gates stand in the order input, forget, cell, output. */
const lstm: Cell['step'] = ({ recurrent, units, curve, gateCurve }, projected, [before, cell]) => {
  if (!before || !cell) return []
  const all = ops.add(projected, ops.matmul(before, recurrent))
  const [enter, forget, leave] = [0, 1, 3].map((which) => gateCurve(gate(all, which, units)))
  if (!enter || !forget || !leave) return []
  const next = ops.add(ops.mul(forget, cell), ops.mul(enter, curve(gate(all, 2, units))))
  return [ops.mul(leave, curve(next)), next]
}

/** Gates stand in the order update, reset, hidden; the reset is before the product. */
const gru: Cell['step'] = ({ recurrent, units, curve, gateCurve }, projected, [before]) => {
  if (!before) return []
  const both = gateCurve(ops.add(gate(projected, 0, units, 2), ops.matmul(before, gate(recurrent, 0, units, 2))))
  const [update, reset] = [gate(both, 0, units), gate(both, 1, units)]
  const fresh = curve(ops.add(gate(projected, 2, units), ops.matmul(ops.mul(reset, before), gate(recurrent, 2, units))))
  return [ops.add(ops.mul(update, before), ops.mul(ops.sub(1, update), fresh))]
}

const simple: Cell['step'] = ({ recurrent, curve }, projected, [before]) =>
  before ? [curve(ops.add(projected, ops.matmul(before, recurrent)))] : []

export const cells = {
  GRU: { gates: 3, carried: 1, step: gru },
  LSTM: { gates: 4, carried: 2, step: lstm },
  SimpleRNN: { gates: 1, carried: 1, step: simple },
} satisfies Record<string, Cell>
