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
declare const n: number`,
  compiles: [
    ['scaledDotProductAttention(query, memory, memory)', 'Tensor<["N", 8, "T", 64], "f32">'],
    ['scaledDotProductAttention(query, memory, memory, { mask: padding })', 'Tensor<["N", 8, "T", 64], "f32">'],
    ['scaledDotProductAttention(query, one, one, { causal: true, scale: 0.5 })', 'Tensor<["N", 8, "T", 64], "f32">'],
    ['scaledDotProductAttention(zeros([3, 5]), zeros([4, 5]), zeros([4, 2]))', 'Tensor<[3, 2], "f32">'],
    ['scaledDotProductAttention(zeros([3, n]), zeros([4, 5]), zeros([n, 2]))', 'Tensor<[3, 2], "f32">'],
    ['scaledDotProductAttention(some, memory, memory)', 'Tensor<Shape, "f32">'],
    ['attentionWeights(query, memory)', 'Tensor<["N", 8, "T", 100], "f32">'],
    ["attentionWeights(zeros([3, 5], { dtype: 'f64' }), zeros([4, 5], { dtype: 'f64' }), { causal: true })", 'Tensor<[3, 4], "f64">'],
  ],
  rejects: [
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
