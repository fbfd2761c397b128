import type { Family } from './harness.js'

export const conv: Family = {
  name: 'conv',
  given: `
import type { Padding } from 'typegrad'
declare const images: Tensor<['N', 28, 28, 3]>
declare const small: Tensor<[2, 3, 3, 1]>
declare const wave: Tensor<[2, 16, 4]>
declare const volume: Tensor<[1, 8, 8, 8, 2]>
declare const wide: Tensor<['N', 'H', 'W', 3]>
declare const some: AnyTensor
declare const kernel: Tensor<[5, 5, 3, 32]>
declare const small5: Tensor<[5, 5, 1, 8]>
declare const flat: Tensor<[28, 28]>
declare const integers: Tensor<[2, 8, 8, 1], 'i32'>
declare const eight: Tensor<[2, 8, 8, 4]>
declare const code: Tensor<['N', 7, 7, 64]>
declare const unknownSize: Tensor<['N', number, 28, 3]>
declare const n: number
declare const list: number[]
declare const padding: Padding`,
  compiles: [
    ['conv(images, kernel)', 'Tensor<["N", 24, 24, 32], "f32">'],
    ["conv(images, kernel, { padding: 'same' })", 'Tensor<["N", 28, 28, 32], "f32">'],
    ["conv(images, kernel, { padding: 'valid', stride: [1, 3] })", 'Tensor<["N", 24, 8, 32], "f32">'],
    ["conv(images, kernel, { stride: 3, padding: 'same' })", 'Tensor<["N", 10, 10, 32], "f32">'],
    ['conv(images, kernel, { padding: 2, stride: 2 })', 'Tensor<["N", 14, 14, 32], "f32">'],
    ['conv(images, kernel, { padding: [[0, 1], [2, 2]] })', 'Tensor<["N", 25, 28, 32], "f32">'],
    ['conv(images, kernel, { dilation: 3 })', 'Tensor<["N", 16, 16, 32], "f32">'],
    ['conv(images, kernel, { dilation: [2, 1], padding: [[4, 4], [0, 0]] })', 'Tensor<["N", 28, 24, 32], "f32">'],
    ['conv(zeros([2, 224, 224, 3]), zeros([7, 7, 3, 64]), { stride: 2, padding: 3 })', 'Tensor<[2, 112, 112, 64], "f32">'],
    ['conv(wave, zeros([3, 4, 5]))', 'Tensor<[2, 14, 5], "f32">'],
    ["conv(volume, zeros([3, 3, 3, 2, 5]), { stride: 2, padding: 'same' })", 'Tensor<[1, 4, 4, 4, 5], "f32">'],
    ['conv(eight, zeros([3, 3, 2, 6]), { groups: 2 })', 'Tensor<[2, 6, 6, 6], "f32">'],
    ['conv(eight, zeros([3, 3, 1, 4]), { groups: 4, padding: 1 })', 'Tensor<[2, 8, 8, 4], "f32">'],
    ["conv(wide, zeros([3, 3, 3, 8]), { padding: 'same' })", 'Tensor<["N", "H", "W", 8], "f32">'],
    ['conv(wide, zeros([3, 3, 3, 8]), { padding: 1 })', 'Tensor<["N", "H", "W", 8], "f32">'],
    ["conv(wide, zeros([3, 3, 3, 8]), { padding: 'same', stride: [1, 2] })", 'Tensor<["N", "H", number, 8], "f32">'],
    ['conv(wide, zeros([1, 3, 3, 8]))', 'Tensor<["N", "H", number, 8], "f32">'],
    ['conv(unknownSize, kernel)', 'Tensor<["N", number, 24, 32], "f32">'],
    ['conv(images, kernel, { stride: n })', 'Tensor<["N", number, number, 32], "f32">'],
    ['conv(images, kernel, { stride: list, padding })', 'Tensor<["N", number, number, 32], "f32">'],
    ['conv(images, zeros([n, 3, 3, n]))', 'Tensor<["N", number, 26, number], "f32">'],
    ['conv(eight, zeros([3, 3, 2, 6]), { groups: n })', 'Tensor<[2, 6, 6, 6], "f32">'],
    ['conv(some, kernel)', 'Tensor<Shape, "f32">'],
    ["conv(zeros([2, 8, 8, 1], { dtype: 'f64' }), zeros([3, 3, 1, 2], { dtype: 'f64' }))", 'Tensor<[2, 6, 6, 2], "f64">'],
    ["convTranspose(code, zeros([3, 3, 32, 64]), { stride: 2, padding: 'same' })", 'Tensor<["N", 14, 14, 32], "f32">'],
    ['convTranspose(code, zeros([3, 3, 32, 64]), { stride: 2 })', 'Tensor<["N", 15, 15, 32], "f32">'],
    ['convTranspose(code, zeros([3, 3, 32, 64]), { stride: 2, padding: [[1, 0], [1, 0]] })', 'Tensor<["N", 14, 14, 32], "f32">'],
    ['convTranspose(wave, zeros([3, 5, 4]), { dilation: 2 })', 'Tensor<[2, 20, 5], "f32">'],
    ['convTranspose(eight, zeros([3, 3, 2, 4]), { groups: 2, padding: 1 })', 'Tensor<[2, 8, 8, 4], "f32">'],
    ["convTranspose(wide, zeros([3, 3, 8, 3]), { padding: 'same' })", 'Tensor<["N", "H", "W", 8], "f32">'],
    ['convTranspose(code, zeros([3, 3, 32, 64]), { stride: 2, padding: 1, outputPadding: 1 })', 'Tensor<["N", 14, 14, 32], "f32">'],
    ['convTranspose(code, zeros([3, 3, 32, 64]), { stride: [2, 4], outputPadding: [0, 3] })', 'Tensor<["N", 15, 30, 32], "f32">'],
    ['convTranspose(wave, zeros([3, 5, 4]), { dilation: 2, outputPadding: 1 })', 'Tensor<[2, 21, 5], "f32">'],
    ['convTranspose(wide, zeros([3, 3, 8, 3]), { padding: 1, dilation: 2, outputPadding: 1 })', 'Tensor<["N", "H+3", "W+3", 8], "f32">'],
    ['convTranspose(some, kernel)', 'Tensor<Shape, "f32">'],
    [
      '(x: Tensor<["N", 28, 28, 1]>, k: Tensor<[3, 3, 1, 8]>) => relu(conv(x, k))',
      '(x: Tensor<["N", 28, 28, 1]>, k: Tensor<[3, 3, 1, 8]>) => Tensor<["N", 26, 26, 8], "f32">',
    ],
  ],
  rejects: [
    ['conv(small, «small5»)', 'conv: kernel [5, 5] is larger than the padded input [3, 3]'],
    ['conv(small, «zeros([3, 4, 1, 8])», { padding: [[1, 0], [0, 0]] })', 'conv: kernel [3, 4] is larger than the padded input [4, 3]'],
    ['conv(small, «zeros([2, 2, 1, 8])», { dilation: 3 })', 'conv: kernel [2, 2], dilated by 3, is larger than the padded input [3, 3]'],
    ['conv(unknownSize, «zeros([3, 29, 3, 4])», { stride: n })', 'conv: kernel [3, 29] is larger than the padded input [?, 28]'],
    ['conv(images, «small5»)', 'conv: the input has 3 channels, the kernel [5, 5, 1, 8] takes 1'],
    [
      'conv(eight, «zeros([3, 3, 4, 8])», { groups: 2 })',
      'conv: the input has 4 channels, the kernel [3, 3, 4, 8] takes 4 in each of 2 groups',
    ],
    ['conv(eight, zeros([3, 3, 1, 3]), { «groups»: 3 })', 'conv: 3 groups do not divide 4 channels'],
    ['conv(eight, zeros([3, 3, 2, 3]), { «groups»: 2 })', 'conv: 2 groups do not divide 3 features'],
    ['conv(eight, zeros([3, 3, 4, 3]), { «groups»: 0 })', 'conv: groups 0 must be whole and 1 or more'],
    ['conv(small, small5, { «stride»: 0 })', 'conv: stride 0 must be whole and 1 or more'],
    ['conv(images, kernel, { padding: 2, «stride»: [1, -2] })', 'conv: stride [1, -2] must be whole and 1 or more'],
    ['conv(small, small5, { «stride»: [2, 2, 2], padding: 1 })', 'conv: stride [2, 2, 2] has 3 entries for 2 spatial axes'],
    ['conv(small, small5, { «dilation»: 1.5 })', 'conv: dilation 1.5 must be whole and 1 or more'],
    ['conv(small, small5, { «padding»: -1 })', 'conv: padding -1 must be whole and 0 or more'],
    ['conv(small, small5, { «padding»: [[1, 1], [0.5, 0]] })', 'conv: padding [[1, 1], [0.5, 0]] must be whole and 0 or more'],
    ['conv(small, small5, { «padding»: [[1, 1]] })', 'conv: padding [[1, 1]] has 1 entries for 2 spatial axes'],
    ['conv(«flat», small5)', 'conv: the input needs [N, ...spatial, C] with 1 to 3 spatial axes, got [28, 28]'],
    [
      'conv(«zeros([1, 2, 2, 2, 2, 3])», small5)',
      'conv: the input needs [N, ...spatial, C] with 1 to 3 spatial axes, got [1, 2, 2, 2, 2, 3]',
    ],
    ['conv(wave, «small5»)', 'conv: the kernel [5, 5, 1, 8] and the input [2, 16, 4] differ in rank; did you mean expandDims(x, 0)?'],
    ['conv(small, «zeros([0, 3, 1, 8])»)', 'conv: kernel [0, 3] has no taps'],
    ['conv(«integers», small5)', "conv: i32 is not a floating dtype; convert it with astype(x, 'f32')"],
    ['conv(small, «integers»)', 'conv: f32 and i32 differ; convert one with astype'],
    ['convTranspose(code, «zeros([3, 3, 64, 32])»)', 'convTranspose: the input has 64 channels, the kernel [3, 3, 64, 32] takes 32'],
    ['convTranspose(small, zeros([3, 3, 8, 1]), { «padding»: 3 })', 'convTranspose: padding 3 leaves nothing of [5, 5]'],
    [
      'convTranspose(small, zeros([3, 3, 8, 1]), { stride: 2, «padding»: [[5, 4], [0, 0]] })',
      'convTranspose: padding [[5, 4], [0, 0]] leaves nothing of [7, 7]',
    ],
    ['convTranspose(eight, zeros([3, 3, 8, 4]), { «groups»: 3 })', 'convTranspose: 3 groups do not divide 4 channels'],
    ['convTranspose(small, zeros([3, 3, 8, 1]), { «outputPadding»: -1 })', 'convTranspose: outputPadding -1 must be whole and 0 or more'],
    [
      'convTranspose(small, zeros([3, 3, 8, 1]), { stride: 2, «outputPadding»: [1] })',
      'convTranspose: outputPadding [1] has 1 entries for 2 spatial axes',
    ],
    [
      'convTranspose(small, zeros([3, 3, 8, 1]), { stride: [2, 3], «outputPadding»: 2 })',
      'convTranspose: outputPadding 2 is not less than the stride [2, 3], nor than the dilation 1',
    ],
    ['convTranspose(«flat», small5)', 'convTranspose: the input needs [N, ...spatial, C] with 1 to 3 spatial axes, got [28, 28]'],
  ],
  refuses: [["conv(images, kernel, { «padding»: 'full' })", "Type '\"full\"' is not assignable to type 'Padding | undefined'."]],
}
