import type { Family } from './harness.js'

const [p784x128, p128x10, p784x10, p784x784, pnx10, p4x3, p3x3, p3x2] = [
  [784, 128],
  [128, 10],
  [784, 10],
  [784, 784],
  ['number', 10],
  [4, 3],
  [3, 3],
  [3, 2],
].map(([last, units]) => `{ readonly kernel: Tensor<[${last}, ${units}], "f32">; readonly bias: Tensor<[${units}], "f32">; }`)

export const layers: Family = {
  name: 'layers',
  given: `
import * as dsl from 'typegrad/dsl'
import { accumulate, accuracy, adam, adamw, apply, averageOf, byPath, chain, clipByGlobalNorm, dense, dropout, ema, evaluate, fit, flatten, fromArrays, identity, init, type Layer, lookahead, maxNorm, meanSquaredError, predict, residual, sequential, serial, sgd, sigmoidBinaryCrossEntropy, softmaxCrossEntropy, warmupCosine, weightDecay } from 'typegrad/dsl'
const mlp = sequential([784], dense(128), dsl.relu, dropout(0.2), dense(10))
const variables = init(mlp, key(0))
const digits = fromArrays({ x: { values: new Uint8Array(), shape: [784] }, y: { values: new Uint8Array(), dtype: 'i32' } })
const pictures = fromArrays({ x: { values: new Uint8Array(), shape: [28, 28, 1] }, y: { values: new Uint8Array(), dtype: 'i32' } })
const settings = { optimizer: adam(), epochs: 1, batchSize: 32, key: key(0) }
const texts = fromArrays({ x: { values: new Uint16Array(), shape: [8], dtype: 'i32' }, y: { values: new Uint8Array(), dtype: 'i32' } })
const reader = sequential([8], dsl.embedding(100, 16), flatten, dense(2))
const learnt = init(reader, key(0))
const mixed = [dense(10), dsl.relu, dropout(0.1)]
const someAlike = [residual(dense(784)), residual(dense(784))]
const normed = [dsl.batchNorm(), dsl.relu]
const small = sequential([784], dense(10))
const written = { params: [{ kernel: zeros([784, 10]), bias: zeros([10]) }], state: [{}] } as const
const tokens = sequential({ shape: [8], dtype: 'i32' }, dsl.embedding(100, 16), flatten, dense(2))
const tokenVariables = init(tokens, key(0))
declare const n: number
declare const shape: number[]
declare const someLayer: Layer
declare const someLayers: Layer[]
declare const batch: Tensor<['B', 784]>
declare const logits: Tensor<['N', 10]>
declare const classes: Tensor<['N'], 'i32'>`,
  compiles: [
    ['mlp', `Model<[784], [10], [${p784x128}, Empty, Empty, ${p128x10}], [Empty, Empty, Empty, Empty]>`],
    ['sequential([28, 28, 1], flatten).output', 'readonly [784]'],
    ['sequential([28, 28, 1], dense(3)).output', 'readonly [28, 28, 3]'],
    [
      'sequential([n, 3], dense(5), flatten)',
      'Model<[number, 3], [number], [{ readonly kernel: Tensor<[3, 5], "f32">; readonly bias: Tensor<[5], "f32">; }, Empty], [Empty, Empty]>',
    ],
    ['sequential([7, n], dense(5)).output', 'readonly [7, 5]'],
    ['sequential([7], dense(n)).output', 'readonly [number]'],
    ['sequential(shape, dense(5), dsl.tanh).output', 'readonly (number | Size<string>)[]'],
    ['sequential([7], someLayer, dense(5)).output', 'readonly (number | Size<string>)[]'],
    ['sequential([7], ...someLayers).output', 'readonly (number | Size<string>)[]'],
    ['sequential([7]).output', 'readonly [7]'],
    ['dsl.layer("own", { output: (input) => (input.length === 1 ? [2] : "own: needs rank 1"), apply: (_, x) => x })', 'Layer<LayerType>'],
    ['dsl.layer<dsl.SameShape>("own", { output: (input) => ({ _tag: "Right", right: input }), apply: (_, x) => x })', 'Layer<SameShape>'],
    [
      'dsl.statefulLayer<dsl.SameShape>("own", { output: (input) => input, init: () => ({ params: {}, state: {} }), forward: ({ state }, x) => [x, state] })',
      'Layer<SameShape>',
    ],
    [
      'init(sequential([4], dense(2, { bias: false, kernelInit: dsl.orthogonal() })), key(0)).params',
      '[{ readonly kernel: Tensor<[4, 2], "f32">; }]',
    ],
    ['sequential([2, 3], residual(serial(dense(5), dsl.gelu, dense(3)))).output', 'readonly [2, 3]'],
    ['sequential([8], residual(residual(dense(8))), identity).output', 'readonly [8]'],
    ['init(sequential([8], residual(dense(8))), key(0)).params[0].kernel', 'Tensor<[8, 8], "f32">'],
    ['init(sequential([4], serial(dense(2), dense(3))), key(0)).params[0][1].kernel', 'Tensor<[2, 3], "f32">'],
    ['variables.params[3].bias', 'Tensor<[10], "f32">'],
    ['predict(mlp, variables, zeros([32, 784]))', 'Tensor<[32, 10], "f32">'],
    ['predict(mlp, variables, batch)', 'Tensor<["B", 10], "f32">'],
    ['predict(mlp, variables, zeros([n, n]))', 'Tensor<[number, 10], "f32">'],
    ['apply(mlp, variables, batch, { training: true, key: key(0) })[0]', 'Tensor<["B", 10], "f32">'],
    ['dsl.relu(zeros([3, 4]))', 'Tensor<[3, 4], "f32">'],
    ['dsl.softmax(logits, { axis: 0 })', 'Tensor<["N", 10], "f32">'],
    ['digits.take([1]).x', 'Tensor<["N", 784], "f32">'],
    ['digits.take([1]).y', 'Tensor<["N"], "i32">'],
    ['softmaxCrossEntropy(logits, classes)', 'Tensor<[], "f32">'],
    ['softmaxCrossEntropy(logits, logits)', 'Tensor<[], "f32">'],
    ['meanSquaredError(zeros([5, 2]), zeros([n, 2]))', 'Tensor<[], "f32">'],
    ['softmaxCrossEntropy(logits, classes, { reduction: "none" })', 'Tensor<["N"], "f32">'],
    ['softmaxCrossEntropy(logits, classes, { reduction: "sum", classWeights: zeros([10]), labelSmoothing: 0.1 })', 'Tensor<[], "f32">'],
    ['dsl.meanAbsoluteError(logits, logits, { reduction: "none", weights: zeros([n]) })', 'Tensor<["N", 10], "f32">'],
    ['dsl.klDivergence(logits, logits, { reduction: "none" })', 'Tensor<["N"], "f32">'],
    ['dsl.huber(logits, logits, { delta: 2, mask: equal(classes, 0) })', 'Tensor<[], "f32">'],
    ['dsl.triplet(logits, logits, logits, { reduction: "none", swap: true })', 'Tensor<["N"], "f32">'],
    ['dsl.contrastive(logits, logits, zeros([n]), { reduction: "none" })', 'Tensor<["N"], "f32">'],
    ['dsl.gaussianNll(logits, logits, logits, { reduction: "none", full: true })', 'Tensor<["N", 10], "f32">'],
    ['dsl.ctc(zeros([3, 7, 4]), zeros([3, 2], { dtype: "i32" }), { reduction: "none" })', 'Tensor<[3], "f32">'],
    ['fit(mlp, digits, { ...settings, loss: dsl.categoricalCrossEntropy }).then(() => 1)', 'Promise<number>'],
    [
      'fit(mlp, digits, { ...settings, loss: softmaxCrossEntropy, metrics: { accuracy } }).then((fitted) => fitted.variables.params[0].kernel)',
      'Promise<Tensor<[784, 128], "f32">>',
    ],
    [
      'fit(small, digits, { ...settings, loss: softmaxCrossEntropy, variables: { params: [{ kernel: zeros([784, 10]), bias: zeros([10]) }], state: [{}] } }).then((fitted) => fitted.variables.params)',
      `Promise<[${p784x10}]>`,
    ],
    ['predict(reader, learnt, zeros([32, 8], { dtype: "i32" }))', 'Tensor<[32, 2], "f32">'],
    ['predict(reader, learnt, zeros([32, 8], { dtype: "u32" }))', 'Tensor<[32, 2], "f32">'],
    ['predict(reader, learnt, zeros([32, 8]))', 'Tensor<[32, 2], "f32">'],
    ['apply(reader, learnt, texts.take([0]).x)[0]', 'Tensor<["N", 2], "f32">'],
    [
      'evaluate(mlp, variables, digits, { metrics: { accuracy, f1: dsl.f1(), top5: dsl.topKAccuracy(5), perplexity: dsl.perplexity() } })',
      'Promise<Readonly<Record<string, number>>>',
    ],
    ['dsl.confusionMatrix().result(dsl.confusionMatrix().keep(logits, classes))', 'Promise<number[][]>'],
    [
      'evaluate(mlp, variables, digits, { metrics: { auc: dsl.rocAuc({ multiClass: "oneVsRest", average: "micro" }), precision: dsl.averagePrecision({ multiClass: "oneVsRest" }) } })',
      'Promise<Readonly<Record<string, number>>>',
    ],
    ['dsl.f1({ average: "none" }).result', '(kept: Confusion) => Promise<number[]>'],
    ['dsl.f1({ average: "weighted" }).result', '(kept: Confusion) => Promise<number>'],
    ['dsl.rocAuc({ multiClass: "oneVsRest", average: "none" }).result', '(kept: Classed) => Promise<number[]>'],
    ['evaluate(reader, learnt, texts, { metrics: { accuracy } })', 'Promise<Readonly<Record<string, number>>>'],
    [
      'fit(reader, texts, { ...settings, loss: softmaxCrossEntropy }).then((fitted) => fitted.variables.params[0].table)',
      'Promise<Tensor<[100, 16], "f32">>',
    ],
    ['tokens.output', 'readonly [2]'],
    ['tokens.input', 'Whole<readonly [8], "i32">'],
    ['tokenVariables.params[0].table', 'Tensor<[100, 16], "f32">'],
    ['predict(tokens, tokenVariables, zeros([32, 8], { dtype: "i32" }))', 'Tensor<[32, 2], "f32">'],
    ['apply(tokens, tokenVariables, texts.take([0]).x)[0]', 'Tensor<["N", 2], "f32">'],
    [
      'fit(tokens, texts, { ...settings, loss: softmaxCrossEntropy }).then((fitted) => fitted.variables.params[2].bias)',
      'Promise<Tensor<[2], "f32">>',
    ],
    ['evaluate(tokens, tokenVariables, texts, { metrics: { accuracy } })', 'Promise<Readonly<Record<string, number>>>'],
    ['sequential({ shape: [4, 2], dtype: "u32" }, flatten, dsl.embedding(9, 3)).output', 'readonly [8, 3]'],
    [
      'sequential({ shape: [8], dtype: "i32" }, dsl.reshapeTo([2, 4]), identity, serial(dsl.embedding(9, 3), dense(5))).output',
      'readonly [2, 4, 5]',
    ],
    ['sequential({ shape: [8], dtype: "i32" }, dsl.concatOf(dsl.embedding(9, 3), dsl.embedding(9, 5))).output', 'readonly [8, 8]'],
    [
      'init(sequential({ shape: [8], dtype: "i32" }, dsl.sumOf(dsl.embedding(9, 3), serial(dsl.embedding(9, 5), dense(3)))), key(0)).params[0][1][0].table',
      'Tensor<[9, 5], "f32">',
    ],
    ['sequential({ shape: [n], dtype: "i32" }, dsl.embedding(9, 3), dsl.lstm(4)).output', 'readonly [4]'],
    ['sequential({ shape: [8], dtype: "i32" }, someLayer, dense(5)).output', 'readonly (number | Size<string>)[]'],
    ['sequential([784], ...someAlike).output', 'readonly [784]'],
    ['init(sequential([784], ...someAlike), key(0)).params', `${p784x784}[]`],
    ['sequential([784], ...mixed).output', 'readonly (number | Size<string>)[]'],
    ['init(sequential([784], ...mixed), key(0)).params', `(Empty | ${pnx10})[]`],
    ['init(sequential([784], flatten, ...mixed, dense(10)), key(0)).params', `[Empty, ...(Empty | ${pnx10})[], ${pnx10}]`],
    [
      'init(sequential([784], ...normed), key(0)).state',
      '(Empty | { readonly mean: Tensor<[784], "f32">; readonly variance: Tensor<[784], "f32">; })[]',
    ],
    ['init(sequential([7], ...someLayers), key(0)).params', 'unknown[]'],
    ['sequential([4], dense(3), ...(n > 0 ? [dsl.relu] : []), dense(2)).output', 'readonly [2]'],
    ['init(sequential([4], dense(3), ...(n > 0 ? [dsl.relu] : []), dense(2)), key(0)).params', `[${p4x3}, ...Empty[], ${p3x2}]`],
    [
      'init(sequential([4], dense(3), ...(n > 0 ? [dense(3), dsl.relu] : []), dense(2)), key(0)).params',
      `[${p4x3}, ...(Empty | ${p3x3})[], ${p3x2}]`,
    ],
    ['sequential([4], dense(3), ...(n > 0 ? [dense(5)] : []), dense(2)).output', 'readonly (number | Size<string>)[]'],
    ['init(sequential([4], dense(3), ...(n > 0 ? [dense(5)] : []), dense(2)), key(0)).params[0]', `${p4x3}`],
    ['init(sequential([4], ...(n > 0 ? [dense(3)] : [])), key(0)).params', `[] | [${p4x3}]`],
    ['adam({ rate: (count) => div(astype(count, "f32"), 1000) })', 'Optimizer'],
    ['chain(clipByGlobalNorm(1), maxNorm(3), weightDecay(1e-4), adam(warmupCosine({ peak: 0.1, warmup: 5, steps: 50 })))', 'Optimizer'],
    ['byPath({ "0/**": sgd(0), "**": accumulate(ema(lookahead(adamw({ mask: (_, { rank }) => rank > 1 })), 0.9), 4) })', 'Optimizer'],
    ['averageOf(ema(sgd(0.1), 0.9).init({ w: zeros([3]) }))', '{ w: Tensor<[3], "f32">; }'],
    ['sgd(0.1).update({ w: zeros([3]) }, sgd(0.1).init({ w: zeros([3]) }), { w: zeros([3]) })[0]', '{ w: Tensor<[3], "f32">; }'],
    ['fit(mlp, digits, { ...settings, loss: (y, labels) => softmaxCrossEntropy(y, labels) }).then(() => 1)', 'Promise<number>'],
  ],
  rejects: [
    ['sequential([], dsl.relu, «dense(128)»)', 'dense(128): the input needs a last dimension, got []'],
    [
      'sequential([8], dense(4), «residual(dense(5))», dense(3))',
      'residual: the branch maps [4] to [5]; a skip connection needs equal shapes',
    ],
    [
      'sequential([24, 24, 32], residual(dense(32)), «residual(serial(dense(8), dense(33)))», flatten)',
      'residual: the branch maps [24, 24, 32] to [24, 24, 33]; a skip connection needs equal shapes',
    ],
    [
      'sequential([2, 3], serial(dsl.relu, residual(dsl.relu)), «serial(dense(3), residual(flatten), dense(2))»)',
      'residual: the branch maps [2, 3] to [6]; a skip connection needs equal shapes',
    ],
    [
      'sequential([4], «residual(dense(2))», ...(n > 0 ? [dsl.relu] : []), dense(2))',
      'residual: the branch maps [4] to [2]; a skip connection needs equal shapes',
    ],
    ['sequential([], «residual(dense(1))»)', 'dense(1): the input needs a last dimension, got []'],
    ['sequential({ shape: [64], dtype: "i32" }, «dense(4)»)', 'an f32 input is expected, got i32[64]; put an embedding before this layer'],
    [
      'sequential({ shape: [4, 16], dtype: "u32" }, flatten, «dsl.relu», dense(3))',
      'an f32 input is expected, got u32[64]; put an embedding before this layer',
    ],
    [
      'sequential({ shape: [64], dtype: "i32" }, «serial(identity, dense(4))»)',
      'an f32 input is expected, got i32[64]; put an embedding before this layer',
    ],
    [
      'sequential({ shape: [64], dtype: "i32" }, «dsl.fanOut(dsl.embedding(9, 2), dense(4))»)',
      'an f32 input is expected, got i32[64]; put an embedding before this layer',
    ],
    [
      'sequential({ shape: [64, 2], dtype: "i32" }, «dsl.lstm(4)»)',
      'an f32 input is expected, got i32[64, 2]; put an embedding before this layer',
    ],
    [
      'sequential({ shape: [64], dtype: "i32" }, «residual(dsl.embedding(9, 2))»)',
      'residual: the branch maps i32[64] to [64, 2]; a skip connection needs equal shapes',
    ],
    [
      'sequential({ shape: [64], dtype: "i32" }, «dsl.parallel(dsl.embedding(9, 2))»)',
      'parallel: 1 branch takes as many inputs, got i32[64]',
    ],
    [
      'sequential({ shape: [64], dtype: "i32" }, «dsl.sumOf(dsl.embedding(9, 2), dsl.embedding(9, 3))»)',
      'sumOf: branch 2 maps i32[64] to [64, 3], branch 1 to [64, 2]; branches of a sum have equal shapes',
    ],
    ['sequential({ shape: [64], dtype: "i32" }, «dsl.reshapeTo([7, -1])»)', 'reshapeTo: the elements of [64] do not fill [7, -1]'],
    ['predict(tokens, tokenVariables, «zeros([32, 9], { dtype: "i32" })»)', 'predict: the model takes i32[N, 8], got [32, 9]'],
    ['predict(mlp, variables, «zeros([32, 785])»)', 'predict: the model takes [N, 784], got [32, 785]'],
    ['predict(mlp, variables, «zeros([784])»)', 'predict: the model takes [N, 784], got [784]'],
    ['apply(mlp, variables, «zeros([2, 32, 784])»)', 'apply: the model takes [N, 784], got [2, 32, 784]'],
    ['fit(mlp, «pictures», { ...settings, loss: softmaxCrossEntropy })', 'fit: the model takes [N, 784], got [N, 28, 28, 1]'],
    ['evaluate(mlp, variables, «pictures», { metrics: { accuracy } })', 'evaluate: the model takes [N, 784], got [N, 28, 28, 1]'],
    [
      'softmaxCrossEntropy(zeros([5, 28, 10]), «zeros([5], { dtype: "i32" })»)',
      'softmaxCrossEntropy: outputs [5, 28, 10] take labels [5, 28], a class each, or [5, 28, 10], a weight for each class; got [5]; add flatten before the last dense',
    ],
    [
      'softmaxCrossEntropy(logits, «zeros([9], { dtype: "i32" })»)',
      'softmaxCrossEntropy: outputs [N, 10] take labels [N], a class each, or [N, 10], a weight for each class; got [9]',
    ],
    ['softmaxCrossEntropy(logits, «astype(classes, "f32")»)', 'softmaxCrossEntropy: classes are i32 or u32, got f32; convert with astype'],
    [
      'softmaxCrossEntropy(logits, «astype(logits, "i32")»)',
      'softmaxCrossEntropy: f32 outputs and i32 weights differ; convert with astype',
    ],
    [
      'softmaxCrossEntropy(logits, classes, { «weights»: zeros([9]) })',
      'softmaxCrossEntropy: losses [N] take weights of a shape they begin with; got [9]',
    ],
    [
      'softmaxCrossEntropy(logits, classes, { «classWeights»: zeros([9]) })',
      'softmaxCrossEntropy: outputs [N, 10] take classWeights [10]; got [9]',
    ],
    [
      'meanSquaredError(zeros([5, 2]), zeros([5, 2]), { «mask»: equal(zeros([2]), 0) })',
      'meanSquaredError: losses [5, 2] take mask of a shape they begin with; got [2]',
    ],
    ['dsl.klDivergence(zeros([]), «zeros([])»)', 'klDivergence: outputs need a last dimension; got []'],
    ['dsl.triplet(logits, logits, «zeros([3, 9])»)', 'triplet: anchor [N, 10] and negative [3, 9] differ; they go together one by one'],
    [
      'dsl.ctc(zeros([3, 7, 4]), «zeros([2, 2], { dtype: "i32" })»)',
      'ctc: logits are [batch, steps, classes] and targets [batch, labels]; got [3, 7, 4] and [2, 2]',
    ],
    ['dsl.ctc(zeros([3, 7, 4]), «zeros([3, 2])»)', 'ctc: targets are i32 or u32, got f32; convert with astype'],
    ['dsl.rocAuc().keep(logits, «zeros([3])»)', 'rocAuc: outputs [N, 10] and targets [3] differ; they go together one by one'],
    [
      'dsl.rocAuc({ multiClass: "oneVsOne" }).keep(logits, «zeros([9], { dtype: "i32" })»)',
      'rocAuc: outputs [N, 10] take labels [N], a class each, or [N, 10], a weight for each class; got [9]',
    ],
    [
      'dsl.recall().keep(logits, «zeros([9], { dtype: "i32" })»)',
      'recall: outputs [N, 10] take labels [N], a class each, or [N, 10], a weight for each class; got [9]',
    ],
    ['accuracy(zeros([]), «classes»)', 'accuracy: outputs need a last dimension, the classes; got []'],
    [
      'meanSquaredError(zeros([5, 1]), «zeros([5])»)',
      'meanSquaredError: outputs [5, 1] and targets [5] differ; they go together one by one',
    ],
    [
      'sigmoidBinaryCrossEntropy(zeros([5, 1]), «zeros([6, 1])»)',
      'sigmoidBinaryCrossEntropy: outputs [5, 1] and targets [6, 1] differ; they go together one by one',
    ],
  ],
  refuses: [
    [
      'sequential([4], dense(3), «...(n > 0 ? [dsl.relu] : []), residual(dense(2))»)',
      `Argument of type '[...Activation<Unary<"relu", "numeric">>[], Layer<Residual<Dense<2, true>>>]' is not assignable to parameter of type '[...Activation<Unary<"relu", "numeric">>[], "residual: the branch maps [3] to [2]; a skip connection needs equal shapes"]'.
  Type at position 1 in source is not compatible with type at position 1 in target.
    Type 'Layer<Residual<Dense<2, true>>>' is not assignable to type '"residual: the branch maps [3] to [2]; a skip connection needs equal shapes"'.`,
    ],
    [
      'predict(tokens, tokenVariables, «zeros([32, 8])»)',
      `Argument of type 'Tensor<[32, 8], "f32">' is not assignable to parameter of type 'Written<[32, 8], "i32">'.
  Type 'Tensor<[32, 8], "f32">' is not assignable to type 'Tensor<[32, 8], "i32">'.
    Types of property 'dtype' are incompatible.
      Type '"f32"' is not assignable to type '"i32"'.`,
    ],
  ],
}
