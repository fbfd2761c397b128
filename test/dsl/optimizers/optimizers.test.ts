import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { adam } from '../../../dsl/optimizers/adam.js'
import { momentum } from '../../../dsl/optimizers/momentum.js'
import type { Optimizer } from '../../../dsl/optimizers/optimizer.js'
import { rmsprop } from '../../../dsl/optimizers/rmsprop.js'
import { sgd } from '../../../dsl/optimizers/sgd.js'
import { cosineDecay } from '../../../dsl/schedules/cosine-decay.js'
import { acquire, astype, DTypeMismatch, div, InvalidArgument, ShapeMismatch, type Tensor, tensor } from '../../../src/index.js'
import { close } from '../close.js'

beforeAll(() => acquire({ backend: 'reference' }))

/** The path of one number under gradients, as the papers write it. */
type Path = (p: number, gradients: readonly number[]) => number

const paths: Record<string, { readonly optimizer: Optimizer; readonly path: Path }> = {
  sgd: { optimizer: sgd(0.1), path: (start, gradients) => gradients.reduce((p, g) => p - 0.1 * g, start) },
  'sgd with a rate that decays': {
    optimizer: sgd(cosineDecay(0.1, 4)),
    path: (start, gradients) => gradients.reduce((p, g, t) => p - 0.05 * (1 + Math.cos((Math.PI * Math.min(t, 4)) / 4)) * g, start),
  },
  momentum: {
    optimizer: momentum(0.1, 0.8),
    path: (p, gradients) => {
      let v = 0
      for (const g of gradients) {
        v = 0.8 * v + g
        p -= 0.1 * v
      }
      return p
    },
  },
  rmsprop: {
    optimizer: rmsprop({ rate: 0.01, decay: 0.9, epsilon: 1e-3 }),
    path: (p, gradients) => {
      let s = 0
      for (const g of gradients) {
        s = 0.9 * s + 0.1 * g * g
        p -= (0.01 * g) / (Math.sqrt(s) + 1e-3)
      }
      return p
    },
  },
  adam: {
    optimizer: adam({ rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-3 }),
    path: (p, gradients) => {
      let [m, v] = [0, 0]
      gradients.forEach((g, i) => {
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        p -= (0.01 * (m / (1 - 0.9 ** (i + 1)))) / (Math.sqrt(v / (1 - 0.999 ** (i + 1))) + 1e-3)
      })
      return p
    },
  },
}

const number = fc.integer({ min: -30, max: 30 }).map((n) => n / 10)

describe.each(Object.entries(paths))('%s', (_, { optimizer, path }) => {
  it('moves every parameter of a tree as its formula says', async () => {
    const steps = fc.array(fc.tuple(number, number, number), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(fc.tuple(number, number, number), steps, async ([a, b, c], gradients) => {
        let params = { nested: [{ pair: tensor([a, b]) }, {}] as const, single: tensor(c) }
        let state = optimizer.init(params)
        for (const [x, y, z] of gradients) {
          ;[params, state] = optimizer.update({ nested: [{ pair: tensor([x, y]) }, {}] as const, single: tensor(z) }, state, params)
        }
        await close(
          params.nested[0].pair,
          [
            path(
              a,
              gradients.map(([x]) => x),
            ),
            path(
              b,
              gradients.map(([, y]) => y),
            ),
          ],
          1e-4,
        )
        await close(
          params.single,
          [
            path(
              c,
              gradients.map(([, , z]) => z),
            ),
          ],
          1e-4,
        )
        await close(state.step, [gradients.length])
      }),
      { numRuns: 10 },
    )
  })

  it('refuses gradients of another structure', () => {
    const params = { kernel: tensor([1, 2]), bias: tensor([0]) }
    const gradients = { kernel: tensor([1, 2]), offset: tensor([0]) }
    // @ts-expect-error the compiler says the same
    expect(() => optimizer.update(gradients, optimizer.init(params), params)).toThrow(ShapeMismatch)
  })
})

describe('a schedule', () => {
  const params = { w: tensor([1, 2]) }
  const step = (optimizer: Optimizer) => () => optimizer.update(params, optimizer.init(params), params)

  it('gives one f32', () => {
    const floats = "make the count a float: astype(count, 'f32')"
    // @ts-expect-error a whole number is no f32
    expect(step(sgd((count) => div(count, 1000)))).toThrow(new DTypeMismatch(`a schedule gives f32[], got i32[]; ${floats}`))
    // @ts-expect-error likewise
    expect(step(adam({ rate: (count) => count }))).toThrow(new DTypeMismatch(`a schedule gives f32[], got i32[]; ${floats}`))
    expect(step(momentum(() => tensor([0.1, 0.2]) as unknown as Tensor<[]>))).toThrow(
      new ShapeMismatch('a schedule gives f32[], got f32[2]; a rate is one number'),
    )
    // @ts-expect-error a number is no tensor
    expect(step(rmsprop({ rate: () => 0.1 }))).toThrow(
      new InvalidArgument('a schedule: what it gives is f32[]; got 0.1; make it a tensor: tensor(rate)'),
    )
  })

  it('is a function', () => {
    // @ts-expect-error a tensor is none
    expect(() => sgd(tensor(0.1))).toThrow(
      new InvalidArgument('sgd: the rate is a number or a schedule, (count) => f32[]; got a tensor f32[]; pass () => rate'),
    )
    // @ts-expect-error text is none
    expect(() => sgd('0.1')).toThrow(new InvalidArgument("sgd: the rate is a number or a schedule, (count) => f32[]; got '0.1'"))
  })

  it('moves what it should', async () => {
    const [moved] = step(sgd((count) => div(astype(count, 'f32'), 4)))()
    await close(moved.w, [0.75, 1.5])
  })
})
