import type { Family } from './harness.js'

/** Models whose input is a list, some of it tokens. */
export const mixed: Family = {
  name: 'mixed',
  given: `
import * as dsl from 'typegrad/dsl'
import { adam, concatOf, dense, embedding, evaluate, fanOut, fit, flatten, identity, init, type Dataset, type Layer, multiHeadAttention, parallel, pick, predict, repeated, residual, sequential, serial, sumOf, trainState, trainStep, transformerBlock, transformerDecoderBlock } from 'typegrad/dsl'
declare const n: number
declare const someLayer: Layer
const text = serial(embedding(100, 8), flatten)
const both = sequential([{ shape: [4], dtype: 'i32' }, [10]], parallel(text, dense(3)), concatOf(identity, identity), dense(2))
const bothVariables = init(both, key(0))
const translator = sequential(
  [{ shape: [20], dtype: 'i32' }, { shape: [24], dtype: 'i32' }],
  parallel(serial(embedding(500, 16), transformerBlock({ heads: 2, hidden: 32 })), embedding(600, 16)),
  fanOut(pick(1), pick(0)),
  transformerDecoderBlock({ heads: 2, hidden: 32 }),
  dense(600),
)
const translatorVariables = init(translator, key(0))
declare const tokens: Tensor<['B', 4], 'i32'>
declare const unsigned: Tensor<['B', 4], 'u32'>
declare const numbers: Tensor<['B', 10]>
declare const y: Tensor<['B', 2]>
declare const data: Dataset<{ readonly x: readonly [Tensor<['N', 4], 'i32'>, Tensor<['N', 10]>]; readonly y: Tensor<['N', 2]> }>
declare const long: Dataset<{ readonly x: readonly [Tensor<['N', 5], 'i32'>, Tensor<['N', 10]>]; readonly y: Tensor<['N', 2]> }>
const settings = { loss: dsl.meanSquaredError, optimizer: adam(), batchSize: 32, key: key(0) } as const
const state = trainState(both, { optimizer: adam(), key: key(0) })
const step = trainStep(both, { loss: dsl.meanSquaredError, optimizer: adam() })`,
  compiles: [
    [
      'both',
      'Model<[Whole<[4], "i32">, [10]], [2], [[[{ readonly table: Tensor<[100, 8], "f32">; }, Empty], { readonly kernel: Tensor<[10, 3], "f32">; readonly bias: Tensor<[3], "f32">; }], [Empty, Empty], { readonly kernel: Tensor<[35, 2], "f32">; readonly bias: Tensor<[2], "f32">; }], [[[Empty, Empty], Empty], [Empty, Empty], Empty]>',
    ],
    ['both.input', 'readonly [Whole<readonly [4], "i32">, readonly [10]]'],
    ['translator.input', 'readonly [Whole<readonly [20], "i32">, Whole<readonly [24], "i32">]'],
    ['translator.output', 'readonly [24, 600]'],
    [
      'sequential([{ shape: [4], dtype: "u32" }, [10, 3]], parallel(serial(embedding(100, 8), flatten), flatten), concatOf(identity, identity)).output',
      'readonly [62]',
    ],
    ['sequential([{ shape: [4], dtype: "i32" }, [10]], concatOf(serial(embedding(100, 8), flatten), dense(3))).output', 'readonly [35]'],
    ['sequential([{ shape: [4], dtype: "i32" }, [32]], sumOf(serial(embedding(100, 8), flatten), identity)).output', 'readonly [32]'],
    [
      'sequential([{ shape: [4], dtype: "i32" }, [10]], parallel(flatten, identity))',
      'Model<[Whole<[4], "i32">, [10]], [Whole<[4], "i32">, [10]], [[Empty, Empty]], [[Empty, Empty]]>',
    ],
    [
      'sequential([{ shape: [n], dtype: "i32" }, [n]], parallel(embedding(9, n), someLayer)).output',
      'readonly [readonly [number, number], readonly (number | Size<string>)[]]',
    ],
    [
      'sequential({ shape: [4], dtype: "i32" }, fanOut(identity, embedding(9, 3))).output',
      'readonly [Whole<readonly [4], "i32">, readonly [4, 3]]',
    ],
    ['sequential([{ shape: [4], dtype: "i32" }, [10]], repeated(3, parallel(identity, dense(10))), pick(1)).output', 'readonly [10]'],
    [
      'init(sequential([{ shape: [4], dtype: "i32" }, [10]], repeated(3, parallel(identity, dense(10))), pick(1)), key(0)).params[0]',
      '[{}, { readonly kernel: Tensor<[3, 10, 10], "f32">; readonly bias: Tensor<[3, 10], "f32">; }]',
    ],
    ['sequential([{ shape: [4], dtype: "i32" }, [10]], someLayer, dense(3)).output', 'readonly (number | Size<string>)[]'],
    [
      'sequential([{ shape: [4], dtype: "i32" }, [10]], parallel(someLayer, dense(3)), concatOf(identity, identity)).output',
      'readonly (number | Size<string>)[]',
    ],
    ['predict(both, bothVariables, [tokens, numbers])', 'Tensor<["B", 2], "f32">'],
    ['predict(both, bothVariables, [zeros([5, 4], { dtype: "i32" }), zeros([5, 10])])', 'Tensor<[5, 2], "f32">'],
    [
      'predict(translator, translatorVariables, [zeros([5, 20], { dtype: "i32" }), zeros([5, 24], { dtype: "i32" })])',
      'Tensor<[5, 24, 600], "f32">',
    ],
    [
      'predict(sequential([[4], [10]], parallel(serial(embedding(100, 8), flatten), dense(3))), null as never, [tokens, numbers])',
      '[Tensor<["B", 32], "f32">, Tensor<["B", 3], "f32">]',
    ],
    ['fit(both, data, settings).then(({ variables }) => variables.params[0][1].kernel)', 'Promise<Tensor<[10, 3], "f32">>'],
    ['evaluate(both, bothVariables, data, { loss: dsl.meanSquaredError }).then(() => 1)', 'Promise<number>'],
    ['step(state, { x: [tokens, numbers], y })[1]', 'Tensor<[], "f32">'],
    ['dsl.apply(both, bothVariables, [tokens, numbers], { training: true })[0]', 'Tensor<["B", 2], "f32">'],
  ],
  rejects: [
    [
      'sequential([{ shape: [4], dtype: "i32" }, [10]], «dense(3)»)',
      'one input is expected, got 2: i32[4] and [10]; join them with sumOf, productOf or concatOf',
    ],
    [
      'sequential([{ shape: [4], dtype: "i32" }, [10]], «parallel(dense(3), dense(3))»)',
      'an f32 input is expected, got i32[4]; put an embedding before this layer',
    ],
    [
      'sequential([{ shape: [4], dtype: "i32" }, [10]], «concatOf(identity, identity)»)',
      'concatOf: branch 1 maps i32[4] to i32[4]; a branch gives f32, put an embedding into it',
    ],
    [
      'sequential({ shape: [4], dtype: "i32" }, «sumOf(identity, identity)»)',
      'sumOf: branch 1 maps i32[4] to i32[4]; a branch gives f32, put an embedding into it',
    ],
    [
      'sequential([{ shape: [4], dtype: "i32" }, [10]], «sumOf(serial(embedding(100, 8), flatten), dense(3))»)',
      'sumOf: branch 2 maps [10] to [3], branch 1 i32[4] to [32]; branches of a sum have equal shapes',
    ],
    [
      'sequential([{ shape: [4], dtype: "i32" }, [10]], parallel(flatten, dense(3)), «parallel(dense(8), identity)»)',
      'an f32 input is expected, got i32[4]; put an embedding before this layer',
    ],
    [
      'sequential([{ shape: [4], dtype: "i32" }, [10]], parallel(identity, dense(3)), «residual(parallel(embedding(9, 3), identity))»)',
      'residual: the branch maps i32[4] and [3] to [4, 3] and [3]; a skip connection needs equal shapes',
    ],
    [
      'sequential([{ shape: [24], dtype: "i32" }, [20, 16]], «multiHeadAttention({ heads: 2 })»)',
      'multiHeadAttention(2): takes [time, features] and [memory, features], got 2: i32[24] and [20, 16]',
    ],
    [
      'sequential([[20, 16], { shape: [24], dtype: "i32" }], «transformerDecoderBlock({ heads: 2, hidden: 32 })»)',
      'transformerDecoderBlock(2, 32): takes [time, features] and [memory, features], got 2: [20, 16] and i32[24]',
    ],
    [
      'sequential([[20, 16], { shape: [20], dtype: "i32" }], «dsl.gru(8, { masked: true })»)',
      'gru(8): takes [steps, features] and [steps], got 2: [20, 16] and i32[20]',
    ],
    [
      'sequential([{ shape: [4], dtype: "i32" }, [10]], «pick(2)»)',
      'pick(2): takes a list that has an input 2, counted from 0, got 2: i32[4] and [10]',
    ],
    [
      'predict(both, bothVariables, «[zeros([5, 4], { dtype: "i32" }), zeros([6, 10])]»)',
      'predict: the model takes i32[N, 4] and [N, 10], got [5, 4] and [6, 10]',
    ],
    ['predict(both, bothVariables, «tokens»)', 'predict: the model takes i32[N, 4] and [N, 10], got [B, 4]'],
    ['fit(both, «long», settings)', 'fit: the model takes i32[N, 4] and [N, 10], got [N, 5] and [N, 10]'],
    [
      'evaluate(both, bothVariables, «long», { loss: dsl.meanSquaredError })',
      'evaluate: the model takes i32[N, 4] and [N, 10], got [N, 5] and [N, 10]',
    ],
    ['step(state, { «x»: [tokens, zeros([5, 10])], y })', 'trainStep: the model takes i32[N, 4] and [N, 10], got [B, 4] and [5, 10]'],
    [
      'sequential([{ shape: [4], dtype: "i32" }, [10]], «dsl.shared(dense(3), { shape: [4], dtype: "i32" }, (f) => parallel(f, f))»)',
      'an f32 input is expected, got i32[4]; put an embedding before this layer',
    ],
  ],
  refuses: [
    [
      'predict(both, bothVariables, [«zeros([5, 4])», zeros([5, 10])])',
      `Type 'Tensor<[5, 4], "f32">' is not assignable to type 'Tensor<[5, 4], "i32">'.
  Types of property 'dtype' are incompatible.
    Type '"f32"' is not assignable to type '"i32"'.`,
    ],
    [
      'predict(both, bothVariables, [«unsigned», numbers])',
      `Type 'Tensor<["B", 4], "u32">' is not assignable to type 'Tensor<["B", 4], "i32">'.
  Types of property 'dtype' are incompatible.
    Type '"u32"' is not assignable to type '"i32"'.`,
    ],
    [
      'step(state, { x: [«zeros([5, 4])», zeros([5, 10])], y })',
      `Type 'Tensor<[5, 4], "f32">' is not assignable to type 'Tensor<[5, 4], "i32">'.
  Types of property 'dtype' are incompatible.
    Type '"f32"' is not assignable to type '"i32"'.`,
    ],
  ],
}
