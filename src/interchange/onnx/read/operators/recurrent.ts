import type { AnyTensor } from '../../../../index.js'
import * as ops from '../../../../index.js'
import { type Sequence, type State, stepThrough } from '../../../read/operators/recurrence.js'
import { ofTensor, type Value } from '../../../read/value.js'
import { float, floats, int, string, strings } from '../attributes.js'
import { type Call, type Operator, type Operators, operator } from '../operator.js'
import { chosen } from './axes.js'

type Curve = (x: AnyTensor) => AnyTensor

/** What a cell has of one direction. */
interface Weights {
  /** `[gates * hidden, inputs]` and `[gates * hidden, hidden]`. */
  readonly input: AnyTensor
  readonly recurrent: AnyTensor
  /** `[gates * hidden]` each. */
  readonly biases: readonly [AnyTensor, AnyTensor] | undefined
  /** `[gates * hidden - hidden]` of an LSTM whose gates look at the cell. */
  readonly peepholes: AnyTensor | undefined
  readonly curves: readonly Curve[]
  readonly hidden: number
}

/** A step: from what the input has to say to the gates, `[batch, gates * hidden]`, and the state to the state. */
type Step = (weights: Weights, projected: AnyTensor, state: State, linearBeforeReset: boolean) => State

interface Cell {
  readonly gates: number
  readonly carried: number
  readonly curves: readonly string[]
  readonly step: Step
  /** The bias of the recurrent part goes with that of the input, unless the step needs it apart. */
  readonly apart: (linearBeforeReset: boolean) => boolean
}

const curves: Readonly<Record<string, Curve>> = {
  Sigmoid: ops.sigmoid,
  Tanh: ops.tanh,
  Relu: ops.relu,
  Softsign: ops.softsign,
  Softplus: ops.softplus,
}

/** Of `[batch, gates * hidden]` the part of a gate. */
const gate = (x: AnyTensor, which: number, hidden: number): AnyTensor => ops.slice(x, null, [which * hidden, (which + 1) * hidden])

const times = (x: AnyTensor, weights: AnyTensor): AnyTensor => ops.matmul(x, ops.transpose(weights))

const itself: Curve = (x) => x

/** Gates stand in the order input, output, forget, cell. */
const lstm: Step = ({ recurrent, peepholes, curves: [f = itself, g = itself, h = itself], hidden }, projected, [before, cell]) => {
  if (!before || !cell) return []
  const all = ops.add(projected, times(before, recurrent))
  const seen = (which: number, at: number, of: AnyTensor): AnyTensor => {
    const one = gate(all, which, hidden)
    return peepholes ? ops.add(one, ops.mul(ops.slice(peepholes, [at * hidden, (at + 1) * hidden]), of)) : one
  }
  const [enter, forget] = [f(seen(0, 0, cell)), f(seen(2, 2, cell))]
  const next = ops.add(ops.mul(forget, cell), ops.mul(enter, g(gate(all, 3, hidden))))
  return [ops.mul(f(seen(1, 1, next)), h(next)), next]
}

/** Gates stand in the order update, reset, hidden. */
const gru: Step = ({ recurrent, biases, curves: [f = itself, g = itself], hidden }, projected, [before], linearBeforeReset) => {
  if (!before) return []
  const part = (which: number) => ops.slice(recurrent, [which * hidden, (which + 1) * hidden])
  const own = (which: number): AnyTensor => {
    const product = times(before, part(which))
    return biases && linearBeforeReset ? ops.add(product, ops.slice(biases[1], [which * hidden, (which + 1) * hidden])) : product
  }
  const update = f(ops.add(gate(projected, 0, hidden), own(0)))
  const reset = f(ops.add(gate(projected, 1, hidden), own(1)))
  const inner = linearBeforeReset ? ops.mul(reset, own(2)) : times(ops.mul(reset, before), part(2))
  const fresh = g(ops.add(gate(projected, 2, hidden), inner))
  return [ops.add(ops.mul(ops.sub(1, update), fresh), ops.mul(update, before))]
}

const rnn: Step = ({ recurrent, curves: [f = itself] }, projected, [before]) =>
  before ? [f(ops.add(projected, times(before, recurrent)))] : []

const cells = {
  LSTM: { gates: 4, carried: 2, curves: ['Sigmoid', 'Tanh', 'Tanh'], step: lstm, apart: () => false },
  GRU: { gates: 3, carried: 1, curves: ['Sigmoid', 'Tanh'], step: gru, apart: (linear: boolean) => linear },
  RNN: { gates: 1, carried: 1, curves: ['Tanh'], step: rnn, apart: () => false },
} satisfies Record<string, Cell>

