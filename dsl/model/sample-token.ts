import {
  type AnyTensor,
  argmax,
  categorical,
  check,
  type Dim,
  type Fit,
  greaterEqual,
  InvalidArgument,
  type Key,
  mul,
  type Shape,
  ShapeMismatch,
  slice,
  type Tensor,
  topK,
  where,
} from '../../src/index.js'

/**
 * How a token is chosen by logits.
 *
 * @category Models
 */
export interface SampleOptions {
  /** What it is drawn by; without a key it is the likeliest token. */
  readonly key?: Key
  /** What logits are divided by: below 1 likely tokens become likelier, above 1 less so; 1 if left out. */
  readonly temperature?: number
  /** Only so many of the likeliest are drawn from; all, if left out. */
  readonly topK?: number
}

/** The names of the options. */
export const sampleNames = ['key', 'temperature', 'topK'] as const satisfies (keyof SampleOptions)[]

/** @throws InvalidArgument unless the options are such */
export const demandSampling = (op: string, { key, temperature, topK: few }: SampleOptions): void => {
  if (key !== undefined) check.key(op, key)
  if (temperature !== undefined && !(typeof temperature === 'number' && temperature > 0 && Number.isFinite(temperature)))
    check.refuse(
      op,
      'the temperature',
      'a number above 0',
      temperature,
      temperature === 0 ? 'for the likeliest token leave out the key' : '',
    )
  if (few !== undefined) check.count(op, 'topK', few)
  if (key === undefined && (temperature !== undefined || few !== undefined))
    throw new InvalidArgument(`${op}: without a key it is the likeliest token, whatever temperature and topK are; pass a key to draw one`)
}

/** Logits without their last dimension. */
type Tokens<S> = S extends readonly [...infer Before extends Shape, Dim] ? [...Before] : Shape

/**
 * A token for each distribution `logits: [..., vocabulary]`: the likeliest; or, with a key, one drawn with the probabilities `softmax(logits / temperature)`,
 * of all or of the `topK` likeliest, which are more where logits are equal.
 *
 * @throws InvalidArgument unless the temperature is above 0, and for a temperature or `topK` without a key; ShapeMismatch if there are no logits, or fewer than
 * `topK`
 * @see Fan, Lewis, Dauphin, Hierarchical neural story generation, arXiv:1805.04833, section 5.4, for `topK`
 * @example
 * ```ts
 * const tokens = sampleToken(logits, { key: key(0), temperature: 0.8, topK: 40 }) // ['N', 50257] to ['N'], i32
 * ```
 *
 * @category Models
 */
export const sampleToken = <S extends Shape>(
  logits: Fit<S extends readonly [] ? 'sampleToken: logits need a last dimension, got []' : S, Tensor<S>>,
  options?: SampleOptions,
): Tensor<Tokens<S>, 'i32'> => {
  check.tensor('sampleToken', 'logits', logits)
  const known = check.options<SampleOptions>('sampleToken', 'logits', options, sampleNames)
  demandSampling('sampleToken', known)
  return chosen('sampleToken', logits, known) as Tensor<Tokens<S>, 'i32'> // the last dimension is gone
}

/** As `sampleToken`, for bodies: `op` is who speaks. */
export const chosen = (op: string, logits: AnyTensor, { key, temperature = 1, topK: few }: SampleOptions): AnyTensor => {
  const size = logits.shape.at(-1)
  if (size === undefined) throw new ShapeMismatch(`${op}: logits need a last dimension, got []`)
  if (few !== undefined && few > size) throw new ShapeMismatch(`${op}: topK is ${few}, and there are ${size} tokens`)
  if (!key) return argmax(logits, { axis: -1 })
  const scaled = mul(logits, 1 / temperature)
  if (few === undefined) return categorical(key, scaled)
  const [best] = topK(scaled as AnyTensor, few)
  const least = slice(best, ...best.shape.slice(1).map(() => null), [few - 1, few])
  return categorical(key, where(greaterEqual(scaled, least), scaled, Number.NEGATIVE_INFINITY))
}
