import type { AnyTensor } from '../../src/index.js'
import * as t from '../../src/index.js'
import { besselOf } from '../../src/primitives/bessel-value.js'
import { erfinvOf } from '../../src/primitives/erf-inverse.js'
import { erfcOf, erfOf } from '../../src/primitives/erf-value.js'
import { digammaOf, lgammaOf } from '../../src/primitives/gamma-value.js'

/** A function of one float, what it is in f64, and where it is asked more closely. */
export interface Measured {
  readonly name: string
  readonly f: (x: AnyTensor) => AnyTensor
  readonly want: (x: number) => number
  readonly within: readonly [number, number]
  /** The largest error, in units of the last place, that is promised on every adapter, which may divide badly; see docs/decisions/scalar-functions.md. */
  readonly units: number
}

const measured = (name: string, f: Measured['f'], want: Measured['want'], within: readonly [number, number], units: number): Measured => ({
  name,
  f,
  want,
  within,
  units,
})

export const functions: readonly Measured[] = [
  measured('exp', t.exp, Math.exp, [-88, 89], 2),
  measured('expm1', t.expm1, Math.expm1, [-2, 2], 4),
  measured('log', t.log, Math.log, [0.3, 3], 2),
  measured('log1p', t.log1p, Math.log1p, [-0.9, 1], 4),
  measured('sqrt', t.sqrt, Math.sqrt, [0.5, 2], 5),
  measured('rsqrt', t.rsqrt, (x) => 1 / Math.sqrt(x), [0.5, 2], 8),
  measured('sigmoid', t.sigmoid, (x) => 1 / (1 + Math.exp(-x)), [-20, 5], 6),
  measured('softplus', t.softplus, (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), [-20, 5], 6),
  measured('tanh', t.tanh, Math.tanh, [-3, 3], 8),
  measured('erf', t.erf, erfOf, [-4, 4], 4),
  measured('erfc', t.erfc, erfcOf, [-2, 9.3], 8),
  measured('gelu', t.gelu, (x) => 0.5 * x * erfcOf(-x * Math.SQRT1_2), [-13.3, 6], 8),
  measured('sin', t.sin, Math.sin, [-7000, 7000], 4),
  measured('cos', t.cos, Math.cos, [-7000, 7000], 4),
  measured('tan', t.tan, Math.tan, [-7000, 7000], 8),
  measured('asin', t.asin, Math.asin, [-1, 1], 6),
  measured('acos', t.acos, Math.acos, [-1, 1], 6),
  measured('atan', t.atan, Math.atan, [-4, 4], 5),
  measured('sinh', t.sinh, Math.sinh, [-4, 4], 6),
  measured('cosh', t.cosh, Math.cosh, [-4, 4], 6),
  measured('exp2', t.exp2, (x) => 2 ** x, [-126, 128], 2),
  measured('log2', t.log2, Math.log2, [0.3, 3], 4),
  measured('log10', t.log10, Math.log10, [0.3, 3], 4),
  measured('asinh', t.asinh, Math.asinh, [-4, 4], 6),
  measured('acosh', t.acosh, Math.acosh, [1, 4], 6),
  measured('atanh', t.atanh, Math.atanh, [-1, 1], 8),
  measured('erfinv', t.erfinv, erfinvOf, [-1, 1], 6),
  measured('i0', t.i0, (x) => besselOf(0, x), [-20, 20], 8),
  measured('i1', t.i1, (x) => besselOf(1, x), [-20, 20], 8),
  // Below 0 they have zeros, next to which no digit is right: test/kernel/gamma.test.ts.
  measured(
    'lgamma',
    (x) => t.lgamma(t.abs(x)),
    (x) => lgammaOf(Math.abs(x)),
    [0, 12],
    8,
  ),
  measured(
    'digamma',
    (x) => t.digamma(t.abs(x)),
    (x) => digammaOf(Math.abs(x)),
    [0, 12],
    8,
  ),
]
