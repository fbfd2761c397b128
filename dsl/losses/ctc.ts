import { left, right } from 'fp-ts/lib/Either.js'
import {
  type AnyTensor,
  add,
  all,
  arange,
  broadcastTo,
  check,
  concat,
  type Dim,
  type DType,
  DTypeMismatch,
  equal,
  exp,
  expandDims,
  type Fit,
  full,
  greaterEqual,
  isFinite,
  less,
  log,
  logicalAnd,
  logicalOr,
  logSoftmax,
  max,
  moveAxis,
  mul,
  neg,
  notEqual,
  orThrow,
  type Ruled,
  reshape,
  type SameDim,
  type Shape,
  type Show,
  show,
  slice,
  stack,
  stopGradient,
  sub,
  sum,
  type Tensor,
  takeAlongAxis,
  where,
} from '../../src/index.js'
import { loop } from '../loop.js'
import { type AnyLossOptions, type LossOptions, lossOptions, type Reduced, type Reduction, reduceLosses } from './reduction.js'

/**
 * Which class is the blank, how long sequences are, and what becomes of what is impossible.
 *
 * @category Losses
 */
export interface CtcOptions<L extends Shape> {
  /** The class that stands for nothing; 0 if left out. */
  readonly blank?: number | undefined
  /** How many steps of each input count, `[N]`; all if left out. */
  readonly inputLengths?: Lengths<L> | undefined
  /** How many labels of each target count, `[N]`; all if left out. */
  readonly targetLengths?: Lengths<L> | undefined
  /** Whether the loss of a target that is too long for its input is 0, not infinity; `false` if left out. Its derivative is 0 in any case. */
  readonly zeroInfinity?: boolean | undefined
}

type Lengths<L extends Shape> = Tensor<[At0<L>], 'i32'>

type At0<L extends Shape> = L extends readonly [infer N extends Dim, ...Shape] ? N : number

/**
 * `[N]`, the shape of the losses, where targets `[N, labels]` go with logits `[N, steps, classes]`.
 *
 * @category Losses
 */
export type Ctc<L extends Shape, Y extends Shape, E extends DType> = [E & ('i32' | 'u32')] extends [never]
  ? `ctc: targets are i32 or u32, got ${E}; convert with astype`
  : number extends L['length'] | Y['length']
    ? [number]
    : L extends readonly [infer N extends Dim, Dim, Dim]
      ? Y extends readonly [infer M, Dim]
        ? SameDim<N, M> extends true
          ? [N]
          : Sentence<L, Y>
        : Sentence<L, Y>
      : Sentence<L, Y>

type Sentence<
  L extends Shape,
  Y extends Shape,
> = `ctc: logits are [batch, steps, classes] and targets [batch, labels]; got ${Show<L>} and ${Show<Y>}`

/** The run-time twin of `Ctc`. */
export const ctcShape = (l: readonly number[], y: readonly number[]): Ruled =>
  l.length === 3 && y.length === 2 && l[0] === y[0]
    ? right(l.slice(0, 1))
    : left(`ctc: logits are [batch, steps, classes] and targets [batch, labels]; got ${show(l)} and ${show(y)}`)

/**
 * Connectionist temporal classification: the negative log probability that an input says its target, in whatever rhythm. A step says a class or the blank; a
 * target is said by every path that gives it once repeated classes are taken for one and blanks are left out. The mean is over the sequences, however long
 *
 * (PyTorch divides each by the length of its target first). A class that does not exist makes the loss NaN.
 *
 * @param logits `[N, steps, classes]`; `softmax` over the classes gives probabilities, so that logarithms of probabilities do as well
 * @param targets classes without the blank, `[N, labels]`; what lies beyond a target's length may be anything
 * @param options `blank`, `inputLengths`, `targetLengths`, `zeroInfinity`, and `reduction`, `weights`, `mask`
 * @throws ShapeMismatch, DTypeMismatch; InvalidArgument unless the blank is one of the classes
 * @see Graves, Fernández, Gomez, Schmidhuber, Connectionist temporal classification, ICML 2006
 * @example
 * ```ts
 * await ctc(zeros([1, 2, 2]), tensor([[1]], { dtype: 'i32' })).item() // 3 of 4 paths say 1: log(4 / 3)
 * ```
 *
 * @category Losses
 */
export function ctc<
  L extends Shape,
  Y extends Shape,
  D extends DType,
  E extends DType,
  const R extends Reduction = 'mean',
  W extends Shape = [],
  M extends Shape = [],
