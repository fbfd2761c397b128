import type { Family } from './harness.js'

/** What a person gets wrong around training: callbacks, options, data, files. */
export const mistaken: Family = {
  name: 'mistaken',
  given: `
import * as dsl from 'typegrad/dsl'
import { accuracy, adam, dense, earlyStopping, fit, fromArrays, init, jointStep, logTo, sequential, softmaxCrossEntropy, trainState, trainStep, embedding, flatten, type Dataset } from 'typegrad/dsl'
const model = sequential([784], dense(10))
const variables = init(model, key(0))
const digits = fromArrays({ x: { values: new Uint8Array(), shape: [784] }, y: { values: new Uint8Array(), dtype: 'i32' } })
const named = fromArrays({ image: { values: new Uint8Array(), shape: [784] }, label: { values: new Uint8Array(), dtype: 'i32' } })
const floats = fromArrays({ x: { values: new Uint8Array(), shape: [784] }, y: { values: new Uint8Array() } })
const reader = sequential({ shape: [8], dtype: 'i32' }, embedding(100, 4), flatten, dense(10))
const texts = fromArrays({ x: { values: new Uint8Array(), shape: [8] }, y: { values: new Uint8Array(), dtype: 'i32' } })
const settings = { loss: softmaxCrossEntropy, optimizer: adam(), batchSize: 32, key: key(0) } as const
const state = trainState(model, { optimizer: adam(), key: key(0) })
const step = trainStep(model, { loss: softmaxCrossEntropy, optimizer: adam() })
const batch = { x: zeros([32, 784]), y: zeros([32], { dtype: 'i32' }) }
declare const bytes: Uint8Array
declare const pictures: Tensor<['N', 32, 32, 3]>
declare const classes: Tensor<['N'], 'i32'>`,
  compiles: [],
  rejects: [
    [
      'fit(model, «named», settings)',
      'fit: the data has no column x of tensors; name its columns x, what the model takes, and y, what it should give',
    ],
    ['dsl.mixup(key(0), pictures, «classes»)', 'mixup: targets are f32, got i32; write classes as oneHot(y, classes)'],
    [
      'dsl.evaluate(model, variables, «named», { loss: softmaxCrossEntropy })',
      'evaluate: the data has no column x of tensors; name its columns x, what the model takes, and y, what it should give',
    ],
    [
      'dsl.lrFind(model, «named», { loss: softmaxCrossEntropy, optimizer: adam, batchSize: 8, key: key(0) })',
      'lrFind: the data has no column x of tensors; name its columns x, what the model takes, and y, what it should give',
    ],
    ['dsl.predict(model, variables, «"pictures"»)', 'predict: the model takes [N, 784], got no tensor'],
    ['dsl.predict(reader, init(reader, key(0)), «[1, 2, 3]»)', 'predict: the model takes i32[N, 8], got no tensor'],
  ],
  refuses: [
    [
      'fit(model, digits, { ...settings, «epoch»: 3 })',
      `Object literal may only specify known properties, but 'epoch' does not exist in type 'FitOptions<[10], [{ readonly kernel: Tensor<[784, 10], "f32">; readonly bias: Tensor<[10], "f32">; }], [Empty], ["N", 784], Tensor<["N"], "i32">>'. Did you mean to write 'epochs'?`,
    ],
    [
      'fit(model, digits, { ...settings, optimizer: «adam» })',
      "Type '(options?: RateOr<AdamOptions>) => Optimizer' is not assignable to type 'Optimizer'.",
    ],
    ['fit(model, digits, { ...settings, «optimizer»: "adam" })', "Type 'string' is not assignable to type 'Optimizer'."],
    [
      'fit(model, digits, { ...settings, «loss»: "mse" })',
      `Type 'string' is not assignable to type 'Objective<[10], Tensor<["N"], "i32">>'.`,
    ],
    ['fit(model, digits, { ...settings, «key»: 0 })', "Type 'number' is not assignable to type 'Key'."],
    [
      'fit(model, digits, { ...settings, «validation»: 0.1 })',
      `Type 'number' is not assignable to type 'Dataset<Examples<["N", 784], Tensor<["N"], "i32">, "f32" | "i32" | "u32">>'.`,
    ],
    [
      'fit(model, digits, { ...settings, «metrics»: [accuracy] })',
      `Type 'LabelledMean<"accuracy">[]' is not assignable to type 'Readonly<Record<string, Measure<[10], Tensor<["N"], "i32">>>>'.
  Index signature for type 'string' is missing in type 'LabelledMean<"accuracy">[]'.`,
    ],
    [
      'fit(model, floats, { ...settings, «loss»: softmaxCrossEntropy })',
      `Type 'LabelledLoss<"softmaxCrossEntropy">' is not assignable to type 'Objective<[10], Tensor<["N"], "f32">>'.
  Types of parameters 'labels' and 'target' are incompatible.
    Type 'Tensor<["N"], "f32">' is not assignable to type '"softmaxCrossEntropy: classes are i32 or u32, got f32; convert with astype"'.`,
    ],
    ['«step»(batch)', 'Expected 2 arguments, but got 1.'],
    [
      'jointStep({ model }, { losses: { «other»: () => zeros([]) }, optimizers: { model: adam() } })',
      `Object literal may only specify known properties, and 'other' does not exist in type 'JointLosses<{ model: Model<[784], [10], [{ readonly kernel: Tensor<[784, 10], "f32">; readonly bias: Tensor<[10], "f32">; }], [Empty]>; }, unknown>'.`,
    ],
    [
      'jointStep({ model }, { losses: { model: (v) => v.«other» }, optimizers: { model: adam() } })',
      `Property 'other' does not exist on type 'JointVariables<{ model: Model<[784], [10], [{ readonly kernel: Tensor<[784, 10], "f32">; readonly bias: Tensor<[10], "f32">; }], [Empty]>; }>'.`,
    ],
    ['earlyStopping({ «patience»: "3" })', "Type 'string' is not assignable to type 'number'."],
    ['earlyStopping(«3»)', "Type '3' has no properties in common with type 'EarlyStoppingOptions'."],
    [
      'earlyStopping({ «restoreBestWeights»: true })',
      "Object literal may only specify known properties, and 'restoreBestWeights' does not exist in type 'EarlyStoppingOptions'.",
    ],
    [
      'logTo(«"log.csv"», { format: "csv" })',
      "Argument of type 'string' is not assignable to parameter of type '(piece: string | Uint8Array<ArrayBufferLike>) => unknown'.",
    ],
    ['logTo(() => 0, { «format»: "json" })', `Type '"json"' is not assignable to type 'LogFormat'. Did you mean '"jsonl"'?`],
    [
      'dsl.save("weights.safetensors", «variables»)',
      `Argument of type 'Variables<[{ readonly kernel: Tensor<[784, 10], "f32">; readonly bias: Tensor<[10], "f32">; }], [Empty]>' is not assignable to parameter of type 'string | Target'.`,
    ],
    ['dsl.«load»("weights.safetensors")', 'Expected 2-3 arguments, but got 1.'],
    ['dsl.split(digits, «0.8»)', "Argument of type 'number' is not assignable to parameter of type 'readonly number[]'."],
    ['dsl.zip(digits, «digits»)', 'Expected 1 arguments, but got 2.'],
    ['dsl.«window»({ values: [1, 2] })', 'Expected 2-3 arguments, but got 1.'],
    [
      'dsl.window(«[1, 2, 3]», 2)',
      `Argument of type 'number[]' is not assignable to parameter of type 'Column'.
  Types of property 'values' are incompatible.
    Type '() => ArrayIterator<number>' is not assignable to type 'ArrayLike<number>'.
      Index signature for type 'number' is missing in type '() => ArrayIterator<number>'.`,
    ],
    [
      'dsl.padBatch([[1]], { «pad»: 0 })',
      `Object literal may only specify known properties, and 'pad' does not exist in type 'PadOptions<"i32">'.`,
    ],
    ['dsl.csv("a,b", { types: { «a»: "float" } })', `Type '"float"' is not assignable to type 'CsvType'.`],
    ['dsl.«csv»("a,b")', 'Expected 2 arguments, but got 1.'],
    ['dsl.«randomFlip»(pictures)', 'Expected 2-3 arguments, but got 1.'],
    [
      'dsl.randomFlip(«pictures», key(0))',
      `Argument of type 'Tensor<["N", 32, 32, 3], "f32">' is not assignable to parameter of type 'Key'.
  Types of property 'shape' are incompatible.
    Type 'readonly [Size<"N">, 32, 32, 3]' is not assignable to type 'readonly [2]'.
      Source has 4 element(s) but target allows only 1.`,
    ],
    ['dsl.randomCrop(key(0), pictures, { «size»: 28 })', "Type 'number' is not assignable to type 'readonly [number, number]'."],
    ['dsl.cutout(key(0), pictures, { «size»: [8, 8] })', "Type 'number[]' is not assignable to type 'number'."],
  ],
}
