import { describe, expect, it } from 'vitest'
import { gru, type Layer, lstm, rnn } from '../../dsl/index.js'
import { type AnyTensor, add, grad, key, square, sum, type Tensor, zeros } from '../../src/index.js'
import type { Program } from '../../src/program/program.js'
import { sizeOf } from '../../src/shape/dim.js'
import type { TensorType } from '../../src/shape/dtype.js'
import type { NdArray } from '../../src/tensor/ndarray.js'
import { type TreeFunction, traceTrees } from '../../src/transforms/traced.js'
import { compilesSlowly, onReference } from '../support/programs.js'
import { on, targets } from '../support/targets.js'

/** Numbers without a pattern that a wrong index could repeat, the same for the same place. */
const array = ({ shape, dtype }: TensorType, place: number): NdArray => ({
  shape,
  dtype,
  data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.fround((((i + 31 * place) * 7919) % 1009) / 1009 - 0.5)),
})

interface Sizes {
  readonly batch: number
  readonly steps: number
  readonly features: number
}

const all = { returnSequences: true, returnState: true } as const

const cases: Readonly<Record<string, readonly [layer: unknown, sizes: Sizes]>> = {
  'rnn of 4, of one example': [rnn(4, { ...all }), { batch: 1, steps: 9, features: 3 }],
  'gru of 6': [gru(6, { ...all }), { batch: 3, steps: 5, features: 4 }],
  'gru of 32, of one example': [gru(32, { ...all }), { batch: 1, steps: 7, features: 5 }],
  'gru of 7, backwards': [gru(7, { ...all, reverse: true }), { batch: 5, steps: 6, features: 2 }],
  'gru of 5 with normalised products': [gru(5, { ...all, layerNorm: true }), { batch: 2, steps: 4, features: 3 }],
  'gru of 5, reset before': [gru(5, { ...all, resetAfter: false }), { batch: 4, steps: 4, features: 3 }],
  'lstm of 8': [lstm(8, { ...all }), { batch: 2, steps: 5, features: 3 }],
  'lstm of 80, too wide for one kernel': [lstm(80, { ...all }), { batch: 2, steps: 3, features: 3 }],
}

/** What a layer gives, and the slopes of its parameters and its input, as programs of these. */
const programsOf = (layer: Layer, { batch, steps, features }: Sizes): readonly Program[] => {
  const { params } = layer.init(key(0), [steps, features])
  const run = (own: typeof params, x: AnyTensor) =>
    layer.forward({ params: own, state: {} }, x, { training: false, key: undefined })[0] as readonly AnyTensor[] // as `all` asks for
  const loss = (own: typeof params, x: AnyTensor) =>
    run(own, x)
      .map((y) => sum(square(y as Tensor<[2]>)))
      .reduce((total, one) => add(total, one))
  const args = [params, zeros([batch, steps, features])] as const
  return [run, grad(loss as never, { argnums: [0, 1] as never })].map((f) => traceTrees(f as TreeFunction, args, 'cells').program)
}

// Mesa takes 5 s for the kernel of a whole loop: every other case, of each kind of cell one.
const slowly = await compilesSlowly()

describe.each(Object.entries(cases).filter((_, i) => !slowly || i % 2 === 0))('%s', (_, [layer, sizes]) => {
  it.each(targets)('and its gradients on %s are those of the reference', { timeout: 120_000 }, async (target) => {
    for (const program of programsOf(layer as Layer, sizes)) {
      const inputs = program.inputs.map(({ type }, i) => array(type, i))
      const expected = onReference(program, inputs)
      const found = await on(target, program, inputs)
      for (const [i, { data }] of expected.entries()) {
        const largest = Math.max(1, ...Array.from(data, Math.abs))
        data.forEach((x, j) => {
          expect(Math.abs((found[i]?.data[j] ?? Number.NaN) - x), `result ${i}, place ${j}`).toBeLessThan(2e-5 * largest)
        })
      }
    }
  })
})
