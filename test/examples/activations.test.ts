import { expect, it } from 'vitest'
import { example } from '../../examples/activations/example.js'
import { found, quick } from './quick.js'

it.each([
  ['prelu', 'parametric ReLU'],
  ['rrelu', 'randomised leaky ReLU'],
])('a network in network learns with %s', async (only, name) => {
  const { findings, pictures } = await quick(example, { only })
  expect(found({ findings }, `${name}: test error`)).toBeLessThan(70) // chance has 90, and of 500 digits a standard error of 1.3
  expect(found({ findings }, `${name}: training error`)).toBeLessThan(70)
  expect(pictures?.[only]).toContain('<polyline')
})

it('takes the five activations of the paper', () => expect(example.parts).toEqual(['relu', 'leaky-100', 'leaky-5.5', 'prelu', 'rrelu']))