>(
  logits: Tensor<L, D>,
  targets: Fit<Ctc<L, Y, E>, Tensor<Y, E>>,
  options?: LossOptions<'ctc', [At0<L>], D, R, W, M> & CtcOptions<L>,
): Tensor<Reduced<R, [At0<L>]>, D>
export function ctc(logits: AnyTensor, targets: AnyTensor, given?: AnyLossOptions & CtcOptions<Shape>): AnyTensor {
  check.tensor('ctc', 'logits', logits)
  check.tensor('ctc', 'targets', targets)
  orThrow(ctcShape(logits.shape, targets.shape))
  if (targets.dtype !== 'i32' && targets.dtype !== 'u32')
    throw new DTypeMismatch(`ctc: targets are i32 or u32, got ${targets.dtype}; convert with astype`)
  const options = check.options('ctc', 'logits, targets', given, [...lossOptions, 'blank', 'inputLengths', 'targetLengths', 'zeroInfinity'])
  const { blank = 0, zeroInfinity = false } = options
  const [count = 0, steps = 0, classes = 0] = logits.shape
  const labels = targets.shape[1] ?? 0
  if (!Number.isSafeInteger(blank) || blank < 0 || blank >= classes)
    check.refuse('ctc', 'the blank', `a class, a whole number from 0 to ${classes - 1}`, blank)
  const inputLengths = lengthsOf('inputLengths', options.inputLengths, count, steps)
  const targetLengths = lengthsOf('targetLengths', options.targetLengths, count, labels)

  // A path goes through the places of `blank label blank label ... blank`: it stays, or moves to the next, or over a blank between two labels that differ.
  const said = where(less(arange(labels, { dtype: 'i32' }), expandDims(targetLengths, 1)), targets, blank)
  const blanks = full([count, labels], blank, { dtype: targets.dtype })
  const places = concat(
    [reshape(stack([blanks, said], { axis: 2 }), [count, 2 * labels]), full([count, 1], blank, { dtype: targets.dtype })],
    1,
  )
  const width = 2 * labels + 1
  const skips = logicalAnd(notEqual(places, blank), notEqual(places, shifted(places, 2, blank)))
  const emitted = takeAlongAxis(logSoftmax(logits), broadcastTo(expandDims(places, 1), [count, steps, width]), -1)
  const step = (before: AnyTensor, [now, at]: readonly [AnyTensor, AnyTensor]): readonly [AnyTensor, readonly []] => {
    const skipped = where(skips, shifted(before, 2, Number.NEGATIVE_INFINITY), Number.NEGATIVE_INFINITY)
    const reached = logSumExpOf(stack([before, shifted(before, 1, Number.NEGATIVE_INFINITY), skipped], { axis: 2 }))
    return [where(expandDims(less(at, inputLengths), 1), add(reached, now), before), []]
  }
  // Before the first step a path is in the first place, from where one step leads to it or to the second.
  const none = full([count, width], Number.NEGATIVE_INFINITY, { dtype: logits.dtype })
  const start: AnyTensor = where(equal(arange(width), 0), 0, none)
  const [after] = loop(step, start, [moveAxis(emitted, 1, 0), arange(steps, { dtype: 'i32' })])
  const last = expandDims(mul(targetLengths, 2), 1)
  const place = arange(width, { dtype: 'i32' })
  const isEnd = logicalOr(equal(place, last), equal(place, sub(last, 1)))
  const exist = all(logicalAnd(greaterEqual(said, 0), less(said, classes)), { axis: 1 })
  const losses = where(exist, neg(logSumExpOf(where(isEnd, after, Number.NEGATIVE_INFINITY))), Number.NaN)
  const possible = less(losses, Number.POSITIVE_INFINITY)
  return reduceLosses('ctc', zeroInfinity ? where(logicalOr(possible, notEqual(losses, losses)), losses, 0) : losses, options)
}

/** Lengths as they were given, or all there is. */
const lengthsOf = (name: string, given: AnyTensor | undefined, count: number, most: number): AnyTensor => {
  if (given === undefined) return full([count], most, { dtype: 'i32' })
  check.tensor('ctc', name, given)
  if (given.dtype !== 'i32') throw new DTypeMismatch(`ctc: ${name} are i32, got ${given.dtype}; convert with astype`)
  orThrow(
    given.rank === 1 && given.shape[0] === count
      ? right([])
      : left(`ctc: ${name} are one for each of ${count} sequences, ${show([count])}; got ${show(given.shape)}`),
  )
  return given
}

/** What lies so many places before, along the last of two axes, and `fill` where there is nothing. */
const shifted = (x: AnyTensor, by: number, fill: number): AnyTensor => {
  const [count = 0, width = 0] = x.shape
  const taken = Math.min(by, width)
  return concat([full([count, taken], fill, { dtype: x.dtype }), slice(x, [0, count], [0, width - taken])], 1)
}

/** `log(sum(exp(x)))` over the last axis, minus infinity of nothing else; there its derivative is 0, where that of `logSumExp` is NaN. */
const logSumExpOf = (x: AnyTensor): AnyTensor => {
  const top = stopGradient(max(x, { axis: -1 }))
  const taken = where(isFinite(top), top, 0)
  const total = sum(exp(sub(x, expandDims(taken, -1))), { axis: -1 })
  const isNone = equal(total, 0)
  return where(isNone, Number.NEGATIVE_INFINITY, add(log(where(isNone, 1, total)), taken))
}
