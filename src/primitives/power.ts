import { infinityText, isNaNText, nanText, notFinite } from '../kernel/not-finite.js'
import { rounded } from '../kernel/rounded.js'
import type { Primitive } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { subtract } from './arithmetic.js'
import { binary } from './binary.js'
import { equal, isFinite } from './compare.js'
import { floats, operand } from './define.js'
import { expm1NearText, log, reciprocal } from './exponential.js'
import { constantOf, full } from './literal.js'
import { multiply } from './multiply.js'
import { select } from './select.js'

const like = (x: AnyTensor, value: number): AnyTensor => full(value, x.type.shape, x.type.dtype)

/** `x` cut off after 12 of its 24 digits, so that products of two such are exact. */
const leadingText = `
fn leading(x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(x) & 0xfffff000u); }`

/**
 * `a^y` for a finite `a` above 0, as `2^(y log2 a)`. The product is up to 150 and its digits after the point are those of the result, so the
 * logarithm needs some 32 digits: it is the sum of a leading part of 12 digits, by which products are exact, and a rest. With `1 + f` for the
 * significand it is `log2 e (2 s + 2/3 s^3 + ...)`, where `s = f / (2 + f)` is a leading part and a rest too.
 */
const sizeText = `
fn power_of_size(a: f32, y: f32) -> f32 {
  let word = bitcast<u32>(a);
  let is_small = word < 0x00800000u;
  let bits = select(word, bitcast<u32>(f32(bitcast<i32>(word))), is_small);
  let n = bitcast<i32>(bits - 0x3f3504f3u) >> 23u;
  let f = bitcast<f32>(bits - (bitcast<u32>(n) << 23u)) - 1.0;
  let e = f32(select(n, n - 149, is_small));
  let d = rounded(2.0 + f);
  let d_lead = leading(d);
  let s_lead = leading(f / d);
  let s_rest = (((f - s_lead * d_lead) - s_lead * (d - d_lead)) - s_lead * (f - rounded(d - 2.0))) / d;
  let s = s_lead + s_rest;
  let q = s * s;
  let main = s_lead * 2.884765625;
  let rest = s * 6.2445678e-4 + s_rest * 2.884765625 + s * q * (0.9617967 + q * (0.57708287 + q * (0.41170532 + q * 0.340239)));
  let lead = leading(e + (main + rest));
  let log_rest = ((e - lead) + main) + rest;
  let y_lead = leading(y);
  let whole = y_lead * lead;
  let part = (y - y_lead) * lead + y * log_rest;
  let t = rounded(rounded(whole + part) + 12582912.0);
  let k = t - 12582912.0;
  let p = 1.0 + expm1_near(((whole - k) + part) * 0.6931472);
  let size = bitcast<f32>(bitcast<u32>(p) + (bitcast<u32>(t) << 23u));
  let is_least = k < -126.0 || (k == -126.0 && p < 1.0);
  let is_most = k > 128.0 || (k == 128.0 && p >= 1.0);
  return select(select(size, 0.0, is_least || whole < -1000.0), ${infinityText}, is_most || whole > 1000.0);
}`

/** The product. Its rules ask for no parameters, so they may be given any: a primitive of no parameters is one of whatever parameters. */
const squared = multiply.primitive as unknown as Primitive

/**
 * `x` to the power `y`, elementwise; NaN for a negative `x` and a fractional `y`. The derivative in `y` at `x = 0` is 0, and so is that in `x` at `y = 0`
 * for every `x`.
 */
export const power = binary({
  name: 'power',
  dtypes: floats,
  // JavaScript alone has NaN for 1 to the power of NaN or infinity.
  value: (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY) ? 1 : x ** y),
  wgsl: (x, y) => `power(${x}, ${y})`,
  prelude: [
    notFinite,
    rounded,
    expm1NearText,
    leadingText,
    sizeText,
    `
fn power(x: f32, y: f32) -> f32 {
  let a = abs(x);
  if (y == 0.0 || x == 1.0) { return 1.0; }
  if (y == 1.0) { return x; }
  if (y == 2.0) { return x * x; }
  if (${isNaNText('x')} || ${isNaNText('y')}) { return x + y; }
  let is_whole = floor(y) == y;
  let is_odd = is_whole && floor(y * 0.5) * 2.0 != y;
  let is_large = bitcast<u32>(a) == 0x7f800000u;
  var size = 1.0;
  if (a == 0.0 || is_large || (bitcast<u32>(y) & 0x7fffffffu) == 0x7f800000u) {
    size = select(select(0.0, ${infinityText}, (a > 1.0) == (y > 0.0)), 1.0, a == 1.0);
  } else {
    if (x < 0.0 && !is_whole) { return ${nanText}; }
    size = power_of_size(a, y);
  }
  return select(size, -size, is_odd && bitcast<u32>(x) >= 0x80000000u);
}`,
  ],
  cost: 40,
  expand: ([base, exponent], _, each) => {
    const [x, y] = [operand([base], 0), constantOf(exponent)]
    if (y === 1) return [x]
    return y === 2 ? each(squared, [x, x], {}) : undefined
  },
  jvp: [
    (t, [base, exponent]) => {
      const [x, y] = [operand([base], 0), operand([exponent], 0)]
      const one = like(x, 1)
      // A slope of 0 times infinity or NaN would be none. Elsewhere x stays: what is 0 at y = 0 moves with y.
      const safe = select(isFinite(reciprocal(multiply(x, x))), x, one)
      return multiply(t, multiply(y, power(select(equal(y, like(y, 0)), safe, x), subtract(y, one))))
    },
    (t, [base], _, [z]) => {
      const [x, result] = [operand([base], 0), operand([z], 0)]
      const safe = select(equal(x, like(x, 0)), like(x, 1), x)
      return multiply(t, multiply(log(safe), result))
    },
  ],
  within: [0.3, 2],
  secondWithin: [-2, 3],
})
