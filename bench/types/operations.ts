import * as typegrad from 'typegrad'

/** What stands before one use of an operation that is measured. In its last line a tensor is a tensor: to see that costs 570, once in a program. */
export const given = `import { ${Object.keys(typegrad).join(', ')} } from './src/index.js'; import type { AnyTensor } from './src/index.js'; import * as dsl from './dsl/index.js'
const predict = (p: { w: Tensor<[784, 10]>; b: Tensor<[10]> }, x: Tensor<['N', 784]>): Tensor<['N', 10]> => null as never
const loss = (p: { w: Tensor<[784, 10]>; b: Tensor<[10]> }, x: Tensor<['N', 784]>): Tensor<[]> => null as never
declare const params: { w: Tensor<[784, 10]>; b: Tensor<[10]> }; declare const x: Tensor<[32, 784]>; declare const i: Tensor<[4], 'i32'>
declare const image: Tensor<['N', 28, 28, 3]>; declare const m: Tensor<[2, 3]>; declare const b: Tensor<[2, 3], 'bool'>
declare const big: Tensor<[25088, 4096]>; declare const kernel: Tensor<[5, 5, 3, 32]>; declare const upwards: Tensor<[3, 3, 8, 3]>
declare const matrix: Tensor<[4, 4]>; declare const tall: Tensor<[6, 4]>; declare const labels: Tensor<[32], 'i32'>; declare const bytes: Uint8Array
declare const lucky: boolean; declare const training: dsl.TrainState<Learned, []>
type Learned = [{ readonly kernel: Tensor<[784, 10]>; readonly bias: Tensor<[10]> }]
declare const learner: dsl.Model<[784], [10], Learned, []>; declare const learned: dsl.Variables<Learned, []>
declare const digits: dsl.Dataset<{ readonly x: Tensor<['N', 784]>; readonly y: Tensor<['N'], 'i32'> }>
export const seen: AnyTensor = m
`
