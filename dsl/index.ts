/**
 * Models: layers, losses, optimisers, training and data, built on the public face of `typegrad`.
 *
 * @module typegrad/dsl
 */

export type { TransformerOptions } from './attention/block.js'
export type { AttentionParams } from './attention/heads.js'
export type { Rotary } from './attention/rotary.js'
export type { AttentionOptions } from './attention/settings.js'
export { colorJitter, type JitterOptions } from './augment/color-jitter.js'
export { type CutoutOptions, cutout } from './augment/cutout.js'
export { type Mixed, type MixupOptions, mixup } from './augment/mixup.js'
export type { Pictures } from './augment/pictures.js'
export { type CropOptions, randomCrop } from './augment/random-crop.js'
export { type FlipOptions, randomFlip } from './augment/random-flip.js'
export { type RotateOptions, randomRotate } from './augment/random-rotate.js'
export { type EarlyStoppingOptions, earlyStopping } from './callbacks/early-stopping.js'
export { type LogFormat, type LogOptions, logTo } from './callbacks/log-to.js'
export { type Monitor, type MonitorOptions, monitorOf, type Standing, standing } from './callbacks/monitor.js'
export { plot } from './callbacks/plot.js'
export { type ReduceOnPlateauOptions, reduceOnPlateau } from './callbacks/reduce-on-plateau.js'
export { sampleEvery } from './callbacks/sample-every.js'
export { type Bidirectional, type BothWays, bidirectional, type Merge } from './combinators/bidirectional.js'
export type { Chain, ChainParams, ChainState } from './combinators/chain.js'
export { type ConcatOf, concatOf } from './combinators/concat-of.js'
export { type FanOut, fanOut } from './combinators/fan-out.js'
export { type Frozen, frozen } from './combinators/frozen.js'
export { type Identity, identity } from './combinators/identity.js'
export { named } from './combinators/named.js'
export { type Parallel, parallel } from './combinators/parallel.js'
export { type Repeated, repeated } from './combinators/repeated.js'
export { type Residual, residual } from './combinators/residual.js'
export { sequential } from './combinators/sequential.js'
export { type Serial, serial } from './combinators/serial.js'
export { type Shared, shared, type Use } from './combinators/shared.js'
export { type SpectralNorm, type SpectralOptions, spectralNorm } from './combinators/spectral-norm.js'
export { type Stacked, type StackOptions, stacked } from './combinators/stacked.js'
export { type StochasticDepth, stochasticDepth } from './combinators/stochastic-depth.js'
export { type ProductOf, productOf, type SumOf, sumOf } from './combinators/sum-of.js'
export { type WeightNorm, weightNorm } from './combinators/weight-norm.js'
export { type When, when } from './combinators/when.js'
export type { CsvColumn, CsvType } from './csv/columns.js'
export { type CsvColumns, type CsvOptions, type CsvTypes, csv } from './csv/csv.js'
export type { TextSource } from './csv/texts.js'
export { batches } from './data/batches.js'
export { type BucketBatch, type BucketOptions, bucketBatches } from './data/bucket-batches.js'
export { cache } from './data/cache.js'
export { concat } from './data/concat.js'
export type { Dataset } from './data/dataset.js'
export { DataError } from './data/error.js'
export { fashionMnist } from './data/fashion-mnist.js'
export { type Filtered, filter, type Keep } from './data/filter.js'
export { type ArrayDataset, type BatchOf, type Column, type Columns, fromArrays, type RowOf } from './data/from-arrays.js'
export { type Idx, type IdxType, readIdx } from './data/idx.js'
export { map } from './data/map.js'
export { mnist } from './data/mnist.js'
export { type Padded, type PadOptions, padBatch } from './data/pad-batch.js'
export type { Digits, Mnist, MnistOptions } from './data/pictures.js'
export { prefetch } from './data/prefetch.js'
export { type RepeatedData, repeat } from './data/repeat.js'
export { shuffle } from './data/shuffle.js'
export { type PartsOf, split } from './data/split.js'
export { type NumberColumn, type StackedColumns, stackColumns } from './data/stack-columns.js'
export type { WebStream } from './data/streams.js'
export { type WindowOptions, type Windows, window } from './data/window.js'
export { type Zipped, zip } from './data/zip.js'
export type { Decoding } from './decoding.js'
export { decodeImage } from './images/decode-image.js'
export { encodePng } from './images/encode-png.js'
export { type Channels, type Image, type ImageOptions, imageTensor } from './images/image.js'
export { type CanvasLike, type Drawable, pixelsOf, type RgbaPixels } from './images/pixels-of.js'
export { constant } from './initializers/constant.js'
export { identityMatrix } from './initializers/identity-matrix.js'
export { type Initializer, initializer } from './initializers/initializer.js'
export { orthogonal } from './initializers/orthogonal.js'
export { sparse } from './initializers/sparse.js'
export { truncatedNormal } from './initializers/truncated-normal.js'
export { glorotNormal, glorotUniform, heNormal, heUniform, lecunNormal } from './initializers/variance-scaling.js'
export {
  type Context,
  type Empty,
  type KeepsWhole,
  type Layer,
  type LayerParts,
  type LayerRules,
  type LayerType,
  layer,
  type OutOf,
  type ParamsOf,
  type SameShape,
  type StatefulRules,
  type Stateless,
  type StateOf,
  statefulLayer,
  type TakesLists,
  type TakesWhole,
  type Variables,
} from './layer.js'
export {
  type Activation,
  activation,
  celu,
  elu,
  gelu,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  logSigmoid,
  logSoftmax,
  mish,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign,
  tanh,
} from './layers/activation.js'
export { type AdaptivePool, adaptiveAvgPool2d } from './layers/adaptive-pool.js'
export { alphaDropout } from './layers/alpha-dropout.js'
export { type Attention, attention, type DotAttentionOptions } from './layers/attention.js'
export { type BatchNorm, type BatchNormOptions, batchNorm } from './layers/batch-norm.js'
export { type ConvOptions, type Convolution, conv1d, conv2d, conv3d } from './layers/conv.js'
export { convTranspose1d, convTranspose2d, convTranspose3d, type TransposedConv, type TransposedOptions } from './layers/conv-transpose.js'
export { type Dense, type DenseOptions, dense } from './layers/dense.js'
export { type DepthwiseConv, type DepthwiseOptions, depthwiseConv1d, depthwiseConv2d } from './layers/depthwise-conv.js'
export { dropout } from './layers/dropout.js'
export { type Embedding, type EmbeddingOptions, embedding } from './layers/embedding.js'
export { type Flatten, flatten } from './layers/flatten.js'
export { gaussianNoise } from './layers/gaussian-noise.js'
export { type GlobalPool, globalAvgPool, globalMaxPool } from './layers/global-pool.js'
export { type Glu, glu } from './layers/glu.js'
export { type GroupNorm, groupNorm } from './layers/group-norm.js'
export { type Gru, type GruOptions, gru } from './layers/gru.js'
export { type InstanceNorm, instanceNorm } from './layers/instance-norm.js'
export type { SlideOptions } from './layers/kernel.js'
export { type Lambda, type LambdaOptions, lambda } from './layers/lambda.js'
export { type LayerNorm, layerNorm, type NormOptions } from './layers/layer-norm.js'
export { type Lstm, type LstmOptions, lstm } from './layers/lstm.js'
export { type Maxout, maxout } from './layers/maxout.js'
export { type MultiHeadAttention, multiHeadAttention } from './layers/multi-head-attention.js'
export { type Pad2d, type Pad2dOptions, pad2d } from './layers/pad.js'
export { type PatchEmbedding, patchEmbedding } from './layers/patch-embedding.js'
export { type Picked, pick } from './layers/pick.js'
export { type PixelShuffle, type PixelUnshuffle, pixelShuffle, pixelUnshuffle } from './layers/pixel-shuffle.js'
export {
  type AvgPoolOptions,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  type Pooling,
  type PoolOptions,
} from './layers/pool.js'
export { type PositionalEncoding, positionalEncoding } from './layers/positional-encoding.js'
export { type Prelu, type PreluOptions, prelu } from './layers/prelu.js'
export { type ReshapeTo, reshapeTo } from './layers/reshape-to.js'
export { type Resized, type ResizeOptions, resize, type Upsampled, upsample2d } from './layers/resize.js'
export { type RmsNorm, rmsNorm } from './layers/rms-norm.js'
export { type Rnn, type RnnOptions, rnn } from './layers/rnn.js'
export { type RreluOptions, rrelu } from './layers/rrelu.js'
export { type SeparableConv, separableConv1d, separableConv2d } from './layers/separable-conv.js'
export { type SpatialDropout, spatialDropout } from './layers/spatial-dropout.js'
export { type SqueezeExcite, squeezeExcite } from './layers/squeeze-excite.js'
export { type TiedEmbedding, tiedEmbedding } from './layers/tied-embedding.js'
export { type TransformerBlock, type TransformerBlockOptions, transformerBlock } from './layers/transformer-block.js'
export { type TransformerDecoderBlock, transformerDecoderBlock } from './layers/transformer-decoder-block.js'
export type { BinaryOptions } from './losses/binary.js'
export { binaryCrossEntropy } from './losses/binary-cross-entropy.js'
export { categoricalCrossEntropy } from './losses/categorical-cross-entropy.js'
export { contrastive, type MarginOptions } from './losses/contrastive.js'
export { cosineSimilarity } from './losses/cosine-similarity.js'
export { type Ctc, type CtcOptions, ctc } from './losses/ctc.js'
export { type FocalOptions, focal } from './losses/focal.js'
export { type GaussianOptions, gaussianNll } from './losses/gaussian-nll.js'
export { hinge } from './losses/hinge.js'
export { type HuberOptions, huber } from './losses/huber.js'
export { klDivergence } from './losses/kl-divergence.js'
export type { Labelled, LabelledKeep, LabelledMean } from './losses/labelled.js'
export type { ForClasses, LabelledLoss, LabelledOptions } from './losses/labelled-loss.js'
export { logCosh } from './losses/log-cosh.js'
export { meanAbsoluteError } from './losses/mean-absolute-error.js'
export { meanSquaredError } from './losses/mean-squared-error.js'
export type { Alike, Paired, PairedLoss, PairedVectors, VectorLoss } from './losses/paired.js'
export { l1, l2 } from './losses/penalties.js'
export { type PoissonOptions, poissonNll } from './losses/poisson-nll.js'
export type { Begun, LossOptions, Reduced, Reduction } from './losses/reduction.js'
export { sigmoidBinaryCrossEntropy } from './losses/sigmoid-binary-cross-entropy.js'
export { softmaxCrossEntropy } from './losses/softmax-cross-entropy.js'
export { type TripletOptions, triplet } from './losses/triplet.js'
export { accuracy } from './metrics/accuracy.js'
export type { Average } from './metrics/averages.js'
export type { MultiClass } from './metrics/class-ranking.js'
export { type Confusion, confusionMatrix } from './metrics/confusion-matrix.js'
export type { GatheredMetric, Metric, MetricOf } from './metrics/metric.js'
export { type PerplexityOptions, perplexity } from './metrics/perplexity.js'
export { type ClassOptions, f1, precision, recall } from './metrics/precision-recall.js'
export { r2 } from './metrics/r2.js'
export { averagePrecision, type RankingOptions, rocAuc } from './metrics/ranking.js'
export { topKAccuracy } from './metrics/top-k-accuracy.js'
export { type ApplyOptions, apply, type Batch, type Batched, type Given } from './model/apply.js'
export { type BeamOptions, type Beams, beamSearch } from './model/beam-search.js'
export { type DecodeOptions, type DecodeState, decode, decodeState } from './model/decode.js'
export { draw } from './model/draw.js'
export { type GenerateOptions, generate } from './model/generate.js'
export { init } from './model/init.js'
export type { Model, VariablesOf } from './model/model.js'
export { predict } from './model/predict.js'
export { type SampleOptions, sampleToken } from './model/sample-token.js'
export { summary } from './model/summary.js'
export type { InputsOf, Numbers, OneNumbers, OneOrMany, OneShape, Shapes, SizesOf, Tensors, TensorsOf, Whole } from './one-or-many.js'
export { accumulate } from './optimizers/accumulate.js'
export { type AdadeltaOptions, adadelta } from './optimizers/adadelta.js'
export { type AdafactorOptions, adafactor } from './optimizers/adafactor.js'
export { type AdagradOptions, adagrad } from './optimizers/adagrad.js'
export { type AdamOptions, adam } from './optimizers/adam.js'
export { adamax } from './optimizers/adamax.js'
export { type AdamwOptions, adamw, type DecayOptions } from './optimizers/adamw.js'
export { adjustable, withRateScale } from './optimizers/adjustable.js'
export { amsgrad } from './optimizers/amsgrad.js'
export { byPath } from './optimizers/by-path.js'
export { chain } from './optimizers/chain.js'
export { clipByGlobalNorm, clipByValue } from './optimizers/clip.js'
export { averageOf, ema } from './optimizers/ema.js'
export { type LambOptions, lamb } from './optimizers/lamb.js'
export { type LbfgsOptions, lbfgs } from './optimizers/lbfgs.js'
export { type Leaf, leafwise, type Moved } from './optimizers/leafwise.js'
export { type LionOptions, lion } from './optimizers/lion.js'
export { type LookaheadOptions, lookahead } from './optimizers/lookahead.js'
export { maxNorm } from './optimizers/max-norm.js'
export { type MomentumOptions, momentum } from './optimizers/momentum.js'
export { type MuonOptions, muon } from './optimizers/muon.js'
export { nadam } from './optimizers/nadam.js'
export { nesterov } from './optimizers/nesterov.js'
export type { Optimizer, OptimizerState } from './optimizers/optimizer.js'
export type { Mask } from './optimizers/paths.js'
export { perCopy } from './optimizers/per-copy.js'
export { type RadamOptions, radam } from './optimizers/radam.js'
export type { Rate, RateOr, Schedule } from './optimizers/rate.js'
export { type RmspropOptions, rmsprop } from './optimizers/rmsprop.js'
export { sgd } from './optimizers/sgd.js'
export type { GradientTransform, Projection } from './optimizers/transform.js'
export { weightDecay } from './optimizers/weight-decay.js'
export type { InitOptions } from './parameters.js'
export type { Cell, CellParams, CellRules, CellState, CellType } from './recurrent/cell.js'
export type { GateInits, GateOptions } from './recurrent/gates.js'
export { type GruCell, type GruCellOptions, gruCell } from './recurrent/gru-cell.js'
export { type LstmCell, type LstmCellOptions, lstmCell } from './recurrent/lstm-cell.js'
export type { ReadingOptions } from './recurrent/reading.js'
export type { Recurrent, RecurrentLayer, RecurrentType } from './recurrent/recurrent.js'
export { type RnnCell, type RnnCellOptions, rnnCell } from './recurrent/rnn-cell.js'
export { constantSchedule } from './schedules/constant-schedule.js'
export { cosineDecay } from './schedules/cosine-decay.js'
export { type ExponentialDecayOptions, exponentialDecay, stepDecay } from './schedules/exponential-decay.js'
export { inverseSqrt } from './schedules/inverse-sqrt.js'
export { type OneCycleOptions, oneCycle } from './schedules/one-cycle.js'
export { piecewise } from './schedules/piecewise.js'
export { type PolynomialDecayOptions, polynomialDecay } from './schedules/polynomial-decay.js'
export { type WarmupCosineOptions, warmupCosine } from './schedules/warmup-cosine.js'
export type { Axes, OnExample } from './spatial.js'
export { type BytePairOptions, bytePairTokenizer } from './text/byte-pair-tokenizer.js'
export { type CharacterOptions, characterTokenizer } from './text/character-tokenizer.js'
export type { BytePairJson, CharacterJson, Fallback, Tokenizer, TokenizerJson } from './text/tokenizer.js'
export { tokenizerFromJson } from './text/tokenizer-from-json.js'
export type { Callback, Callbacks, Moment, Place, Run } from './train/callbacks.js'
export { type EvaluateOptions, evaluate } from './train/evaluate.js'
export { type FitOptions, type Fitted, fit } from './train/fit.js'
export { TrainingInterrupted } from './train/interrupted.js'
export type { Signal } from './train/interruption.js'
export {
  type JointLosses,
  type JointOptions,
  type JointState,
  type JointVariables,
  jointState,
  jointStep,
  type Models,
} from './train/joint-step.js'
export type { LossScale, Precision } from './train/loss-scale.js'
export { type LrFindOptions, type LrFound, lrFind } from './train/lr-find.js'
export type { Examples, Measure, Measured, Objective, Objectives } from './train/objective.js'
export type { Epoch, Progress } from './train/progress.js'
export { type LoadRun, loadRunWith, saveRunWith } from './train/run-file.js'
export { loadRun, saveRun } from './train/run-files.js'
export type { TrainState } from './train/step.js'
export {
  type StartOptions,
  type StepBatch,
  type StepOptions,
  type TargetOf,
  type TrainStep,
  trainState,
  trainStep,
} from './train/train-step.js'
export { type BrowserStore, indexedDb } from './weights/browser.js'
export { CheckpointError } from './weights/checkpoint-error.js'
export { flaxNames } from './weights/flax-names.js'
export { kerasNames } from './weights/keras-names.js'
export {
  type InFile,
  type Load,
  type LoadOptions,
  load,
  loadWith,
  type Made,
  type ReadFile,
  type Rename,
  type Renamed,
} from './weights/load.js'
export type { Modules } from './weights/names.js'
export { type SaveOptions, save, saveWith, toSafetensors, type WriteFile } from './weights/save.js'
export type { Bytes, LoadProgress, Source, Store, Target } from './weights/stores.js'
export { torchNames } from './weights/torch-names.js'
