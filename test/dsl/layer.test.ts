import { left, right } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { dense, type Layer, layer, sequential, statefulLayer } from '../../dsl/index.js'
import { type AnyTensor, ShapeMismatch, show } from '../../src/index.js'

/* What a layer is, is tested by all of them; here is what authors of their own are let. */

const sentence = (input: readonly number[]): string => `own: needs rank 1, got ${show(input)}`
const apply = (_: unknown, x: AnyTensor): AnyTensor => x
const init = () => ({ params: {}, state: {} })
const forward = (_: unknown, x: AnyTensor): readonly [AnyTensor, object] => [x, {}]

/** One rule, in each form that an answer may have. */
const layers: Readonly<Record<string, Layer>> = {
  'a shape, or a sentence': layer('own', { output: (input) => (input.length === 1 ? input : sentence(input)), apply }),
  'an Either': layer('own', { output: (input) => (input.length === 1 ? right(input) : left(sentence(input))), apply }),
  'a shape, or a sentence, of a layer with state': statefulLayer('own', {
    output: (input) => (input.length === 1 ? input : sentence(input)),
    init,
    forward,
  }),
}

describe.each(Object.entries(layers))('a rule answers with %s', (_, own) => {
  it('which is the output where the input fits', () => {
    expect(own.output([3])).toEqual(right([3]))
    expect(sequential([3], own, dense(2)).output).toEqual([2])
  })

  it('which is thrown where it does not', () => {
    expect(own.output([3, 4])).toEqual(left('own: needs rank 1, got [3, 4]'))
    expect(() => sequential([3, 4], own)).toThrow(new ShapeMismatch('own: needs rank 1, got [3, 4]'))
  })
})
