import type { Params, Primitive } from '../tensor/primitive.js'
import { all, any } from './any-all.js'
import { argmax, argmin } from './arg.js'
import { argsort } from './argsort.js'
import { divide, maximum, minimum, subtract } from './arithmetic.js'
import { attention, attentionCotangents, attentionTangent } from './attention.js'
import { exp2, log2, log10 } from './base.js'
import { i0, i1 } from './bessel.js'
import { bitAnd, bitOr, bitXor, shiftLeft, shiftRight } from './bitwise.js'
import { broadcast, sum } from './broadcast.js'
import { equal, greater, greaterEqual, isFinite, isInfinite, isNaN, less, lessEqual, notEqual } from './compare.js'
import { concat } from './concat.js'
import { conv } from './conv.js'
import { convert } from './convert.js'
import { countBelow } from './count-below.js'
import { cumprod, cumsum } from './cumulative.js'
import { cummax, cummin } from './cumulative-extremum.js'
import { dot } from './dot.js'
import { erfinv } from './erf-inverse.js'
import { erf, erfc, gelu } from './error-function.js'
import { exp, expm1, log, log1p, reciprocal, rsqrt, sqrt } from './exponential.js'
import { max, min } from './extremum.js'
import { digamma, hurwitz, lgamma } from './gamma.js'
import { gammaDrawn } from './gamma-drawn.js'
import { gammaSlope } from './gamma-slope.js'
import { gather, scatterAdd, sumRuns } from './gather.js'
import { cosh, sinh } from './hyperbolic.js'
import { hypot } from './hypot.js'
import { acosh, asinh, atanh } from './inverse-hyperbolic.js'
import { acos, asin, atan, atan2 } from './inverse-trigonometric.js'
import { iota } from './iota.js'
import { literal } from './literal.js'
import { logAddExp } from './log-add-exp.js'
import { logCumSumExp } from './log-cum-sum-exp.js'
import { and, not, or } from './logic.js'
import { mergeRuns } from './merge-runs.js'
import { add, multiply } from './multiply.js'
import { overlapAdd, patches } from './patches.js'
import { permute } from './permute.js'
import { power } from './power.js'
import { prod } from './product.js'
import { randomBits } from './random-bits.js'
import { gammaWord } from './random-gamma.js'
import { poissonCount } from './random-poisson.js'
import { recurrence } from './recurrence.js'
import { remainder } from './remainder.js'
import { reshape } from './reshape.js'
import { reverse } from './reverse.js'
import { ceil, floor, round, trunc } from './rounding.js'
import { scatterMax, scatterMin } from './scatter-extremum.js'
import { select } from './select.js'
import { logistic, tanh } from './sigmoidal.js'
import { abs, negate, sign } from './sign.js'
import { pad, slice } from './slice.js'
import { sortBy } from './sort.js'
import { stopGradient } from './stop-gradient.js'
import { cos, sin, tan } from './trigonometric.js'
import { variance } from './variance.js'

/** Every primitive there is: the list that the laws walk. */
export const primitives: readonly Primitive[] = [
  [add, multiply, subtract, divide, remainder, power, maximum, minimum, atan2, hypot, logAddExp],
  [negate, abs, sign, floor, ceil, round, trunc],
  [exp, expm1, log, log1p, sqrt, rsqrt, reciprocal, logistic, tanh, erf, erfc, gelu],
  [exp2, log2, log10, erfinv, lgamma, digamma, hurwitz(2), i0, i1],
  [sin, cos, tan, asin, acos, atan, sinh, cosh, asinh, acosh, atanh],
  [equal, notEqual, less, lessEqual, greater, greaterEqual, isNaN, isFinite, isInfinite, and, or, not, select, convert],
  [bitAnd, bitOr, bitXor, shiftLeft, shiftRight],
  [broadcast, sum, max, min, prod, any, all, argmax, argmin, variance],
  [cumsum, cumprod, cummax, cummin, logCumSumExp, recurrence, argsort, sortBy, mergeRuns, countBelow, sumRuns],
  [reshape, permute, slice, pad, reverse, concat, gather, scatterAdd, scatterMax, scatterMin],
  [literal, iota, randomBits, gammaWord, gammaDrawn, gammaSlope, poissonCount, dot, conv, patches, overlapAdd, stopGradient],
  [attention, attentionTangent, attentionCotangents].map((primitive) => ({ primitive })),
]
  .flat()
  // A primitive's rules are only ever given its own parameters, so the list may forget which they are.
  .map(({ primitive }) => primitive as unknown as Primitive<Params>)
