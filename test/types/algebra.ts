import type { Family } from './harness.js'

const dense = (last: number, units: number): string =>
  `{ readonly kernel: Tensor<[${last}, ${units}], "f32">; readonly bias: Tensor<[${units}], "f32">; }`

/** Layers made of layers and of functions. */
export const algebra: Family = {
  name: 'algebra',
  given: `
import * as dsl from 'typegrad/dsl'
import { batchNorm, dense, fanOut, flatten, frozen, init, lambda, type Layer, parallel, residual, sequential, serial, shared, tiedEmbedding, when } from 'typegrad/dsl'
declare const n: number
declare const someLayer: Layer
const someWidest = lambda((x: Tensor<['N', 'T', 9]>) => max(x, { axis: 2 }))
const somePooled = lambda((x: Tensor<['N', 7, 8]>) => max(x, { axis: 1 }))`,
  compiles: [
    ['sequential([4], when(true, dense(3)), dense(2))', `Model<[4], [2], [${dense(4, 3)}, ${dense(3, 2)}], [Empty, Empty]>`],
    ['sequential([4], when(false, dense(3)), dense(2))', `Model<[4], [2], [Empty, ${dense(4, 2)}], [Empty, Empty]>`],
    ['sequential([4], when(n > 0, dense(4)), dense(2))', `Model<[4], [2], [Empty | ${dense(4, 4)}, ${dense(4, 2)}], [Empty, Empty]>`],
    ['sequential([4], when(n > 0, dense(3)), dense(2)).output', 'readonly (number | Size<string>)[]'],
    ['sequential([4], when(false, residual(dense(3)))).output', 'readonly [4]'],
    [
      'sequential([8], fanOut(dense(3), dense(2)), when(n > 0, parallel(dsl.relu, dsl.relu))).output',
      'readonly [readonly [3], readonly [2]]',
    ],
    ['sequential([28, 28], lambda((x) => mul(x, 2), { output: [28, 28] }), flatten, dense(10)).output', 'readonly [10]'],
    ['sequential([7, 8], somePooled, dense(10))', `Model<[7, 8], [10], [Empty, ${dense(8, 10)}], [Empty, Empty]>`],
    ['sequential([7, 9], someWidest, dense(3)).output', 'readonly [3]'],
    ['sequential([7, 9], someWidest).output', 'readonly [number]'],
    ['sequential([7, 9], lambda((x) => mul(x, 2)), dense(3)).output', 'readonly (number | Size<string>)[]'],
    ['sequential({ shape: [8], dtype: "i32" }, lambda((x) => astype(x, "f32"), { output: [8] }), dense(3)).output', 'readonly [3]'],
    [
      'init(sequential([8], frozen(serial(dense(4), batchNorm())), dense(3)), key(0)).state[0]',
      `{ readonly params: [${dense(8, 4)}, { readonly scale: Tensor<[4], "f32">; readonly offset: Tensor<[4], "f32">; }]; readonly state: [Empty, { readonly mean: Tensor<[4], "f32">; readonly variance: Tensor<[4], "f32">; }]; }`,
    ],
    ['init(sequential([8], frozen(dense(4)), dense(3)), key(0)).params', `[Empty, ${dense(4, 3)}]`],
    [
      'sequential([[8], [8]], shared(dense(4), [8], (f) => parallel(f, f)))',
      `Model<[[8], [8]], [[4], [4]], [{ readonly shared: ${dense(8, 4)}; readonly others: [Empty, Empty]; }], [[Empty, Empty]]>`,
    ],
    [
      'init(sequential([8], shared(dense(8), [8], (f) => serial(f, dsl.relu, dense(8), f))), key(0)).params[0]',
      `{ readonly shared: ${dense(8, 8)}; readonly others: [Empty, Empty, ${dense(8, 8)}, Empty]; }`,
    ],
    ['sequential([3, 8], shared(dense(8), [8], (f) => serial(f, flatten))).output', 'readonly [24]'],
    [
      'init(sequential({ shape: [6], dtype: "i32" }, tiedEmbedding(100, 16, dense(16))), key(0)).params',
      `[{ readonly table: Tensor<[100, 16], "f32">; readonly between: ${dense(16, 16)}; }]`,
    ],
    ['sequential([64], tiedEmbedding(1000, 16, serial(dense(3), dense(16)))).output', 'readonly [64, 1000]'],
    ['init(sequential([8], dsl.prelu()), key(0)).params', '[{ readonly slope: Tensor<[8], "f32">; }]'],
    ['sequential([7, 8], dsl.rrelu(), dsl.glu, dsl.alphaDropout(0.1), dsl.gaussianNoise(1)).output', 'readonly [7, 4]'],
    ['sequential([7, n], dsl.glu).output', 'readonly [7, number]'],
    ['init(sequential([8], dsl.maxout(3, 4)), key(0)).params', `[${dense(8, 12)}]`],
    ['sequential([8], dsl.maxout(3, 4), dsl.relu6, dsl.celu).output', 'readonly [3]'],
    ['sequential([5, 8], dsl.instanceNorm(), dsl.spatialDropout(0.1)).output', 'readonly [5, 8]'],
    ['init(sequential([8], residual(dsl.stochasticDepth(dense(8), 0.1))), key(0)).params', `[${dense(8, 8)}]`],
    ['init(sequential([8], dsl.weightNorm(dense(3))), key(0)).params[0].gain', 'Tensor<[3], "f32">'],
    ['init(sequential([8], dsl.weightNorm(dense(3))), key(0)).params[0].kernel', 'Tensor<[8, 3], "f32">'],
    ['sequential([8], dsl.weightNorm(someLayer)).output', 'readonly (number | Size<string>)[]'],
    [
      'init(sequential([8], dsl.spectralNorm(dense(3))), key(0))',
      `Variables<[${dense(8, 3)}], [{ readonly direction: Tensor<[3], "f32">; readonly within: Empty; }]>`,
    ],
    ['sequential([64], tiedEmbedding(1000, 16, someLayer)).output', 'readonly (number | Size<string>)[]'],
  ],
  rejects: [
    ['sequential([7], «dsl.glu»)', 'glu: the last dimension of [7] is odd; it is cut into two halves'],
    ['sequential([], «dsl.glu»)', 'glu: the input needs a last dimension, got []'],
    ['sequential([], «dsl.prelu()»)', 'prelu: the input needs a last dimension, got []'],
    ['sequential([], «dsl.maxout(3, 2)»)', 'maxout(3, 2): the input needs a last dimension, got []'],
    ['sequential([8], «dsl.spatialDropout(0.1)»)', 'spatialDropout: the input needs spatial dimensions before its channels, got [8]'],
    ['sequential([8], «dsl.instanceNorm()»)', 'instanceNorm: the input needs spatial dimensions before its channels, got [8]'],
    ['sequential([8], «dsl.weightNorm(dsl.relu)»)', 'weightNorm: the layer has no kernel'],
    ['sequential([8], «dsl.spectralNorm(serial(dense(3)))»)', 'spectralNorm: the layer has no kernel'],
    ['sequential([], «dsl.weightNorm(dense(3))»)', 'dense(3): the input needs a last dimension, got []'],
    [
      'sequential([8], «residual(dsl.stochasticDepth(dense(7), 0.1))»)',
      'residual: the branch maps [8] to [7]; a skip connection needs equal shapes',
    ],
    ['sequential([4], «when(true, residual(dense(3)))»)', 'residual: the branch maps [4] to [3]; a skip connection needs equal shapes'],
    ['sequential([4], «when(n > 0, residual(dense(3)))»)', 'residual: the branch maps [4] to [3]; a skip connection needs equal shapes'],
    ['sequential([7, 9], «somePooled»)', 'lambda: the function takes [N, 7, 8], got [N, 7, 9]'],
    ['sequential([4], «frozen(residual(dense(3)))»)', 'residual: the branch maps [4] to [3]; a skip connection needs equal shapes'],
    ['sequential([8], «shared(dense(8), [9], (f) => serial(f, dsl.relu))»)', 'shared: the parameters made for [9] do not fit [8]'],
    ['sequential([8], «shared(dense(4), [8], (f) => serial(f, dsl.relu, f))»)', 'shared: the parameters made for [8] do not fit [4]'],
    [
      'sequential([8], «shared(residual(dense(9)), [8], (f) => f)»)',
      'residual: the branch maps [8] to [9]; a skip connection needs equal shapes',
    ],
    [
      'sequential([64], «tiedEmbedding(1000, 16, serial(dense(3), dense(17)))»)',
      'tiedEmbedding(1000, 16): what is between maps [64, 16] to [64, 17]; it ends in 16 features',
    ],
    [
      'sequential([64], «tiedEmbedding(1000, 16, fanOut(dsl.relu, dsl.relu))»)',
      'tiedEmbedding(1000, 16): what is between maps [64, 16] to [64, 16] and [64, 16]; it ends in 16 features',
    ],
    [
      'sequential([64], «tiedEmbedding(1000, 16, residual(dense(3)))»)',
      'residual: the branch maps [64, 16] to [64, 3]; a skip connection needs equal shapes',
    ],
  ],
}
