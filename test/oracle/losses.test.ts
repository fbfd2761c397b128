import {
  binaryCrossEntropy,
  categoricalCrossEntropy,
  contrastive,
  cosineSimilarity,
  ctc,
  focal,
  gaussianNll,
  hinge,
  huber,
  klDivergence,
  logCosh,
  meanAbsoluteError,
  meanSquaredError,
  poissonNll,
  sigmoidBinaryCrossEntropy,
  softmaxCrossEntropy,
  triplet,
} from '../../dsl/index.js'
import { type AnyTensor, astype, logSoftmax, reshape } from '../../src/index.js'
import { compareWithTorch, type Named } from './oracle.js'

type Inputs = Named<'outputs' | 'labels' | 'weights' | 'mask' | 'first' | 'second' | 'third' | 'inputs' | 'targets'>

const reductions = ['mean', 'sum', 'none'] as const

/** A case for each reduction. */
const each = (
  name: string,
  f: (inputs: Inputs, reduction: (typeof reductions)[number]) => AnyTensor,
): Readonly<Record<string, (inputs: Inputs) => AnyTensor>> =>
  Object.fromEntries(reductions.map((reduction) => [`${name} ${reduction}`, (inputs: Inputs) => f(inputs, reduction)]))

const none = { reduction: 'none' } as const
const sum = { reduction: 'sum' } as const

const lengths = (inputs: AnyTensor, targets: AnyTensor) => ({
  inputLengths: reshape(astype(inputs, 'i32'), [-1]),
  targetLengths: reshape(astype(targets, 'i32'), [-1]),
})

