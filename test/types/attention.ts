import type { Family } from './harness.js'

/** Attention: the function, and layers of it. */
export const attention: Family = {
  name: 'attention',
  given: `
declare const query: Tensor<['N', 8, 'T', 64]>
declare const memory: Tensor<['N', 8, 100, 64]>
declare const one: Tensor<[1, 1, 'S', 64]>
declare const padding: Tensor<['N', 1, 1, 100], 'bool'>
declare const some: AnyTensor
declare const n: number
declare const flag: boolean
declare const someShape: number[]
import * as dsl from 'typegrad/dsl'
import { beamSearch, decode, decodeState, dense, embedding, fanOut, generate, identity, init, multiHeadAttention, parallel, pick, predict, repeated, sampleToken, sequential, transformerBlock, transformerDecoderBlock } from 'typegrad/dsl'
const encoder = sequential([[100, 64], [100]], repeated(2, fanOut(transformerBlock({ heads: 4, hidden: 256, masked: true }), pick(1))), pick(0))
const decoder = sequential([[20, 64], [100, 32]], repeated(2, fanOut(transformerDecoderBlock({ heads: 4, hidden: 256 }), pick(1))), pick(0), dense(10))
const writer = sequential({ shape: [64], dtype: 'i32' }, embedding(100, 32), repeated(2, transformerBlock({ heads: 4, hidden: 64, causal: true })), dense(100))
const variables = init(writer, key(0))
const state = decodeState(writer, { batch: 5 })
const translator = sequential([[20], [30], [30]], parallel(embedding(100, 32), embedding(90, 32), identity), repeated(2, fanOut(transformerDecoderBlock({ heads: 4, hidden: 64, masked: true }), pick(1), pick(2))), pick(0), dense(100))
const reader = init(translator, key(0))
const [source, seen] = [zeros([7, 30], { dtype: 'i32' }), zeros([7, 30])] as const
declare const token: Tensor<['N'], 'i32'>`,
  compiles: [
    ['scaledDotProductAttention(query, memory, memory)', 'Tensor<["N", 8, "T", 64], "f32">'],
    ['scaledDotProductAttention(query, memory, memory, { mask: padding })', 'Tensor<["N", 8, "T", 64], "f32">'],
    ['scaledDotProductAttention(query, one, one, { causal: true, scale: 0.5 })', 'Tensor<["N", 8, "T", 64], "f32">'],
    ['scaledDotProductAttention(zeros([3, 5]), zeros([4, 5]), zeros([4, 2]))', 'Tensor<[3, 2], "f32">'],
    ['scaledDotProductAttention(zeros([3, n]), zeros([4, 5]), zeros([n, 2]))', 'Tensor<[3, 2], "f32">'],
    ['scaledDotProductAttention(some, memory, memory)', 'Tensor<Shape, "f32">'],
    ['attentionWeights(query, memory)', 'Tensor<["N", 8, "T", 100], "f32">'],
    ["attentionWeights(zeros([3, 5], { dtype: 'f64' }), zeros([4, 5], { dtype: 'f64' }), { causal: true })", 'Tensor<[3, 4], "f64">'],
    ['sequential([100, 64], multiHeadAttention({ heads: 8, rotary: true, bias: false })).output', 'readonly [100, 64]'],
    ['sequential([[20, 64], [100, 32]], multiHeadAttention({ heads: 8 })).output', 'readonly [20, 64]'],
    ['sequential([[20, 64], [100, 32], [100, 48]], multiHeadAttention({ heads: 8 })).output', 'readonly [20, 64]'],
    ['sequential([[20, 64], [100, 32], [100]], multiHeadAttention({ heads: 8, masked: true })).output', 'readonly [20, 64]'],
    ['sequential([[20, 64], [100, 32]], transformerDecoderBlock({ heads: 4, hidden: 256 })).output', 'readonly [20, 64]'],
    ['sequential([[n, 64], [n]], multiHeadAttention({ heads: 8, masked: true })).output', 'readonly [number, 64]'],
    ['sequential([20, 64], multiHeadAttention({ heads: 8, masked: flag })).output', 'readonly (number | Size<string>)[]'],
    ['sequential(someShape, multiHeadAttention({ heads: 8 })).output', 'readonly number[]'],
    [
      'init(sequential([[20, 64], [100, 32]], multiHeadAttention({ heads: 8, keyValueHeads: 2, bias: false })), key(0)).params[0]',
      '{ readonly query: { readonly kernel: Tensor<[64, 64], "f32">; }; readonly key: { readonly kernel: Tensor<[32, 16], "f32">; }; readonly value: { readonly kernel: Tensor<[32, 16], "f32">; }; readonly output: { readonly kernel: Tensor<[64, 64], "f32">; }; }',
    ],
    ['init(sequential([5, 64], multiHeadAttention({ heads: 3, headSize: 8 })), key(0)).params[0].output.kernel', 'Tensor<[24, 64], "f32">'],
    ['sequential([[20, 64], [100, 64]], dsl.attention()).output', 'readonly [20, 64]'],
    ['sequential([[20, 64], [100, 64], [100, 3], [100]], dsl.attention({ masked: true, scale: 1 })).output', 'readonly [20, 3]'],
    ['encoder.output', 'readonly [100, 64]'],
    ['decoder.output', 'readonly [20, 10]'],
    ['init(decoder, key(0)).params[0][0].cross.key.kernel', 'Tensor<[2, 32, 64], "f32">'],
    ['predict(decoder, init(decoder, key(0)), [zeros([7, 20, 64]), zeros([7, 100, 32])])', 'Tensor<[7, 20, 10], "f32">'],
    ['sequential([[5], [6], [7]], pick(2)).output', 'readonly [7]'],
    ['decode(writer, variables, state, token)[0]', 'Tensor<["N", 100], "f32">'],
    ['decode(writer, variables, state, zeros([5], { dtype: "i32" }))[1]', 'DecodeState'],
    ['decode(sequential([9, 4], dense(3)), init(sequential([9, 4], dense(3)), key(0)), state, zeros([5, 4]))[0]', 'Tensor<[5, 3], "f32">'],
    ['generate(writer, variables, zeros([5, 3], { dtype: "i32" }), { count: 20 })', 'Tensor<[5, 20], "i32">'],
    ['decodeState(translator, { variables: reader, memory: [source, seen] })', 'DecodeState'],
    ['decodeState(decoder, { variables: init(decoder, key(0)), memory: zeros([7, 100, 32]), length: 50 })', 'DecodeState'],
    ['decode(translator, reader, state, token)[0]', 'Tensor<["N", 100], "f32">'],
    ['decode(decoder, init(decoder, key(0)), state, zeros([7, 64]))[0]', 'Tensor<[7, 10], "f32">'],
    ['generate(translator, reader, zeros([7, 1], { dtype: "i32" }), { count: 20, memory: [source, seen] })', 'Tensor<[7, 20], "i32">'],
    ['beamSearch(writer, variables, zeros([5, 3], { dtype: "i32" }), { width: 4, count: 20, end: 2 }).tokens', 'Tensor<[5, 4, 20], "i32">'],
    [
      'beamSearch(translator, reader, zeros([7, 1], { dtype: "i32" }), { width: 4, count: n, memory: [source, seen] })',
      'Beams<7, 4, number>',
    ],
    ['sampleToken(zeros([5, 100]), { key: key(0), topK: 40 })', 'Tensor<[5], "i32">'],
    ['sampleToken(query)', 'Tensor<["N", 8, "T"], "i32">'],
  ],
  rejects: [
    [
      'sequential([[20, 64], [99, 32], [100, 32]], «multiHeadAttention({ heads: 8 })»)',
      'multiHeadAttention(8): takes [time, features], [memory, features] and [memory, features], got 3: [20, 64], [99, 32] and [100, 32]',
    ],
    [
      'sequential([[20, 64], [100]], «multiHeadAttention({ heads: 8 })»)',
      'multiHeadAttention(8): takes [time, features] and [memory, features], got 2: [20, 64] and [100]',
    ],
    [
      'sequential([[20, 64], [19]], «multiHeadAttention({ heads: 8, masked: true })»)',
      'multiHeadAttention(8): takes [time, features] and [time], got 2: [20, 64] and [19]',
    ],
    [
      'sequential([20, 64], «multiHeadAttention({ heads: 8, masked: true })»)',
      'multiHeadAttention(8): takes [time, features] and [time], got [20, 64]',
    ],
    [
      'sequential([[2, 3], [2, 3], [2, 3], [2, 3]], «multiHeadAttention({ heads: 1 })»)',
      'multiHeadAttention(1): takes query, key and value, or query and memory, got 4: [2, 3], [2, 3], [2, 3] and [2, 3]',
    ],
    [
      'sequential([[2, 3]], «multiHeadAttention({ heads: 1, masked: true })»)',
      'multiHeadAttention(1): takes query, key and value, the last two of which may be left out, and a mask, got a list of [2, 3]',
    ],
    [
      'sequential([20, 64], «multiHeadAttention({ heads: 8, keyValueHeads: 3 })»)',
      'multiHeadAttention(8): 3 heads of keys do not divide 8 heads',
    ],
    [
      'sequential([20, 6], «multiHeadAttention({ heads: 2, rotary: true })»)',
      'multiHeadAttention(2): rotary turns pairs of numbers, and a head has 3',
    ],
    [
      "sequential({ shape: [20], dtype: 'i32' }, «multiHeadAttention({ heads: 2 })»)",
      'an f32 input is expected, got i32[20]; put an embedding before this layer',
    ],
    ['sequential([[20, 64], [100, 32]], «dsl.attention()»)', 'attention: query [20, 64] and key [100, 32]: features 64 and 32 differ'],
    [
      'sequential([20, 64], «transformerDecoderBlock({ heads: 8, hidden: 9 })»)',
      'transformerDecoderBlock(8, 9): takes [time, features] and [memory, features], got [20, 64]',
    ],
    [
      'sequential([[20, 64], [9, 32]], «transformerDecoderBlock({ heads: 8, hidden: 9, masked: true })»)',
      'transformerDecoderBlock(8, 9): takes [time, features], [memory, features] and [memory], got 2: [20, 64] and [9, 32]',
    ],
    [
      'sequential([[20, 64], [9, 32]], «transformerDecoderBlock({ heads: 7, hidden: 9 })»)',
      'transformerDecoderBlock(7, 9): 7 heads do not divide 64 features',
    ],
    [
      'sequential([[20, 64], [20]], «transformerBlock({ heads: 8, hidden: 9 })»)',
      'one input is expected, got 2: [20, 64] and [20]; join them with sumOf, productOf or concatOf',
    ],
    [
      'sequential([[20, 64], [20, 64]], «transformerBlock({ heads: 8, hidden: 9, masked: true })»)',
      'transformerBlock(8, 9): takes [time, features] and [time], got 2: [20, 64] and [20, 64]',
    ],
    ['decode(writer, variables, state, «zeros([5, 3], { dtype: "i32" })»)', 'decode: the model takes i32[N], got [5, 3]'],
    ['decode(translator, reader, state, «zeros([5, 3], { dtype: "i32" })»)', 'decode: the model takes [N], got [5, 3]'],
    [
      'decodeState(translator, { variables: reader, «memory»: [source, zeros([7, 31])] })',
      'decodeState: the model takes [N, 30] and [N, 30], got [7, 30] and [7, 31]',
    ],
    [
      'decodeState(decoder, { variables: init(decoder, key(0)), «memory»: zeros([7, 100, 31]) })',
      'decodeState: the model takes [N, 100, 32], got [7, 100, 31]',
    ],
    [
      'generate(translator, reader, zeros([7, 1], { dtype: "i32" }), { count: 20, «memory»: [source, zeros([6, 30])] })',
      'generate: the model takes [N, 30] and [N, 30], got [7, 30] and [6, 30]',
    ],
    [
      'beamSearch(«encoder», init(encoder, key(0)), zeros([5, 3], { dtype: "i32" }), { width: 2, count: 20 })',
      'beamSearch: a model of tokens maps [time] to [time, vocabulary], this one [100, 64] and [100] to [100, 64]',
    ],
    [
      'beamSearch(translator, reader, zeros([7, 1], { dtype: "i32" }), { width: 2, count: 20, «memory»: [source, zeros([7, 31])] })',
      'beamSearch: the model takes [N, 30] and [N, 30], got [7, 30] and [7, 31]',
    ],
    ['sampleToken(«zeros([])»)', 'sampleToken: logits need a last dimension, got []'],
    [
      'generate(«encoder», init(encoder, key(0)), zeros([5, 3], { dtype: "i32" }), { count: 20 })',
      'generate: a model of tokens maps [time] to [time, vocabulary], this one [100, 64] and [100] to [100, 64]',
    ],
    ['sequential([[5], [6]], «pick(2)»)', 'pick(2): takes a list that has an input 2, counted from 0, got 2: [5] and [6]'],
    ['sequential([5, 6], «pick(0)»)', 'pick(0): takes a list that has an input 0, counted from 0, got [5, 6]'],
    [
      'scaledDotProductAttention(query, «zeros([100, 32])», zeros([100, 32]))',
      'scaledDotProductAttention: query [N, 8, T, 64] and key [100, 32]: features 64 and 32 differ',
    ],
    [
      'scaledDotProductAttention(query, memory, «one»)',
      'scaledDotProductAttention: key [N, 8, 100, 64] and value [1, 1, S, 64]: places 100 and S differ',
    ],
    [
      'attentionWeights(zeros([2, 3, 5]), «zeros([3, 4, 5])»)',
      'attentionWeights: query [2, 3, 5] and key [3, 4, 5]: batch dimensions [2] and [3] do not broadcast',
    ],
    [
      'scaledDotProductAttention(zeros([2, 3, 5]), zeros([4, 5]), «zeros([3, 4, 5])»)',
      'scaledDotProductAttention: weights [2, 3, 4] and value [3, 4, 5]: batch dimensions [2] and [3] do not broadcast',
    ],
    [
      'scaledDotProductAttention(«zeros([5])», zeros([4, 5]), zeros([4, 5]))',
      'scaledDotProductAttention: the query needs [..., places, features], got [5]',
    ],
    [
      'scaledDotProductAttention(query, memory, «zeros([100])»)',
      'scaledDotProductAttention: the value needs [..., places, features], got [100]',
    ],
    [
      "scaledDotProductAttention(query, memory, memory, { «mask»: zeros([99], { dtype: 'bool' }) })",
      'scaledDotProductAttention: [99] does not stretch to [N, 8, T, 100]',
    ],
    [
      'scaledDotProductAttention(query, memory, memory, { «mask»: zeros([100]) })',
      'scaledDotProductAttention: f32 is not bool; compare it, as in notEqual(x, 0)',
    ],
    [
      "scaledDotProductAttention(query, «zeros([100, 64], { dtype: 'f64' })», memory)",
      'scaledDotProductAttention: f32 and f64 differ; convert one with astype',
    ],
  ],
}
