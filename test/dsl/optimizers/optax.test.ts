import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import * as dsl from '../../../dsl/index.js'
import { type AnyTensor, acquire, astype, jit, mul, stack, tensor, tree } from '../../../src/index.js'
import { curvatures, path, pushes, start, type View } from './path.js'

const { cases: wanted, schedules: rates } = JSON.parse(
  readFileSync(new URL('../../fixtures/optax/optimizers.json', import.meta.url), 'utf8'),
) as { readonly cases: Readonly<Record<string, readonly string[]>>; readonly schedules: Readonly<Record<string, string>> }

const { cosineDecay } = dsl

const matrices: dsl.Mask = (_, { rank }) => rank > 1

interface Case {
  readonly optimizer: dsl.Optimizer
  readonly pushed?: boolean
  readonly view?: View
}

const optimizers: Readonly<Record<string, dsl.Optimizer | Case>> = {
  sgd: dsl.sgd(0.05),
  momentum: dsl.momentum(0.05, 0.8),
  nesterov: dsl.nesterov(0.05, 0.8),
  adagrad: dsl.adagrad(0.2),
  'adagrad from nothing': dsl.adagrad({ rate: 0.2, start: 0, epsilon: 1e-3 }),
  adadelta: dsl.adadelta(),
  'adadelta with other options': dsl.adadelta({ rate: 0.5, decay: 0.8, epsilon: 1e-3 }),
  rmsprop: dsl.rmsprop({ rate: 0.02, epsilon: 1e-3 }),
  'rmsprop, centred': dsl.rmsprop({ rate: 0.02, epsilon: 1e-2, centered: true }),
  'rmsprop, centred, with momentum': dsl.rmsprop({ rate: 0.01, epsilon: 1e-2, centered: true, momentum: 0.7 }),
  'rmsprop with momentum, by a schedule': dsl.rmsprop({ rate: cosineDecay(0.02, 80), epsilon: 1e-3, momentum: 0.7 }),
  adam: dsl.adam(0.05),
  'adam by a schedule': dsl.adam(cosineDecay(0.05, 80)),
  adamax: dsl.adamax(0.05),
  amsgrad: dsl.amsgrad({ rate: 0.05, beta1: 0.8, beta2: 0.95 }),
  adamw: dsl.adamw(0.05),
  'adamw with a mask': dsl.adamw({ rate: 0.05, weightDecay: 0.1, mask: matrices }),
  'adamw with nesterov': dsl.adamw({ rate: 0.05, beta1: 0.8, weightDecay: 0.1, nesterov: true }),
  nadam: dsl.nadam(0.05),
  radam: dsl.radam(0.05),
  'radam with other options': dsl.radam({ rate: 0.05, beta1: 0.8, beta2: 0.9, threshold: 4.5 }),
  lamb: dsl.lamb(0.05),
  'lamb with a mask': dsl.lamb({ rate: 0.05, weightDecay: 0.1, mask: matrices }),
  lion: dsl.lion(0.01),
  'lion with a mask': dsl.lion({ rate: 0.01, beta1: 0.8, beta2: 0.9, weightDecay: 0.1, mask: matrices }),
  // MORE
}

const schedules: Readonly<Record<string, dsl.Schedule>> = {
  cosineDecay: cosineDecay(0.3, 80),
  'cosineDecay to a floor': cosineDecay(0.3, 80, { alpha: 0.1, exponent: 1.5 }),
}

const numbersOf = (text: string): number[] => text.split(' ').map(Number)

it('compares what there is, and all of it', () => {
  expect(Object.keys(optimizers).sort()).toEqual(Object.keys(wanted).sort())
  expect(Object.keys(schedules).sort()).toEqual(Object.keys(rates).sort())
})

/** How far an element may be from the fixture's, which were computed in float64 and hold twelve digits. The reference computes f32 in f64, too. */
describe.each([
  ['reference', 1e-8, 'f64'],
  ['cpu', 2e-5, 'f32'],
] as const)('on %s', (backend, tolerance, float) => {
  beforeAll(() => acquire({ backend }))

  it.each(Object.entries(optimizers))('100 steps of %s are those of the fixture', async (name, given) => {
    const { optimizer, pushed = true, view }: Case = 'optimizer' in given ? given : { optimizer: given }
    const forces = pushed ? pushes() : tree.map((force) => mul(force, 0), pushes())
    const walk = jit((params: ReturnType<typeof start>, force: unknown, pulls: ReturnType<typeof start>) =>
      tree.map((x: AnyTensor) => astype(x, float), path(optimizer, params, force, pulls, view)),
    )
    const leaves = await Promise.all(
      tree.leaves(walk(start(), forces, curvatures())).map(async (leaf: AnyTensor) => ({ size: leaf.size / 100, all: await leaf.data() })),
    )
    const found = [1, 10, 50, 100].map((time) => leaves.flatMap(({ size, all }) => [...all.slice((time - 1) * size, time * size)]))
    const differences = found.map((at, i) => at.map((x, j) => Math.abs(x - (numbersOf(wanted[name]?.[i] ?? '')[j] ?? Number.NaN))))
    expect(found.map((at) => at.length)).toEqual(wanted[name]?.map((text) => numbersOf(text).length))
    const worst = Math.max(...differences.flat())
    expect(worst <= tolerance ? undefined : { worst, found: found.at(-1) }).toBeUndefined()
  })

  it.each(Object.entries(schedules))('%s gives the rates of the fixture', async (name, schedule) => {
    const counts = Array.from({ length: 40 }, (_, i) => 3 * i + 1)
    const found = await astype(stack(counts.map((count) => schedule(tensor(count, { dtype: 'i32' })))), float).data()
    const differences = numbersOf(rates[name] ?? '').map((rate, i) => Math.abs(rate - (found[i] ?? Number.NaN)))
    expect(differences).toHaveLength(40)
    const worst = Math.max(...differences)
    expect(worst <= tolerance ? undefined : { worst, found: [...found] }).toBeUndefined()
  })
})
