import type { Family } from './harness.js'

/** Functions as people write them: symbols in bodies, and which tensor may stand for which. */
export const bodies: Family = {
  name: 'bodies',
  given: `
declare const x: Tensor<['N', 784]>
declare const literal: Tensor<[2, 3]>
declare const unknownSize: Tensor<[number, 3]>
declare const some: AnyTensor
const takesUnknown = (x: Tensor<[number, 3]>): number => x.rank
const takesSymbol = (x: Tensor<['N', 3]>): number => x.rank
const takesLiteral = (x: Tensor<[2, 3]>): number => x.rank
const takesAny = (x: AnyTensor): number => x.rank
const takesNumber = (n: number): number => n`,
  compiles: [
    [
      '(x: Tensor<["N", 784]>, w: Tensor<[784, 10]>) => softmax(matmul(x, w))',
      '(x: Tensor<["N", 784]>, w: Tensor<[784, 10]>) => Tensor<["N", 10], "f32">',
    ],
    [
      '(q: Tensor<["B", "T", 64]>, k: Tensor<["B", "S", 64]>) => softmax(div(matmul(q, swapAxes(k, -1, -2)), 8))',
      '(q: Tensor<["B", "T", 64]>, k: Tensor<["B", "S", 64]>) => Tensor<["B", "T", "S"], "f32">',
    ],
    [
      '(x: Tensor<["N", "D"]>) => div(sub(x, mean(x, { axis: -1, keepDims: true })), std(x, { axis: -1, keepDims: true }))',
      '(x: Tensor<["N", "D"]>) => Tensor<["N", "D"], "f32">',
    ],
    ['(x: AnyTensor) => mul(x, sigmoid(x))', '(x: AnyTensor) => Tensor<Shape, DType>'],
    ['<S extends Shape>(x: Tensor<S>) => relu(x)', '<S extends Shape>(x: Tensor<S>) => Tensor<Given<S>, "f32">'],
    ['x.shape[0]', 'Size<"N">'],
    ['x.shape[1]', '784'],
    ['x.rank', '2'],
    ['x.shape[0] * 2', 'number'],
    ['takesNumber(x.shape[0])', 'number'],
    ['takesUnknown(literal)', 'number'],
    ['takesUnknown(unknownSize)', 'number'],
    ['takesAny(x)', 'number'],
    ['literal.toArray()', 'Promise<number[][]>'],
    ['some.toArray()', 'Promise<AnyNested>'],
    ['literal.data()', 'Promise<Float32Array<ArrayBufferLike>>'],
    ['sum(literal).item()', 'Promise<number>'],
    ['zeros([1, 1]).item()', 'Promise<number>'],
    ['some.item()', 'Promise<number>'],
    ['<S extends Shape>(x: Tensor<S>) => x.item()', '<S extends Shape>(x: Tensor<S>) => Promise<number>'],
  ],
  rejects: [
    [
      '(x: Tensor<["N", 784]>, y: Tensor<["M", 784]>) => add(x, «y»)',
      'add: [N, 784] and [M, 784] do not broadcast: dimensions N and M differ',
    ],
    [
      '(x: Tensor<["N", 784]>, w: Tensor<[10, 784]>) => matmul(x, «w»)',
      'matmul: [N, 784] x [10, 784]: inner dimensions 784 and 10 differ; did you mean transpose(b)?',
    ],
    [
      '(x: Tensor<["N", "D"]>) => div(x, «std(x, { axis: -1 })»)',
      'div: [N, D] and [N] do not broadcast: dimensions D and N differ; did you mean expandDims([N], -1)?',
    ],
  ],
  refuses: [
    [
      '(x: Tensor<["N", 1]>) => «x».item()',
      `The 'this' context of type 'Tensor<["N", 1], "f32">' is not assignable to method's 'this' of type 'Tensor<["N", 1], "f32"> & "item: reads a tensor of one element, and this has shape [N, 1]; read data() or toArray(), or take one by slice(x, 0)"'.\n  Type 'Tensor<["N", 1], "f32">' is not assignable to type '"item: reads a tensor of one element, and this has shape [N, 1]; read data() or toArray(), or take one by slice(x, 0)"'.`,
    ],
  ],
}
