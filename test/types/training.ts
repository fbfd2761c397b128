import type { Family } from './harness.js'

export const training: Family = {
  name: 'training',
  given: `
import * as dsl from 'typegrad/dsl'
import { accuracy, adam, dense, earlyStopping, fit, fromArrays, init, jointState, jointStep, l2, load, loadRun, lrFind, meanSquaredError, sampleEvery, sequential, sgd, softmaxCrossEntropy, trainState, trainStep, type Moment, type VariablesOf } from 'typegrad/dsl'
const mlp = sequential([784], dense(128), dsl.relu, dense(10))
const other = sequential([784], dense(3))
const digits = fromArrays({ x: { values: new Uint8Array(), shape: [784] }, y: { values: new Uint8Array(), dtype: 'i32' } })
const pictures = fromArrays({ x: { values: new Uint8Array(), shape: [28, 28, 1] }, y: { values: new Uint8Array(), dtype: 'i32' } })
const weighed = fromArrays({ x: { values: new Uint8Array(), shape: [784] }, y: { values: new Uint8Array(), dtype: 'i32' }, weights: { values: [1] } })
const settings = { loss: softmaxCrossEntropy, optimizer: adam(), epochs: 1, batchSize: 32, key: key(0) } as const
const state = trainState(mlp, { optimizer: adam(), key: key(0) })
const step = trainStep(mlp, { loss: softmaxCrossEntropy, optimizer: adam() })
const own = trainStep(mlp, { loss: (y, t: Tensor<['N'], 'i32'>) => softmaxCrossEntropy(y, t), optimizer: adam(), penalty: (params) => mul(l2(params[0]), 0.1) })
const classes = zeros([32], { dtype: 'i32' })
const images = zeros([32, 784])
declare const bytes: Uint8Array`,
  compiles: [
    ['step(state, { x: images, y: classes })[1]', 'Tensor<[], "f32">'],
    ['step.compile(state, { x: images, y: classes })', 'Promise<void>'],
    ['step(state, { x: images, y: classes, weights: zeros([32]) })[0].variables.params[2].bias', 'Tensor<[10], "f32">'],
    ['state.optimizer.slots.mean?.[0].kernel', 'Tensor<[784, 128], "f32"> | undefined'],
    [
      'fit(mlp, digits, { ...settings, steps: 10, penalty: (params) => l2(params[0].kernel) }).then((run) => run.state.variables.params[0].bias)',
      'Promise<Tensor<[128], "f32">>',
    ],
    ['fit(mlp, weighed, { ...settings, partial: "keep", validationSplit: 0.1 }).then(({ place }) => place.step)', 'Promise<number>'],
    [
      'fit(mlp, digits, { ...settings, callbacks: [earlyStopping(), sampleEvery(10, ({ place }: Moment) => place.step > 3 && "stop"), ({ epoch }) => epoch] }).then(() => 1)',
      'Promise<number>',
    ],
    [
      'loadRun(mlp, adam(), "a").then((resume) => fit(mlp, digits, { ...settings, resume })).then(({ variables }) => variables.params[1])',
      'Promise<Empty>',
    ],
    [
      'lrFind(mlp, digits, { loss: softmaxCrossEntropy, optimizer: (rate) => sgd(rate), batchSize: 8, key: key(0) }).then(({ suggestion }) => suggestion)',
      'Promise<number>',
    ],
    ['load(mlp, bytes).then(({ params }) => params[2].kernel)', 'Promise<Tensor<[128, 10], "f32">>'],
    ['load({ w: zeros([3]) }, bytes).then(({ w }) => w)', 'Promise<Tensor<[3], "f32">>'],
    [
      'jointState({ mlp, other }, { optimizers: { mlp: adam(), other: sgd(0.1) }, key: key(0) }).variables.other.params[0].bias',
      'Tensor<[3], "f32">',
    ],
    [
      'jointStep({ mlp, other }, { losses: { mlp: (v, batch: { readonly t: Tensor<[]> }) => add(l2(v.other.params), batch.t), other: (v) => l2(v.mlp.params[0]) }, optimizers: { mlp: adam(), other: adam() } })(jointState({ mlp, other }, { optimizers: { mlp: adam(), other: adam() }, key: key(0) }), { t: zeros([]) })[1].mlp',
      'Tensor<[], "f32">',
    ],
  ],
  rejects: [
    ['step.compile(state, { «x»: zeros([32, 785]), y: classes })', 'trainStep: the model takes [N, 784], got [32, 785]'],
    ['step(state, { «x»: zeros([32, 785]), y: classes })', 'trainStep: the model takes [N, 784], got [32, 785]'],
    [
      'lrFind(mlp, «pictures», { loss: softmaxCrossEntropy, optimizer: adam, batchSize: 8, key: key(0) })',
      'lrFind: the model takes [N, 784], got [N, 28, 28, 1]',
    ],
  ],
  refuses: [
    [
      'own(state, { x: images, «y»: images })',
      `Type 'Tensor<[32, 784], "f32">' is not assignable to type 'Tensor<["N"], "i32">'.
  Types of property 'shape' are incompatible.
    Type 'readonly [32, 784]' is not assignable to type 'readonly [Size<"N">]'.
      Source has 2 element(s) but target allows only 1.`,
    ],
  ],
}
