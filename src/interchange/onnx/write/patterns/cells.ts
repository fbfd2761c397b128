import { any, type Found, hasAxes, isList, number, op, type Pattern, paramsOf } from './matcher.js'

/* What a step of a recurrent layer looks like: `x` is the projected input, `h` the state, `c` the cell. */

/** A recurrent layer that ONNX has an operator for. */
export interface Cell {
  readonly operator: 'LSTM' | 'GRU'
  /** What the cell becomes, if there is one; it is looked at first, and then `next`. */
  readonly cell?: Pattern
  /** What the state becomes. */
  readonly state: Pattern
  /** The slices that the gates are, in ONNX's order. */
  readonly gates: readonly string[]
}

const part = (of: Pattern, name: string): Pattern => op('slice', [of], name)

const product = (name: string): Pattern => op('dot', [any('h'), any('recurrent')], name)

const sums = op('add', [any('x'), op('dot', [any('h'), any('recurrent')], 'product')], 'sums')

const lstm: Cell = {
  operator: 'LSTM',
  cell: op('add', [
    op('multiply', [op('logistic', [part(sums, 'forget')]), any('c')]),
    op('multiply', [op('logistic', [part(any('sums'), 'input')]), op('tanh', [part(any('sums'), 'candidate')])]),
  ]),
  state: op('multiply', [op('logistic', [part(any('sums'), 'output')]), op('tanh', [any('next')])]),
  gates: ['input', 'output', 'forget', 'candidate'],
}

/** One that resets behind its product, which is `ofState` with a bias or without. */
const gru = (ofState: Pattern): Cell => {
  const gates = op('logistic', [op('add', [part(any('x'), 'gatesOfInput'), part(ofState, 'gatesOfState')])], 'gates')
  const reset = op('multiply', [part(any('gates'), 'reset'), part(any('ofState'), 'candidateOfState')])
  return {
    operator: 'GRU',
    state: op('add', [
      op('multiply', [part(gates, 'update'), any('h')]),
      op('multiply', [op('subtract', [number('one'), any('kept')]), op('tanh', [op('add', [part(any('x'), 'candidate'), reset])])]),
    ]),
    gates: ['update', 'reset', 'candidate'],
  }
}

export const cells: readonly Cell[] = [
  lstm,
  gru(op('add', [product('product'), op('broadcast', [any('recurrentBias')], 'spread')], 'ofState')),
  gru(product('ofState')),
]

type Range = { readonly start: readonly unknown[]; readonly stop: readonly unknown[]; readonly step: readonly unknown[] }

/** Where a slice of the last of two axes begins, if it is one of so many in a row. */
const startOf = (found: Found, name: string, count: number): number | undefined => {
  const { start, stop, step } = paramsOf<Range>(found, name)
  const [first, from] = start
  return first === 0 && typeof from === 'number' && stop[1] === from + count && isList(step, [1, 1]) ? from : undefined
}

/**
 * Where the gates begin, in ONNX's order, if what was found is the cell: gates are parts of one size, the parts of the input and of the state stand at one place, and what is kept is the
 * update.
 */
export const gatesOf = ({ operator, gates }: Cell, found: Found): readonly number[] | undefined => {
  const { steps, places, numbers } = found
  const units = Number(places.h?.shape[1])
  const starts = gates.flatMap((gate) => startOf(found, gate, units) ?? [])
  const isWhole = starts.length === gates.length && starts.toSorted((a, b) => a - b).every((start, i) => start === i * units)
  const dot = steps.product ? 'product' : 'ofState'
  const isProduct = JSON.stringify(paramsOf(found, dot)) === JSON.stringify({ contract: [[1], [0]], batch: [[], []] })
  if (!isWhole || !isProduct || (steps.spread && !hasAxes(found, 'spread', [0]))) return undefined
  if (operator === 'LSTM') return starts
  const isKept = places.kept === steps.update?.results[0] && numbers.one === 1
  const areInFront = ['gatesOfInput', 'gatesOfState'].every((name) => startOf(found, name, 2 * units) === 0)
  const isCandidate = startOf(found, 'candidate', units) === 2 * units && startOf(found, 'candidateOfState', units) === 2 * units
  return isKept && areInFront && isCandidate ? starts : undefined
}
