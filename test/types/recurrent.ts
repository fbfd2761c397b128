import type { Family } from './harness.js'

const unbiased = (features: number, units: number, wide: number): string =>
  `readonly kernel: Tensor<[${features}, ${wide}], "f32">; readonly recurrent: Tensor<[${units}, ${wide}], "f32">;`

const gates = (features: number, units: number, wide: number): string =>
  `${unbiased(features, units, wide)} readonly bias: Tensor<[${wide}], "f32">;`

/** Layers that go along a sequence, and their cells. */
export const recurrent: Family = {
  name: 'recurrent',
  given: `
import * as dsl from 'typegrad/dsl'
import { bidirectional, dense, flatten, gru, gruCell, init, lstm, lstmCell, predict, residual, rnn, rnnCell, sequential, stacked } from 'typegrad/dsl'
const cell = lstmCell(64)
const params = cell.init(key(0), 16)
const gated = gruCell(5, { resetAfter: false })
const padded = sequential([[100, 16], [100]], lstm(64, { masked: true }))
declare const n: number
declare const flag: boolean
declare const someShape: number[]
declare const x: Tensor<['N', 16]>`,
  compiles: [
    ['sequential([100, 16], rnn(8)).output', 'readonly [8]'],
    ['sequential([100, 16], rnn(8, { returnSequences: true })).output', 'readonly [100, 8]'],
    ['sequential([n, 16], gru(8, { returnSequences: true }), dense(3)).output', 'readonly [number, 3]'],
    ['sequential([100, 16], rnn(n)).output', 'readonly [number]'],
    ['sequential([100, 16], lstm(8, { returnSequences: flag })).output', 'readonly (number | Size<string>)[]'],
    ['sequential(someShape, lstm(8)).output', 'readonly [8]'],
    ['sequential([100, 16], lstm(8, { returnState: true })).output', 'readonly [readonly [8], readonly [8], readonly [8]]'],
    ['sequential([100, 16], gru(8, { returnSequences: true, returnState: true })).output', 'readonly [readonly [100, 8], readonly [8]]'],
    [
      'sequential([[100, 16], [8], [8]], lstm(8, { initialState: true, returnState: true })).output',
      'readonly [readonly [8], readonly [8], readonly [8]]',
    ],
    ['sequential([[100, 16], [100], [8]], gru(8, { masked: true, initialState: true })).output', 'readonly [8]'],
    ['predict(padded, init(padded, key(0)), [zeros([32, 100, 16]), zeros([32, 100])])', 'Tensor<[32, 64], "f32">'],
    ['init(sequential([100, 16], rnn(8)), key(0)).params[0]', `{ ${gates(16, 8, 8)} }`],
    ['init(padded, key(0)).params[0]', `{ ${gates(16, 64, 256)} }`],
    ['init(sequential([100, 16], lstm(8, { bias: false })), key(0)).params[0]', `{ ${unbiased(16, 8, 32)} }`],
    ['init(sequential([100, 16], gru(8, { bias: false })), key(0)).params[0]', `{ ${unbiased(16, 8, 24)} }`],
    ['rnnCell(8, { bias: false }).init(key(0), 16)', `{ ${unbiased(16, 8, 8)} }`],
    ['init(sequential([9, 3], rnn(5, { bias: flag })), key(0)).params[0].bias', 'Tensor<[5], "f32"> | undefined'],
    ['init(sequential([9, 3], gru(5, { bias: flag })), key(0)).params[0].recurrentBias', 'Tensor<[15], "f32"> | undefined'],
    ['init(sequential([9, 3], lstm(5, { bias: false, layerNorm: true })), key(0)).params[0].norm.offset', 'Tensor<[5], "f32">'],
    ['sequential([100, 16], bidirectional(lstm(64, { bias: false }))).output', 'readonly [128]'],
    ['init(sequential([7, 3], gru(5)), key(0)).params[0].recurrentBias', 'Tensor<[15], "f32">'],
    ['init(sequential([7, 3], gru(5, { layerNorm: true })), key(0)).params[0].norm.recurrent', 'Tensor<[15], "f32">'],
    ['init(sequential([7, 3], lstm(5, { layerNorm: true })), key(0)).params[0].norm.scale', 'Tensor<[5], "f32">'],
    ['init(sequential([7, 3], rnn(5, { layerNorm: true })), key(0)).params[0].norm.scale', 'Tensor<[5], "f32">'],
    ['sequential([100, 16], residual(lstm(16, { returnSequences: true }))).output', 'readonly [100, 16]'],
    ['sequential([100, 16], bidirectional(lstm(64))).output', 'readonly [128]'],
    ['sequential([100, 16], bidirectional(gru(64, { returnSequences: true }), { merge: "mean" })).output', 'readonly [100, 64]'],
    ['init(sequential([100, 16], bidirectional(lstm(64))), key(0)).params[0].backward.kernel', 'Tensor<[16, 256], "f32">'],
    ['sequential([100, 16], stacked(3, lstm(64))).output', 'readonly [64]'],
    ['sequential([100, 16], stacked(1, lstm(64, { returnSequences: true }))).output', 'readonly [100, 64]'],
    ['init(sequential([100, 16], stacked(3, lstm(64))), key(0)).params[0][2].kernel', 'Tensor<[64, 256], "f32">'],
    ['init(sequential([100, 16], stacked(3, lstm(64))), key(0)).params[0].length', '3'],
    [
      'init(sequential([[9, 16], [9]], stacked(2, bidirectional(gru(4, { masked: true })))), key(0)).params[0][1].forward.kernel',
      'Tensor<[8, 12], "f32">',
    ],
    ['params', `{ ${gates(16, 64, 256)} }`],
    ['cell.start(32).c', 'Tensor<[32, 64], "f32">'],
    ['cell.step(params, cell.start(x.shape[0]), x)[1]', 'Tensor<["N", 64], "f32">'],
    ['cell.step(params, cell.start(32), zeros([32, 16]))[0].h', 'Tensor<[32, 64], "f32">'],
    ['rnnCell(3).step(rnnCell(3).init(key(0), 2), { h: zeros([4, 3]) }, zeros([4, 2]))[1]', 'Tensor<[4, 3], "f32">'],
    [
      'scan((state, now: Tensor<[32, 16]>) => cell.step(params, state, now), cell.start(32), zeros([100, 32, 16]))[1]',
      'Tensor<[100, 32, 64], "f32">',
    ],
  ],
  rejects: [
    ['sequential([100], «lstm(8)»)', 'lstm(8): the input needs [time, features], got [100]'],
    ['sequential([28, 28, 1], dsl.relu, «gru(8)»)', 'gru(8): the input needs [time, features], got [28, 28, 1]'],
    ['sequential([100, 16], rnn(8), «rnn(8)»)', 'rnn(8): the input needs [time, features], got [8]'],
    [
      'sequential([[100, 16], [100]], «lstm(8)»)',
      'one input is expected, got 2: [100, 16] and [100]; join them with sumOf, productOf or concatOf',
    ],
    ['sequential([100, 16], «lstm(8, { masked: true })»)', 'lstm(8): takes [steps, features] and [steps], got [100, 16]'],
    ['sequential([[100, 16], [99]], «gru(8, { masked: true })»)', 'gru(8): takes [steps, features] and [steps], got 2: [100, 16] and [99]'],
    [
      'sequential([[100, 16], [8]], «lstm(8, { initialState: true })»)',
      'lstm(8): takes [steps, features], [8] and [8], got 2: [100, 16] and [8]',
    ],
    ['sequential([100], «bidirectional(lstm(8))»)', 'lstm(8): the input needs [time, features], got [100]'],
    ['sequential([100], «stacked(2, lstm(8))»)', 'lstm(8): the input needs [time, features], got [100]'],
    [
      'sequential([100, 16], «bidirectional(lstm(8, { returnState: true }))»)',
      'bidirectional: each direction gives [8], [8] and [8]; it gives one output, without its state',
    ],
    [
      'sequential([100, 16], lstm(8, { returnState: true }), «dense(3)»)',
      'one input is expected, got 3: [8], [8] and [8]; join them with sumOf, productOf or concatOf',
    ],
  ],
  refuses: [
    [
      'init(sequential([7, 3], gru(5, { resetAfter: false })), key(0)).params[0].«recurrentBias»',
      `Property 'recurrentBias' does not exist on type '{ ${gates(3, 5, 15)} }'. Did you mean 'recurrent'?`,
    ],
    [
      'init(sequential([7, 3], lstm(5, { bias: false })), key(0)).params[0].«bias»',
      `Property 'bias' does not exist on type '{ ${unbiased(3, 5, 20)} }'.`,
    ],
    [
      'init(sequential([7, 3], gru(5, { bias: false })), key(0)).params[0].«recurrentBias»',
      `Property 'recurrentBias' does not exist on type '{ ${unbiased(3, 5, 15)} }'. Did you mean 'recurrent'?`,
    ],
  ],
}