compareWithTorch<keyof Inputs>('losses', {
  ...each('softmaxCrossEntropy', ({ outputs, labels }, reduction) => softmaxCrossEntropy(outputs, labels, { reduction })),
  ...each('softmaxCrossEntropy of weighed classes,', ({ outputs, labels, weights: classWeights }, reduction) =>
    softmaxCrossEntropy(outputs, labels, { reduction, classWeights }),
  ),
  ...each('softmaxCrossEntropy of weighed classes, smoothed,', ({ outputs, labels, weights: classWeights }, reduction) =>
    softmaxCrossEntropy(outputs, labels, { reduction, classWeights, labelSmoothing: 0.2 }),
  ),
  ...each('softmaxCrossEntropy ignoring,', ({ outputs, labels, weights: classWeights }, reduction) =>
    softmaxCrossEntropy(outputs, labels, { reduction, classWeights, ignoreIndex: -100, labelSmoothing: 0.1 }),
  ),
  'softmaxCrossEntropy smoothed': ({ outputs, labels }) => softmaxCrossEntropy(outputs, labels, { labelSmoothing: 0.3 }),
  'softmaxCrossEntropy ignoring a class there is': ({ outputs, labels }) => softmaxCrossEntropy(outputs, labels, { ignoreIndex: 1 }),
  'softmaxCrossEntropy of distributions, smoothed': ({ outputs, labels }) => softmaxCrossEntropy(outputs, labels, { labelSmoothing: 0.3 }),
  'softmaxCrossEntropy of distributions, weighed classes': ({ outputs, labels, weights: classWeights }) =>
    softmaxCrossEntropy(outputs, labels, { ...sum, classWeights, labelSmoothing: 0.1 }),
  'softmaxCrossEntropy masked': ({ outputs, labels, mask }) => softmaxCrossEntropy(outputs, labels, { mask: astype(mask, 'bool') }),
  'softmaxCrossEntropy of weighed examples': ({ outputs, labels, weights }) => softmaxCrossEntropy(outputs, labels, { weights }),

  categoricalCrossEntropy: ({ outputs, labels }) => categoricalCrossEntropy(outputs, labels),
  'categoricalCrossEntropy of weighed classes, ignoring': ({ outputs, labels, weights: classWeights }) =>
    categoricalCrossEntropy(outputs, labels, { classWeights, ignoreIndex: 0 }),
  'categoricalCrossEntropy of distributions': ({ outputs, labels }) => categoricalCrossEntropy(outputs, labels),

  binaryCrossEntropy: ({ outputs, labels }) => binaryCrossEntropy(outputs, labels),
  'binaryCrossEntropy of certainties': ({ outputs, labels }) => binaryCrossEntropy(outputs, labels, none),
  'binaryCrossEntropy weighed': ({ outputs, labels, weights }) => binaryCrossEntropy(outputs, labels, { ...sum, weights }),
  'sigmoidBinaryCrossEntropy with positiveWeight': ({ outputs, labels }) =>
    sigmoidBinaryCrossEntropy(outputs, labels, { positiveWeight: 3 }),
  'sigmoidBinaryCrossEntropy weighed': ({ outputs, labels, weights }) => sigmoidBinaryCrossEntropy(outputs, labels, { ...none, weights }),
  'sigmoidBinaryCrossEntropy smoothed': ({ outputs, labels }) => sigmoidBinaryCrossEntropy(outputs, labels, { labelSmoothing: 0.2 }),
  focal: ({ outputs, labels }) => focal(outputs, labels),
  'focal with gamma and alpha': ({ outputs, labels }) => focal(outputs, labels, { ...none, gamma: 0.5, alpha: 0.25 }),
  'focal with gamma 0': ({ outputs, labels }) => focal(outputs, labels, { ...none, gamma: 0, alpha: 0.25 }),

  ...each('meanAbsoluteError', ({ outputs, labels }, reduction) => meanAbsoluteError(outputs, labels, { reduction })),
  ...each('meanSquaredError', ({ outputs, labels }, reduction) => meanSquaredError(outputs, labels, { reduction })),
  ...each('huber', ({ outputs, labels }, reduction) => huber(outputs, labels, { reduction, delta: 0.75 })),
  huber: ({ outputs, labels }) => huber(outputs, labels),
  'meanSquaredError masked by examples': ({ outputs, labels, mask }) => meanSquaredError(outputs, labels, { mask: astype(mask, 'bool') }),
  'meanSquaredError of weighed examples': ({ outputs, labels, weights }) => meanSquaredError(outputs, labels, { weights }),
  logCosh: ({ outputs, labels }) => logCosh(outputs, labels, none),
  hinge: ({ outputs, labels }) => hinge(outputs, labels),

  klDivergence: ({ outputs, labels }) => klDivergence(logSoftmax(outputs), labels),
  'klDivergence none': ({ outputs, labels }) => klDivergence(logSoftmax(outputs), labels, none),
  cosineSimilarity: ({ outputs, labels }) => cosineSimilarity(outputs, labels),
  'cosineSimilarity none': ({ outputs, labels }) => cosineSimilarity(outputs, labels, none),

  contrastive: ({ first, second, labels }) => contrastive(first, second, labels),
  'contrastive with margin': ({ first, second, labels }) => contrastive(first, second, labels, { ...none, margin: 3 }),
  triplet: ({ first, second, third }) => triplet(first, second, third),
  'triplet with margin and swap': ({ first, second, third }) => triplet(first, second, third, { ...none, margin: 2, swap: true }),

  gaussianNll: ({ first, second, labels }) => gaussianNll(first, second, labels),
  'gaussianNll full': ({ first, second, labels }) => gaussianNll(first, second, labels, { ...none, full: true }),
  'gaussianNll of small variances': ({ first, second, labels }) => gaussianNll(first, second, labels, { ...none, epsilon: 1 }),
  poissonNll: ({ outputs, labels }) => poissonNll(outputs, labels),
  'poissonNll full': ({ outputs, labels }) => poissonNll(outputs, labels, { ...none, full: true }),
  'poissonNll of rates': ({ outputs, labels }) => poissonNll(outputs, labels, { ...sum, logInput: false, epsilon: 1e-3 }),

  ctc: ({ outputs, labels, inputs, targets }) => ctc(outputs, astype(labels, 'i32'), { ...lengths(inputs, targets) }),
  'ctc of lengths': ({ outputs, labels, inputs, targets }) => ctc(outputs, astype(labels, 'i32'), { ...none, ...lengths(inputs, targets) }),
  'ctc with another blank': ({ outputs, labels, inputs, targets }) =>
    ctc(outputs, astype(labels, 'i32'), { ...sum, blank: 3, ...lengths(inputs, targets) }),
  'ctc of what is impossible': ({ outputs, labels, inputs, targets }) =>
    ctc(outputs, astype(labels, 'i32'), { ...sum, zeroInfinity: true, ...lengths(inputs, targets) }),
})
