import type { Loop } from '../../../../program/loop.js'
import { item } from '../../../../program/program.js'
import { type Place, type Plan, type Step, together } from '../plan.js'
import { at } from '../rules/rule.js'
import { asStored, permuted, type Value } from '../value.js'
import type { Writer } from '../writer.js'
import { type Cell, cells, gatesOf } from './cells.js'
import type { Matched } from './find.js'
import { alone, any, type Facts, type Found, factsOf, hasAxes, isList, nothing, number, op, type Pattern, paramsOf } from './matcher.js'

/* Loops that are recurrent layers of one direction, whose input is projected in front of them. */

const projected = alone(op('dot', [any('input'), any('kernel')], 'dot'))

/** The input, projected for all steps at once, steps first; with a bias or without. */
const projections: readonly Pattern[] = [op('add', [projected, op('broadcast', [any('bias')], 'spread')]), projected].map((of) =>
  op('permute', [of], 'turned'),
)

const isProjection = (found: Found): boolean =>
  isList(found.steps.turned?.params.order, [1, 0, 2]) &&
  (!found.steps.spread || hasAxes(found, 'spread', [0, 1])) &&
  found.places.input?.shape.length === 3 &&
  JSON.stringify(paramsOf(found, 'dot')) === JSON.stringify({ contract: [[2], [0]], batch: [[], []] })

/** A layer, and where the loop carries its state and its cell. */
interface Layer {
  readonly operator: Cell['operator']
  readonly starts: readonly number[]
  readonly recurrent: Place
  readonly recurrentBias: Place | undefined
  readonly stateAt: number
  readonly cellAt: number | undefined
}

/** What the body of a loop is, if it is a step of such a layer: the state is carried in front of the cell, or behind it. */
const layerOf = (loop: Loop, plan: Plan): Layer | undefined => {
  const [inner, outputs, facts] = [loop.inputs(plan.inputs), loop.outputs(plan.outputs), factsOf(plan)]
  const candidates = cells.flatMap((cell) =>
    (cell.cell ? [0, 1] : [0]).map((stateAt) => ({ cell, stateAt, cellAt: cell.cell ? 1 - stateAt : undefined })),
  )
  for (const { cell, stateAt, cellAt } of candidates) {
    if (inner.carried.length !== (cellAt === undefined ? 1 : 2)) continue
    const places = named({
      x: inner.lists[0],
      h: inner.carried[stateAt],
      c: inner.carried[cellAt ?? -1],
      next: outputs.carried[cellAt ?? -1],
    })
    const begun: Found | undefined = { ...nothing, places }
    const first = cell.cell && places.next ? cell.cell(places.next, begun, facts) : begun
    const state = item(outputs.carried, stateAt)
    const found = first && cell.state(state, first, facts)
    const starts = found && gatesOf(cell, found)
    const { recurrent, recurrentBias } = found?.places ?? {}
    if (starts && recurrent && outputs.lists.every((one) => one === state))
      return { operator: cell.operator, starts, recurrent, recurrentBias, stateAt, cellAt }
  }
  return undefined
}

const named = (places: Readonly<Record<string, Place | undefined>>): Readonly<Record<string, Place>> =>
  Object.fromEntries(Object.entries(places).flatMap(([name, place]) => (place ? [[name, place] as const] : [])))

/** A loop that is such a layer. */
export const recurrenceOf = (step: Step, facts: Facts): Matched | undefined => {
  if (step.primitive.name !== 'loop') return undefined
  const loops = step.at.map(({ params }) => params.loop as Loop) // a loop has one
  const loop = item(loops, 0)
  const given = loop.inputs(step.operands)
  const [list, ...lists] = given.lists
  if (!list || lists.length > 0) return undefined
  const outer = projections.flatMap((pattern) => pattern(list, nothing, facts) ?? []).find(isProjection)
  if (!outer) return undefined
  const plan = together(loops.map(({ program }) => program))
  const layer = layerOf(loop, plan)
  if (!layer) return undefined
  const outside = (place: Place | undefined): Place | undefined => place && step.operands[plan.inputs.indexOf(place)]
  const { input, kernel, bias } = outer.places
  const [recurrent, recurrentBias] = [outside(layer.recurrent), outside(layer.recurrentBias)]
  if (!input || !kernel || !recurrent || (layer.recurrentBias && !recurrentBias)) return undefined
  // Zeros to begin with need not be said.
  const isZero = given.carried.every((place) => number('first')(place, nothing, facts)?.numbers.first === 0)
  const reads = [input, kernel, recurrent, ...given.carried, ...[bias, recurrentBias].flatMap((place) => place ?? [])]
  return { reads, write: (w, values) => written(w, values, { ...layer, hasBias: bias !== undefined }, loop, step, isZero) }
}

const written = (
  w: Writer,
  values: readonly Value[],
  layer: Layer & { readonly hasBias: boolean },
  loop: Loop,
  step: Step,
  isZero: boolean,
): readonly Value[] => {
  const { operator, starts, stateAt, cellAt } = layer
  const [input, kernel, recurrent] = [at(values, 0), at(values, 1), at(values, 2)]
  const carried = values.slice(3, 3 + loop.carried)
  const [first, second] = values.slice(3 + loop.carried)
  const units = Number(at(carried, 0).shape[1])
  const front = w.ints([0])
  /** Gates in ONNX's order, with an axis for the direction in front. */
  const inBlocks = (name: string): string => {
    const rows = starts.flatMap((start) => Array.from({ length: units }, (_, i) => start + i))
    const isOrdered = rows.every((row, i) => row === i)
    return w.op('Unsqueeze', [isOrdered ? name : w.op('Gather', [name, w.ints(rows)], { axis: 0 }), front])
  }
  const none = w.full(0, [starts.length * units], kernel.element)
  const pair = layer.hasBias ? [first, second] : [undefined, first]
  const biases = pair.map((value) => inBlocks(w.plain(value ?? none)))
  const begin = [stateAt, ...(cellAt === undefined ? [] : [cellAt])].map((i) => w.op('Unsqueeze', [w.plain(at(carried, i)), front]))
  const all = w.builder.node(
    operator,
    [
      w.plain(permuted(input, [1, 0, 2])),
      ...[kernel, recurrent].map((weights) => inBlocks(w.plain(permuted(weights, [1, 0])))),
      w.op('Concat', biases, { axis: 1 }),
      ...(isZero ? [] : ['', ...begin]), // in between lengths of sequences
    ],
    { hidden_size: units, ...(loop.reverse && { direction: 'reverse' }), ...(operator === 'GRU' && { linear_before_reset: 1 }) },
    cellAt === undefined ? 2 : 3,
  )
  return step.results.map(({ dtype, shape }, i) => {
    const last = i === cellAt ? 2 : 1
    const stored = i < loop.carried ? w.op('Squeeze', [at(all, last), front]) : w.op('Squeeze', [at(all, 0), w.ints([1])])
    return asStored(stored, dtype, shape)
  })
}
