import { right } from 'fp-ts/lib/Either.js'
import { type AnyTensor, add, arange, astype, exp, expandDims, floor, mul, reshape, type Shape, sin, sub } from '../../src/index.js'
import { keepingNothing } from '../decoding.js'
import { type Empty, type Layer, layer, type Stateless } from '../layer.js'
import { headOf } from '../one-or-many.js'
import { type Sequence, sequence } from '../sequence.js'
import { sizeOf } from '../size-of.js'

/** @category Layers */
export interface PositionalEncoding extends Stateless {
  readonly out: this['in'] extends Shape ? Sequence<'positionalEncoding', this['in']> : never
  readonly params: Empty
}

/** What is added at places: `[places, features]`. */
const waves = (places: AnyTensor, features: number): AnyTensor => {
  const feature = arange(features)
  const pair = floor(mul(feature, 0.5))
  const odd = sub(feature, mul(pair, 2))
  const angle = mul(expandDims(places, 1), exp(mul(pair, (-2 * Math.log(10_000)) / features)))
  return sin(add(angle, mul(odd, Math.PI / 2)))
}

/**
 * `y[t, 2i] = x[t, 2i] + sin(t / 10000^(2i / features))`, and the cosine of the same for `2i + 1`, of `[time, features]`: waves of many lengths, by
 * which each place differs from all others.
 *
 * @see Vaswani et al., Attention is all you need, arXiv:1706.03762, section 3.5
 * @example
 * ```ts
 * const model = sequential([128], embedding(30_522, 768), positionalEncoding())
 * ```
 *
 * @category Layers
 */
export const positionalEncoding = (): Layer<PositionalEncoding> => ({
  ...layer<PositionalEncoding>('positionalEncoding', {
    output: (input) => sequence('positionalEncoding', input),
    apply: (_, x) => add(x, waves(arange(x.shape[1] ?? 0), x.shape[2] ?? 0)),
    wide: true,
    flops: sizeOf,
  }),
  decoding: () =>
    right(
      keepingNothing((_, given, place) => {
        const x = headOf(given)
        return add(x, waves(reshape(astype(place, 'f32'), [1]), x.shape[2] ?? 0))
      }),
    ),
})
