/**
 * Tensors, operations and transforms: the public face. Nothing else of src/ is imported from outside.
 *
 * @module typegrad
 */

export { nextTask } from './backends/next-task.js'
export type { TuneMode, Tuning } from './backends/tuning.js'
export {
  DeviceLost,
  DeviceMismatch,
  DeviceUnavailable,
  DisposedTensor,
  DTypeMismatch,
  InvalidArgument,
  KernelRejected,
  KeyReused,
  type KeyUse,
  NotFinite,
  OutOfDeviceMemory,
  type Sentence,
  ShapeMismatch,
  TracedTensor,
  TypegradError,
} from './errors.js'
/** @internal */
export { internals } from './internals.js'
export { cholesky, eigh, qr, svd } from './linalg/decompositions.js'
export { det, logdet } from './linalg/determinant.js'
export { expm, matrixPower } from './linalg/powers.js'
export { inverse, lstsq, solve, type TriangularOptions, triangularSolve } from './linalg/solve.js'
export {
  celu,
  elu,
  gelu,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  logSigmoid,
  mish,
  relu,
  relu6,
  selu,
  silu,
  softplus,
  softsign,
} from './ops/activations.js'
export { adaptiveAvgPool, adaptiveMaxPool } from './ops/adaptive-pool.js'
export { argmax, argmin } from './ops/arg.js'
export { add, atan2, div, hypot, logAddExp, maximum, minimum, mul, pow, rem, sub } from './ops/arithmetic.js'
export { astype } from './ops/astype.js'
export { type At, at, type Updated } from './ops/at.js'
export { attentionWeights, scaledDotProductAttention } from './ops/attention.js'
export { bincount } from './ops/bincount.js'
export { bitwiseAnd, bitwiseNot, bitwiseOr, bitwiseXor, shiftLeft, shiftRight } from './ops/bitwise.js'
export { booleanMask } from './ops/boolean-mask.js'
export { equal, greater, greaterEqual, isFinite, isInf, isNaN, less, lessEqual, notEqual } from './ops/compare.js'
export { concat } from './ops/concat.js'
export { dot, outer, tensordot } from './ops/contract.js'
export { conv, convTranspose } from './ops/conv.js'
export { copy } from './ops/copy.js'
export { arange, eye, full, linspace, ones, onesLike, zeros, zerosLike } from './ops/create.js'
export { cross } from './ops/cross.js'
export { cummax, cummin, cumprod, cumsum, logCumSumExp } from './ops/cumulative.js'
export { diag, trace } from './ops/diagonal.js'
export { rearrange, reduce } from './ops/einops.js'
export { einsum } from './ops/einsum.js'
export { flip } from './ops/flip.js'
export { fft, fft2, ifft, ifft2, irfft, irfft2, rfft, rfft2 } from './ops/fourier.js'
export { gather, oneHot, takeAlongAxis } from './ops/gather.js'
export { gatherNd } from './ops/gather-nd.js'
export { gridSample } from './ops/grid-sample.js'
export { histogram } from './ops/histogram.js'
export { interpolate } from './ops/interpolate.js'
export { kron } from './ops/kron.js'
export { logicalAnd, logicalNot, logicalOr, logicalXor } from './ops/logic.js'
export { matmul } from './ops/matmul.js'
export { meshgrid } from './ops/meshgrid.js'
export { nanToNum } from './ops/nan-to-num.js'
export { nonzero } from './ops/nonzero.js'
export { pad } from './ops/pad.js'
export { avgPool, maxPool } from './ops/pool.js'
export { median, mode, quantile } from './ops/quantile.js'
export { all, any, max, min, prod, sum } from './ops/reduce.js'
export { repeat } from './ops/repeat.js'
export { broadcastTo, expandDims, reshape, squeeze } from './ops/reshape.js'
export { roll } from './ops/roll.js'
export { scatter, scatterMax, scatterMin } from './ops/scatter.js'
export { scatterAdd } from './ops/scatter-add.js'
export { scatterAddNd } from './ops/scatter-add-nd.js'
export { searchsorted } from './ops/search-sorted.js'
export { slice } from './ops/slice.js'
export { logSoftmax, softmax } from './ops/softmax.js'
export { argsort, sort, topK } from './ops/sort.js'
export { digamma, erfinv, i0, i1, lgamma } from './ops/special.js'
export { stack } from './ops/stack.js'
export { logSumExp, mean, norm, std, variance } from './ops/statistics.js'
export { stopGradient } from './ops/stop-gradient.js'
export { tensor } from './ops/tensor.js'
export { tile } from './ops/tile.js'
export { moveAxis, swapAxes, transpose } from './ops/transpose.js'
export { tril, triu } from './ops/triangle.js'
export { acos, acosh, asin, asinh, atan, atanh, cos, cosh, sin, sinh, tan } from './ops/trigonometric.js'
export {
  abs,
  ceil,
  erf,
  erfc,
  exp,
  exp2,
  expm1,
  floor,
  frac,
  log,
  log1p,
  log2,
  log10,
  neg,
  reciprocal,
  round,
  rsqrt,
  sigmoid,
  sign,
  sqrt,
  square,
  tanh,
  trunc,
} from './ops/unary.js'
export { unique } from './ops/unique.js'
export { clip, where } from './ops/where.js'
export { bernoulli } from './random/bernoulli.js'
export { beta } from './random/beta.js'
export { categorical } from './random/categorical.js'
export { exponential } from './random/exponential.js'
export { gamma } from './random/gamma.js'
export { foldIn, type Key, key } from './random/key.js'
export { normal } from './random/normal.js'
export { poisson } from './random/poisson.js'
export { randint } from './random/randint.js'
export { bits, permutation, uniform } from './random/samplers.js'
export { split } from './random/split.js'
export { truncatedNormal } from './random/truncated-normal.js'
export { acquire } from './runtime/acquire.js'
export { allClose, type CloseOptions } from './runtime/all-close.js'
export { compute } from './runtime/compute.js'
/** @category Devices and debugging */
export * as debug from './runtime/debug.js'
export { inspect } from './runtime/inspect.js'
export { type DonateOptions, type JitOptions, type Jitted, jit } from './runtime/jit.js'
export { fromTransferable, type TransferableTree, toTransferable } from './runtime/transferable.js'
export { tune, tuning } from './runtime/tune.js'
export type { Conv } from './shape/conv.js'
export { convShape } from './shape/conv.js'
export type { ConvTranspose } from './shape/conv-transpose.js'
export { convTransposeShape } from './shape/conv-transpose.js'
// Shapes in types, for those who write rules of their own.
export type { Dim, Shape, Size, Sizes } from './shape/dim.js'
export { show } from './shape/dim.js'
export type { DType } from './shape/dtype.js'
export type { Said } from './shape/fault.js'
export type { Add, DivMod, Mul, Product, Sub } from './shape/nat.js'
export type { Pad, PadMode, PadValueFault, ShowWidths, Widths } from './shape/pad.js'
export { padWidths, showWidths } from './shape/pad.js'
export type { Pool } from './shape/pool.js'
export { poolShape } from './shape/pool.js'
export type { Reshape } from './shape/reshape.js'
export { reshapeShape } from './shape/reshape.js'
export type { Resize } from './shape/resize.js'
export { resizeShape } from './shape/resize.js'
export type { SameDim } from './shape/same.js'
export type { Fit, Given, Ruled, ShapeOf, Show } from './shape/sentence.js'
export { orThrow } from './shape/sentence.js'
export type { Dims } from './shape/size-list.js'
export type { CountFault, Padding, PerAxis, Spread } from './shape/window.js'
export { countFault, spread } from './shape/window.js'
export type { Fn, ParametersOf, Plain, ReturnOf } from './tensor/call.js'
/** @category Tensors */
export * as check from './tensor/check.js'
export type { Device, DeviceMemory } from './tensor/device.js'
export type { Grads } from './tensor/differentiable.js'
export { scope } from './tensor/scope.js'
export type { AnyTensor } from './tensor/tensor.js'
export { Tensor } from './tensor/tensor.js'
export type { Tree } from './tensor/tree.js'
/** @category Tensors */
export * as tree from './tensor/trees.js'
export { type CheckpointOptions, checkpoint, type Keep } from './transforms/checkpoint.js'
export { cond } from './transforms/cond.js'
export { customJvp, customVjp, type VjpRules } from './transforms/custom.js'
export { jvp, linearize, linearTranspose, vjp } from './transforms/directional.js'
export { fn } from './transforms/fn.js'
export { grad, valueAndGrad } from './transforms/grad.js'
export { hessian, jacfwd, jacrev } from './transforms/jacobian.js'
export type { Sliced, Stacked } from './transforms/lists.js'
export { map, type ScanOptions, scan } from './transforms/scan.js'
export { vmap } from './transforms/vmap.js'
export { type WhileOptions, whileLoop } from './transforms/while-loop.js'
