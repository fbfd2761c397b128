import type { Family } from './harness.js'

/** Losses of outputs and targets of one shape: a loss for each number. */
const paired = [
  ...['binaryCrossEntropy', 'focal', 'hinge', 'huber', 'logCosh', 'meanAbsoluteError', 'meanSquaredError', 'poissonNll'],
  'sigmoidBinaryCrossEntropy',
]

/** Losses of vectors: a loss for each. */
const ofVectors = ['cosineSimilarity', 'klDivergence']

/** Losses of a number for each class, and of the class. */
const labelled = ['categoricalCrossEntropy', 'softmaxCrossEntropy']

type Row = readonly [program: string, type: string]

export const losses: Family = {
  name: 'losses',
  given: `
import * as dsl from 'typegrad/dsl'
declare const outputs: Tensor<['N', 10]>
declare const targets: Tensor<['N', 10]>
declare const classes: Tensor<['N'], 'i32'>
declare const pixels: Tensor<['N', 28, 28]>
declare const words: Tensor<['N', 'T'], 'i32'>
declare const sequences: Tensor<['N', 'T', 10]>
declare const alike: Tensor<['N']>`,
  compiles: [
    ...paired.flatMap((name): Row[] => [
      [`dsl.${name}(outputs, targets)`, 'Tensor<[], "f32">'],
      [`dsl.${name}(outputs, targets, { reduction: 'none' })`, 'Tensor<["N", 10], "f32">'],
      [`dsl.${name}(pixels, pixels, { reduction: 'none' })`, 'Tensor<["N", 28, 28], "f32">'],
    ]),
    ...ofVectors.flatMap((name): Row[] => [
      [`dsl.${name}(outputs, targets)`, 'Tensor<[], "f32">'],
      [`dsl.${name}(outputs, targets, { reduction: 'none' })`, 'Tensor<["N"], "f32">'],
      [`dsl.${name}(sequences, sequences, { reduction: 'none' })`, 'Tensor<["N", "T"], "f32">'],
    ]),
    ...labelled.flatMap((name): Row[] => [
      [`dsl.${name}(outputs, classes)`, 'Tensor<[], "f32">'],
      [`dsl.${name}(outputs, classes, { reduction: 'none' })`, 'Tensor<["N"], "f32">'],
      [`dsl.${name}(sequences, words, { reduction: 'none' })`, 'Tensor<["N", "T"], "f32">'],
    ]),
    ['dsl.contrastive(outputs, targets, alike)', 'Tensor<[], "f32">'],
    ["dsl.contrastive(outputs, targets, alike, { reduction: 'none' })", 'Tensor<["N"], "f32">'],
    ['dsl.gaussianNll(outputs, targets, targets)', 'Tensor<[], "f32">'],
    ['dsl.triplet(outputs, targets, targets)', 'Tensor<[], "f32">'],
    ["dsl.triplet(outputs, targets, targets, { reduction: 'none' })", 'Tensor<["N"], "f32">'],
    ['dsl.ctc(sequences, words)', 'Tensor<[], "f32">'],
    ['dsl.l1({ kernel: zeros([3, 2]), bias: zeros([2]) })', 'Tensor<[], "f32">'],
    ['dsl.l2({ kernel: zeros([3, 2]), bias: zeros([2]) })', 'Tensor<[], "f32">'],
  ],
  rejects: [['dsl.huber(outputs, «pixels»)', 'huber: outputs [N, 10] and targets [N, 28, 28] differ; they go together one by one']],
}
