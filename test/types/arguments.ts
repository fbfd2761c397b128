import type { Family } from './harness.js'

const wrap = 'got an array; wrap it: tensor([...])'

export const mistakes: Family = {
  name: 'mistakes',
  given: `
declare const m: Tensor<[2, 3]>
declare const v: Tensor<[2]>
declare const i: Tensor<[2], 'i32'>
declare const b: Tensor<[2, 3], 'bool'>
declare const bytes: Float32Array
declare const n: number
declare const some: AnyTensor
declare const axis: { readonly axis: 1 }`,
  compiles: [
    ['flip(m, { axis: 1 })', 'Tensor<[2, 3], "f32">'],
    ['flip(m, { axis: [0, 1] })', 'Tensor<[2, 3], "f32">'],
    ['flip(m, {})', 'Tensor<[2, 3], "f32">'],
    ['flip(m, axis)', 'Tensor<[2, 3], "f32">'],
    ['roll(m, 1, { axis: 0 })', 'Tensor<[2, 3], "f32">'],
    ['concat([m, m], { axis: 1 })', 'Tensor<[2, 6], "f32">'],
    ['concat([m, m], {})', 'Tensor<[4, 3], "f32">'],
    ['stack([m, m], { axis: -1 })', 'Tensor<[2, 3, 2], "f32">'],
    ['gather(m, i, { axis: 1 })', 'Tensor<[2, 2], "f32">'],
    ['gather(m, i, { axis: n })', 'Tensor<Shape, "f32">'],
    ['takeAlongAxis(m, argmax(m, { axis: 1, keepDims: true }), { axis: 1 })', 'Tensor<[2, 1], "f32">'],
    ['scatterAdd(m, i, zeros([2, 2]), { axis: 1 })', 'Tensor<[2, 3], "f32">'],
    ['split(m, 3, { axis: 1 })', '[Tensor<[2, 1], "f32">, Tensor<[2, 1], "f32">, Tensor<[2, 1], "f32">]'],
    ['squeeze(zeros([1, 3]), { axis: 0 })', 'Tensor<[3], "f32">'],
    ['expandDims(m, { axis: -1 })', 'Tensor<[2, 3, 1], "f32">'],
    ['repeat(m, 2, { axis: 0 })', 'Tensor<[4, 3], "f32">'],
    ['copy(m)', 'Tensor<[2, 3], "f32">'],
    ['equal(b, b)', 'Tensor<[2, 3], "bool">'],
    ['where(b, 1, -1)', 'Tensor<[2, 3], "f32">'],
    ["where(b, 1, -1, { dtype: 'f64' })", 'Tensor<[2, 3], "f64">'],
    ['sum(some)', 'Tensor<[], DType>'],
  ],
  rejects: [
    ['sum(m, «0»)', 'sum: options go by name; write sum(x, { axis: 0 })'],
    ['mean(m, «1»)', 'mean: options go by name; write mean(x, { axis: 1 })'],
    ['max(m, «[0, 1]»)', 'max: options go by name; write max(x, { axis: [0, 1] })'],
    ['argmax(m, «-1»)', 'argmax: options go by name; write argmax(x, { axis: -1 })'],
    ['softmax(m, «0»)', 'softmax: options go by name; write softmax(x, { axis: 0 })'],
    ['cumsum(v, «0»)', 'cumsum: options go by name; write cumsum(x, { axis: 0 })'],
    ['sort(m, «0»)', 'sort: options go by name; write sort(x, { axis: 0 })'],
    ['topK(m, 2, «1»)', 'topK: options go by name; write topK(x, k, { axis: 1 })'],
    ['categorical(key(0), m, «1»)', 'categorical: options go by name; write categorical(key, logits, { axis: 1 })'],
    ['flip(m, { «axis»: 2 })', 'flip: axis 2 is out of range for [2, 3]'],
    ['roll(m, 1, { «axis»: 2 })', 'roll: axis 2 is out of range for [2, 3]'],
    ['concat([m, m], { «axis»: 2 })', 'concat: axis 2 is out of range for [2, 3]'],
    ['stack([m, m], { «axis»: 3 })', 'stack: axis 3 is out of range for [2, 3]'],
    ['gather(m, i, { «axis»: 2 })', 'gather: axis 2 is out of range for [2, 3]'],
    ['split(m, 2, { «axis»: 2 })', 'split: axis 2 is out of range for [2, 3]'],
    ['squeeze(m, { «axis»: 0 })', 'squeeze: [2, 3] has size 2 along an axis named; only axes of size 1 can go'],
    ['expandDims(m, { «axis»: 3 })', 'expandDims: axis 3 is out of range for [2, 3]'],
    ['repeat(m, 2, { «axis»: 2 })', 'repeat: axis 2 is out of range for [2, 3]'],
    ['add(m, «[1, 2, 3]»)', `add: b is a tensor or a number; ${wrap}`],
    ['mul(«[[1], [2]]», m)', `mul: a is a tensor or a number; ${wrap}`],
    ['less(m, «bytes»)', `less: b is a tensor or a number; ${wrap}`],
    ['exp(«[1, 2]»)', `exp: x is a tensor or a number; ${wrap}`],
    ['relu(«[[1, 2]]»)', `relu: x is a tensor or a number; ${wrap}`],
    ['isNaN(«[1]»)', `isNaN: x is a tensor or a number; ${wrap}`],
    ['leakyRelu(«[1]», 0.1)', `leakyRelu: x is a tensor or a number; ${wrap}`],
    ['grad((x: Tensor<[2]>) => sum(x))(«[1, 2]»)', `argument 0 is a tensor; ${wrap}`],
    ['jit((p: { readonly w: Tensor<[2]> }) => p.w)(«{ w: [1, 2] }»)', `argument 0.w is a tensor; ${wrap}`],
  ],
}
