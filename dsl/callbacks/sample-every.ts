import { check } from '../../src/index.js'
import type { Callbacks, Moment } from '../train/callbacks.js'

/**
 * Calls a function after every `n`th step: to generate a text, to draw an image, to look at a weight. The run waits for it, if it gives a promise; `'stop'` ends the training.
 *
 * @throws InvalidArgument
 * @example callbacks: [sampleEvery(500, async ({ variables }) => console.log(await generate(model, variables, 'Once')))]
 */
export const sampleEvery = <Params, State>(n: number, sample: (moment: Moment<Params, State>) => unknown): Callbacks<Params, State> => {
  check.count('sampleEvery', 'n', n)
  if (typeof sample !== 'function')
    check.refuse('sampleEvery', 'what is called', 'a function of the moment, ({ variables }) => ...', sample)
  return {
    step: (moment) => ((moment.place.epoch - 1) * moment.steps + moment.place.step) % n === 0 && sample(moment),
  }
}
