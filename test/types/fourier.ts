import type { Family } from './harness.js'

export const fourier: Family = {
  name: 'fourier',
  given: `
declare const x: Tensor<['N', 64]>
declare const m: Tensor<[2, 3]>
declare const s: Tensor<[]>
declare const i: Tensor<[2, 3], 'i32'>
declare const d: Tensor<[2, 3], 'f64'>
declare const twice: Tensor<['2*N']>
declare const n: number
declare const some: AnyTensor`,
  compiles: [
    ['fft([m, m])', '[re: Tensor<[2, 3], "f32">, im: Tensor<[2, 3], "f32">]'],
    ['fft([x, x], { axis: 0 })', '[re: Tensor<["N", 64], "f32">, im: Tensor<["N", 64], "f32">]'],
    ['ifft(fft([d, d]))', '[re: Tensor<[2, 3], "f64">, im: Tensor<[2, 3], "f64">]'],
    ['fft2([m, m])[0]', 'Tensor<[2, 3], "f32">'],
    ['ifft2(fft2([x, x]))[1]', 'Tensor<["N", 64], "f32">'],
    ['rfft(x)', '[re: Tensor<["N", 33], "f32">, im: Tensor<["N", 33], "f32">]'],
    ['rfft(m, { axis: 0 })[0]', 'Tensor<[2, 3], "f32">'],
    ['rfft(x, { axis: 0 })[0]', 'Tensor<[number, 64], "f32">'],
    ['rfft(twice)[0]', 'Tensor<["N+1"], "f32">'],
    ['rfft(x, { axis: n })[0]', 'Tensor<[number, number], "f32">'],
    ['irfft(rfft(x))', 'Tensor<["N", 64], "f32">'],
    ['irfft(rfft(twice))', 'Tensor<["2*N"], "f32">'],
    ['irfft([m, m], { n: 5 })', 'Tensor<[2, 5], "f32">'],
    ['irfft([m, m], { axis: 0, n })', 'Tensor<[number, 3], "f32">'],
    ['rfft2(x)[0]', 'Tensor<["N", 33], "f32">'],
    ['irfft2(rfft2(d))', 'Tensor<[2, 2], "f64">'],
    ['irfft2(rfft2(d), { n: 3 })', 'Tensor<[2, 3], "f64">'],
    ['fft([some, some])[0]', 'Tensor<Shape, DType>'],
  ],
  rejects: [
    ['fft([m, «x»])', 'fft: the real part is [2, 3], the imaginary part [N, 64]; they are of one shape'],
    ['fft([«i», i])', "fft: i32 is not f32 or f64; convert it with astype(x, 'f32')"],
    ['fft([m, «d»])', 'fft: f32 and f64 differ; convert one with astype'],
    ['ifft([m, m], { «axis»: 2 })', 'ifft: axis 2 is out of range for [2, 3]'],
    ['fft([«s», s])', 'fft: axis -1 is out of range for []'],
    ['fft([«zeros([2, 0])», zeros([2, 0])])', 'fft: axis 1 of [2, 0] is empty'],
    ['fft2([«zeros([3])», zeros([3])])', 'fft2: [3] has fewer than 2 axes'],
    ['rfft(«i»)', "rfft: i32 is not f32 or f64; convert it with astype(x, 'f32')"],
    ['rfft(m, { «axis»: -3 })', 'rfft: axis -3 is out of range for [2, 3]'],
    ['rfft2(«zeros([3])»)', 'rfft2: [3] has fewer than 2 axes'],
    ['irfft([m, m], { «n»: 7 })', 'irfft: a signal of length 7 has 4 frequencies, axis 1 of [2, 3] has 3'],
    ['irfft([«zeros([1])», zeros([1])])', 'irfft: axis 0 of [1] has 1 frequency, that of a signal of length 1; did you mean { n: 1 }?'],
    ['irfft2([m, m], { «n»: 6 })', 'irfft2: a signal of length 6 has 4 frequencies, axis 1 of [2, 3] has 3'],
  ],
}