/** Along a sequence `[time, batch, inputs]`. */
const along = (cell: Cell, weights: Weights, x: AnyTensor, start: State, isReverse: boolean, linear: boolean): Sequence => {
  const { biases } = weights
  const bias = biases && (cell.apart(linear) ? biases[0] : ops.add(biases[0], biases[1]))
  const product = times(x, weights.input)
  const projected = bias ? ops.add(product, bias) : product
  return stepThrough((state, now) => cell.step(weights, now, state, linear), start, projected, isReverse)
}

const attributes = {
  activation_alpha: floats(undefined),
  activation_beta: floats(undefined),
  activations: strings(undefined),
  clip: float(undefined),
  direction: string('forward'),
  hidden_size: int(undefined),
  input_forget: int(0),
  layout: int(0),
  linear_before_reset: int(0),
  output_sequence: int(0),
}

const directions: Readonly<Record<string, readonly boolean[]>> = { forward: [false], reverse: [true], bidirectional: [false, true] }

/** Every sequence has to be as long as the longest. */
const demandFull = (call: Call<unknown>, lengths: Value | undefined, steps: number): void => {
  if (!lengths) return
  if (!lengths.known || Array.from(lengths.known.data).some((length) => length !== steps))
    call.fail('sequences of different lengths are not known here')
}

/** Which curves each direction has. */
const curvesFor = (call: Call<unknown>, names: readonly string[], cell: Cell, way: number): readonly Curve[] => {
  const own = names.slice(way * cell.curves.length, (way + 1) * cell.curves.length)
  if (own.length !== cell.curves.length) return call.fail(`${names.length} activations are not ${cell.curves.length} for each direction`)
  return own.map((name) => chosen(call, 'the activation', curves, name))
}

const recurrence = (cell: Cell): Operator =>
  operator([3, 8], { learns: true, outputs: 3, fixed: [4], attributes }, (call) => {
    const { settings } = call
    const ways = chosen(call, 'direction', directions, settings.direction)
    if (settings.clip !== undefined || settings.input_forget !== 0 || settings.activation_alpha || settings.activation_beta)
      return call.fail('clip, input_forget and settings of activations are not known here')
    const isBatchFirst = settings.layout !== 0
    const turned = (x: AnyTensor, a: number, b: number) => (isBatchFirst ? ops.swapAxes(x, a, b) : x)
    const given = call.input(0).tensor
    if (given.rank !== 3) return call.fail(`it takes [time, batch, inputs]; got [${given.shape.join(', ')}]`)
    const x = turned(given, 0, 1)
    const [steps = 0, batch = 0] = x.shape
    if (steps === 0) return call.fail('a sequence has one step at least')
    demandFull(call, call.optional(4), steps)
    const [ofInput, ofState] = [call.input(1).tensor, call.input(2).tensor]
    const hidden = ofState.shape[2] ?? 0
    const size = cell.gates * hidden
    if (
      ofInput.rank !== 3 ||
      ofState.rank !== 3 ||
      ofState.shape[1] !== size ||
      ofInput.shape[1] !== size ||
      ofInput.shape[0] !== ways.length ||
      ofState.shape[0] !== ways.length
    )
      return call.fail(
        `the weights [${ofInput.shape.join(', ')}] and [${ofState.shape.join(', ')}] are not those of ${cell.gates} gates in ${ways.length} directions`,
      )
    const [bias, peepholes] = [call.optional(3)?.tensor, cell.carried > 1 ? call.optional(7)?.tensor : undefined]
    const names = settings.activations ?? ways.flatMap(() => cell.curves)
    const results = ways.map((isReverse, way) => {
      const weights: Weights = {
        input: ops.slice(ofInput, way),
        recurrent: ops.slice(ofState, way),
        biases: bias && [ops.slice(bias, way, [0, size]), ops.slice(bias, way, [size, 2 * size])],
        peepholes: peepholes && ops.slice(peepholes, way),
        curves: curvesFor(call, names, cell, way),
        hidden,
      }
      const start = Array.from({ length: cell.carried }, (_, i) => {
        const initial = call.optional(5 + i)?.tensor
        return initial ? ops.slice(turned(initial, 0, 1), way) : ops.zeros([batch, hidden], { dtype: x.dtype })
      })
      return along(cell, weights, x, start, isReverse, settings.linear_before_reset !== 0)
    })
    const all = ops.stack(
      results.map(({ all }) => all),
      isBatchFirst ? 2 : 1,
    )
    const last = Array.from({ length: cell.carried }, (_, i) => turned(ops.stack(results.flatMap(({ last }) => last[i] ?? [])), 0, 1))
    return [isBatchFirst ? ops.swapAxes(all, 0, 1) : all, ...last].map((x) => ofTensor(x))
  })

export const recurrent: Operators = { LSTM: recurrence(cells.LSTM), GRU: recurrence(cells.GRU), RNN: recurrence(cells.RNN) }
