import { expect, it } from 'vitest'
import type { Draft } from '../../src/compile/drafts.js'
import { freeingFirst } from '../../src/compile/order.js'
import type { Variable } from '../../src/program/program.js'

const floats = (size: number): Variable => ({ type: { shape: [size], dtype: 'f32' } })

const draft = (born: number, makes: Variable, reads: readonly Variable[]): Draft => ({
  size: 1,
  makes: [makes],
  reads: new Map(reads.map((one) => [one, 'many' as const])),
  reductions: [],
  equations: 1,
  cost: 1,
  born,
  reach: born,
})

it('what frees more memory than it takes comes as soon as it can, and all else in its order', () => {
  const [layer, back, further, first, second] = [floats(100), floats(100), floats(100), floats(4), floats(4)]
  // The gradients of two weights come last in the program; each is the last to read what a layer gave, or what came back to it.
  const [forward, toLayer, beyond] = [draft(0, layer, []), draft(1, back, [layer]), draft(2, further, [back])]
  const [ofFirst, ofSecond] = [draft(3, first, [further]), draft(4, second, [back, layer])]
  const drafts = [forward, toLayer, beyond, ofFirst, ofSecond]
  const makers = new Map(drafts.flatMap((one) => one.makes.map((variable) => [variable, one] as const)))
  const order = (outputs: readonly Variable[]) => freeingFirst(drafts, makers, new Set(outputs)).map(({ born }) => born)
  // The weight's gradient cannot free `back` before `further` is made of it, but it frees `layer`.
  expect(order([first, second])).toEqual([0, 1, 4, 2, 3])
  // What is returned is never freed.
  expect(order([first, second, layer, back])).toEqual([0, 1, 2, 3, 4])
})
