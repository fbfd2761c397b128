import { describe } from 'vitest'
import { type Cell, gru, gruCell, type Layer, lstm, lstmCell, relu, rnn, rnnCell } from '../../dsl/index.js'
import { type AnyTensor, add, flip, type Tree } from '../../src/index.js'
import { compareWithKeras, compareWithTorch, type Named } from './oracle.js'

type Params = Named<'kernel' | 'recurrent' | 'bias' | 'recurrentBias'>

/** An rnn and an lstm have one bias, where PyTorch has two that are added. */
const oneBias = ({ recurrentBias, bias, ...params }: Params): Named => ({ ...params, bias: add(bias, recurrentBias) })

/** A step of a cell: what is carried on. */
const step = (cell: unknown, params: Named, state: Named, x: AnyTensor): Named => {
  const [after] = (cell as Cell).step(params, state, x as never) // a fixture fits its cell
  return after as Named
}

const along = { returnSequences: true, returnState: true, initialState: true } as const

/** All that a layer gives of a list: each step, and the last of each state. */
const run = (layer: unknown, params: Tree, x: readonly [AnyTensor, ...AnyTensor[]]): Named => {
  const [list] = (layer as Layer).forward({ params, state: {} }, x, { training: false, key: undefined })
  const [y, h, c] = list as readonly [AnyTensor, AnyTensor, AnyTensor?] // as `along` asks for
  return { y, h, ...(c && { c }) }
}

describe('PyTorch', () => {
  compareWithTorch<'x' | 'h' | 'c' | keyof Params>('recurrent', {
    'rnn cell, tanh': ({ x, h, ...params }) => step(rnnCell(5), oneBias(params), { h }, x).h as AnyTensor,
    'rnn cell, relu': ({ x, h, ...params }) => step(rnnCell(5, { activation: relu }), oneBias(params), { h }, x).h as AnyTensor,
    'gru cell': ({ x, h, ...params }) => step(gruCell(5, { gates: 'torch' }), params, { h }, x).h as AnyTensor,
    'lstm cell': ({ x, h, c, ...params }) => step(lstmCell(5), oneBias(params), { h, c }, x),
    'gru along a sequence': ({ x, h, ...params }) => run(gru(5, { gates: 'torch', ...along }), params, [x, h]),
    'lstm along a sequence': ({ x, h, c, ...params }) => run(lstm(5, { ...along }), oneBias(params), [x, h, c]),
    'rnn cell without biases': ({ x, h, ...params }) => step(rnnCell(5, { bias: false }), params, { h }, x).h as AnyTensor,
    'gru along a sequence without biases': ({ x, h, ...params }) => run(gru(5, { gates: 'torch', bias: false, ...along }), params, [x, h]),
    'lstm along a sequence without biases': ({ x, h, c, ...params }) => run(lstm(5, { bias: false, ...along }), params, [x, h, c]),
  })
})

describe('Keras, of padded sequences', () => {
  const masked = { ...along, masked: true } as const
  compareWithKeras<'x' | 'mask' | 'h' | 'c' | keyof Params>('recurrent', {
    rnn: ({ x, mask, h, ...params }) => run(rnn(5, { ...masked }), params, [x, mask, h]),
    lstm: ({ x, mask, h, c, ...params }) => run(lstm(5, { ...masked }), params, [x, mask, h, c]),
    gru: ({ x, mask, h, ...params }) => run(gru(5, { ...masked }), params, [x, mask, h]),
    'gru, reset before': ({ x, mask, h, ...params }) => run(gru(5, { resetAfter: false, ...masked }), params, [x, mask, h]),
    // Keras gives the steps in the order in which they were read.
    'lstm, backwards': ({ x, mask, h, c, ...params }) => {
      const given = run(lstm(5, { reverse: true, ...masked }), params, [x, mask, h, c])
      return { ...given, y: flip(given.y as AnyTensor, 1) }
    },
  })
})
