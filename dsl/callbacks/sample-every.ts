import { check } from '../../src/index.js'
import { type Callbacks, type Moment, stepsSoFar } from '../train/callbacks.js'

/**
 * Calls a function after every `n`th step: to generate a text, to draw an image, to look at a weight. The run waits for it, if it gives a promise; `'stop'` ends the training.
 *
 * @throws InvalidArgument
 * @example
 * ```ts
 * const model = sequential([64], embedding(100, 32), repeated(2, transformerBlock({ heads: 4, hidden: 64, causal: true, rotary: true })), dense(100))
 * type V = VariablesOf<typeof model>
 * const writes = sampleEvery<V['params'], V['state']>(500, async ({ variables }) => {
 *   using tokens = generate(model, variables, prompts, { count: 40, key: key(1) })
 *   console.log(tokenizer.decode(await tokens.data()))
 * })
 * ```
 *
 * @category Training
 */
export const sampleEvery = <Params, State>(n: number, sample: (moment: Moment<Params, State>) => unknown): Callbacks<Params, State> => {
  check.count('sampleEvery', 'n', n)
  if (typeof sample !== 'function')
    check.refuse('sampleEvery', 'what is called', 'a function of the moment, ({ variables }) => ...', sample)
  return {
    step: (moment) => stepsSoFar(moment) % n === 0 && sample(moment),
  }
}
