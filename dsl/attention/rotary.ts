import { type AnyTensor, add, arange, astype, check, concat, cos, exp, expandDims, mul, sin, split, sub } from '../../src/index.js'
import { narrowedLike, widened } from '../precision.js'

/**
 * Whether queries and keys are turned by their places, and how fast at most.
 *
 * @category Layers
 */
export type Rotary = boolean | { readonly base?: number }

/** What the slowest turn is a power of, once the option is what it should be; nothing if there is none. */
export const baseOf = (op: string, given: Rotary): number | undefined => {
  if (given === false) return undefined
  if (given === true) return 10_000
  if (typeof given !== 'object' || given === null) check.refuse(op, 'rotary', 'true, false or { base }', given)
  const { base = 10_000 } = check.options<{ readonly base?: number }>(op, 'rotary', given, ['base'])
  if (!(typeof base === 'number' && base > 0)) check.refuse(op, 'the base of rotary', 'a number above 0', base)
  return base
}

/**
 * Heads `[batch, places, heads, size]` turned by their places `[places]`, so that the product of two depends on how far apart they are: the pair of numbers
 * `i` and `i + size / 2` turns by the angle `place / base^(2i / size)`.
 */
export const turned = (given: AnyTensor, places: AnyTensor, base: number): AnyTensor => {
  const x = widened(given) // f16 does not tell one late place from the next
  const size = x.shape.at(-1) ?? 0
  const speed = exp(mul(astype(arange(size / 2), x.dtype), (-2 * Math.log(base)) / size))
  const angle: AnyTensor = expandDims(mul(expandDims(astype(places, x.dtype), 1), speed), 1) // [places, 1, size / 2]
  const [c, s] = [cos(angle), sin(angle)]
  const [a, b] = split(x, 2, -1) as readonly AnyTensor[] as readonly [AnyTensor, AnyTensor] // two
  return narrowedLike(given, concat([sub(mul(a, c), mul(b, s)), add(mul(b, c), mul(a, s))], -1))
}
