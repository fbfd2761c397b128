import type { AnyTensor } from '../../../../index.js'
import * as ops from '../../../../index.js'
import { integers, sizeOf } from '../../../read/known.js'
import { axisIn } from '../../../read/operators/axes.js'
import { mostElements } from '../../../read/stored.js'
import { ofKnown, ofTensor, type Value } from '../../../read/value.js'
import { graphOf, int, ints } from '../attributes.js'
import type { Graph } from '../graph.js'
import { type Call, type Operators, operator } from '../operator.js'
import { perAxis } from './axes.js'

type Tensors = readonly AnyTensor[]

const tensorsOf = (values: readonly Value[]): Tensors => values.map(({ tensor }) => tensor)

/** One of two graphs. Where the condition is known, the other is not even looked at. */
const either = operator(1, { outputs: 1024, attributes: { then_branch: graphOf(), else_branch: graphOf() } }, (call) => {
  const condition = call.input(0)
  const { then_branch: yes, else_branch: no } = call.settings
  if (sizeOf(condition.shape) !== 1 || condition.dtype !== 'bool') return call.fail('its condition is one bool')
  if (condition.known) return call.run(condition.known.data[0] ? yes : no, [])
  const branch = (graph: Graph) => () => tensorsOf(call.run(graph, []))
  const predicate = ops.reshape(condition.tensor, []) as ops.Tensor<[], 'bool'> // as was just seen
  return (ops.cond(predicate, branch(yes), branch(no)) as Tensors).map((x) => ofTensor(x))
})

/** `scan` of lists of tensors; what is carried keeps its shapes, which the compiler can't know of sizes that are not known to it. */
const scanned = ops.scan as (
  f: (carry: Tensors, xs: Tensors) => [Tensors, Tensors],
  init: Tensors,
  xs: Tensors,
  options?: { readonly length: number },
) => [Tensors, Tensors]

/** Loops of more steps are a `scan`; shorter ones are written out, so that shapes may change from step to step. */
const longest = 64

const yes: Value = ofKnown({ dtype: 'bool', shape: [], data: [1] })

interface Loop {
  readonly body: Graph
  /** How many steps at most. */
  readonly most: number
  readonly start: readonly Value[]
  readonly goes: Value
}

/** Step by step, as long as the condition holds. */
const writtenOut = (call: Call<unknown>, { body, most, start, goes }: Loop): readonly Value[] => {
  let [carried, going] = [start, goes]
  const each: (readonly Value[])[] = []
  const holds = (condition: Value): boolean =>
    condition.known
      ? condition.known.data[0] !== 0
      : call.fail('how many steps it has must be known before the graph runs, and depends on what it is given')
  for (let i = 0; i < most && holds(going); i++) {
    const [next = yes, ...results] = call.run(body, [ofKnown(integers([i], [])), going, ...carried])
    going = next
    carried = results.slice(0, start.length)
    each.push(results.slice(start.length))
  }
  // Of no steps the lists are empty; what they would hold is traced for its type alone.
  const [first] = each.length > 0 ? each : [call.run(body, [ofKnown(integers([0], [])), yes, ...start]).slice(1 + start.length)]
  const listOf = ({ shape, dtype }: Value, at: number): AnyTensor =>
    each.length > 0 ? ops.stack(each.flatMap((one) => one[at]?.tensor ?? [])) : ops.zeros([0, ...shape], { dtype })
  return [...carried, ...(first ?? []).map((one, at) => ofTensor(listOf(one, at)))]
}

const asScan = (call: Call<unknown>, { body, most, start }: Loop): readonly Value[] => {
  const step = (carried: Tensors, [i]: Tensors): [Tensors, Tensors] => {
    const [next, ...results] = call.run(body, [...(i ? [ofTensor(i)] : []), yes, ...carried.map((x) => ofTensor(x))])
    if (next?.known?.data[0] !== 1) return call.fail(`whether it ends before its ${most} steps depends on what it is given`)
    return [tensorsOf(results.slice(0, start.length)), tensorsOf(results.slice(start.length))]
  }
  const [last, all] = scanned(step, tensorsOf(start), [ops.arange(most, { dtype: 'i32' })])
  return [...last, ...all].map((x) => ofTensor(x))
}

const loop = operator([0, 1024], { outputs: 1024, attributes: { body: graphOf() } }, (call) => {
  const { body } = call.settings
  const start = call.inputs.slice(2).map((_, i) => call.input(i + 2))
  if (body.inputs.length !== 2 + start.length) return call.fail(`its body takes ${body.inputs.length} inputs, and gets ${2 + start.length}`)
  if (body.outputs.length < 1 + start.length) return call.fail(`its body gives ${body.outputs.length} results, and carries ${start.length}`)
  const [most = Infinity] = call.maybeNumbers(0) ?? []
  const goes = call.optional(1) ?? yes
  const isSteady = goes.known?.data[0] === 1 && most > longest && most <= mostElements
  return (isSteady ? asScan : writtenOut)(call, { body, most, start, goes })
})

const attributes = {
  body: graphOf(),
  num_scan_inputs: int(),
  scan_input_axes: ints(undefined),
  scan_input_directions: ints(undefined),
  scan_output_axes: ints(undefined),
  scan_output_directions: ints(undefined),
}

/** Lists along an axis each, gone through in one of two directions. */
const scan = operator([1, 1024], { outputs: 1024, attributes }, (call) => {
  const { body, num_scan_inputs: count, ...settings } = call.settings
  if (call.opset < 9) return call.fail('what it was before opset 9 is not known here')
  const values = call.inputs.map((_, at) => call.input(at))
  const carried = values.length - count
  const made = body.outputs.length - carried
  if (carried < 0 || count < 1 || made < 0 || body.inputs.length !== values.length)
    return call.fail(
      `its body takes ${body.inputs.length} inputs and gives ${body.outputs.length} results; there are ${values.length} operands, ${count} of them lists`,
    )
  const turned = (x: AnyTensor, direction: number | undefined) => (direction === 1 ? ops.flip(x, { axis: 0 }) : x)
  const fromAxes = perAxis(call, 'scan_input_axes', settings.scan_input_axes, count, 0)
  const from = perAxis(call, 'scan_input_directions', settings.scan_input_directions, count, 0)
  const lists = values
    .slice(carried)
    .map(({ tensor }, i) => turned(ops.moveAxis(tensor, axisIn(call, fromAxes[i] ?? 0, tensor.rank), 0), from[i]))
  const step = (state: Tensors, xs: Tensors): [Tensors, Tensors] => {
    const results = tensorsOf(
      call.run(
        body,
        [...state, ...xs].map((x) => ofTensor(x)),
      ),
    )
    return [results.slice(0, carried), results.slice(carried)]
  }
  const [last, all] = scanned(step, tensorsOf(values.slice(0, carried)), lists)
  const toAxes = perAxis(call, 'scan_output_axes', settings.scan_output_axes, made, 0)
  const to = perAxis(call, 'scan_output_directions', settings.scan_output_directions, made, 0)
  return [...last, ...all.map((x, i) => ops.moveAxis(turned(x, to[i]), 0, axisIn(call, toAxes[i] ?? 0, x.rank)))].map((x) => ofTensor(x))
})

export const control: Operators = { If: either, Loop: loop, Scan: scan }
