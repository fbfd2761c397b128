import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import * as dsl from '../../../dsl/index.js'
import { type AnyTensor, acquire, astype, jit, mul, stack, type Tensor, tensor, tree } from '../../../src/index.js'
import { curvatures, path, pushes, start, type View } from './path.js'

const { cases: wanted, schedules: wantedRates } = JSON.parse(
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
  'chain of clipByGlobalNorm, weightDecay and adam': dsl.chain(
    dsl.clipByGlobalNorm(0.7),
    dsl.weightDecay(0.1, { mask: matrices }),
    dsl.adam(0.05),
  ),
  'chain of clipByValue and momentum': dsl.chain(dsl.clipByValue(0.2), dsl.momentum(0.05, 0.8)),
  'chain of maxNorm and sgd': dsl.chain(dsl.maxNorm(1.2), dsl.sgd(0.05)),
  accumulate: dsl.accumulate(dsl.adam(0.05), 3),
  'accumulate, by a schedule': dsl.accumulate(dsl.momentum(cosineDecay(0.0625, 20), 0.75), 4),
  ema: { optimizer: dsl.ema(dsl.adam(0.05), 0.9), view: (_, state) => dsl.averageOf(state) },
  lookahead: dsl.lookahead(dsl.adam(0.1), { every: 4, towards: 0.3 }),
  byPath: dsl.byPath({
    '**/bias': dsl.sgd(0.1),
    'encoder/**': dsl.sgd(0),
    '**': dsl.adamw({ rate: 0.05, weightDecay: 0.1, mask: (path) => path === 'filters' }),
  }),
  adafactor: dsl.adafactor(0.1),
  'adafactor by rows and columns': dsl.adafactor({ rate: 0.1, factorFrom: 2 }),
  'adafactor with other options': dsl.adafactor({
    rate: 0.02,
    factorFrom: 2,
    decay: 0.7,
    scaled: false,
    clip: 0.5,
    momentum: 0.6,
    weightDecay: 0.001,
    mask: matrices,
    epsilon: 1e-6,
  }),
  'adafactor without a rate': { optimizer: dsl.adafactor(), pushed: false },
  muon: dsl.muon(0.05),
  'muon with other options': dsl.muon({ rate: 0.05, beta: 0.8, nesterov: false, iterations: 3, weightDecay: 0.1, adamRate: 0.01 }),
  lbfgs: { optimizer: dsl.lbfgs(0.125), pushed: false },
  'lbfgs of a short memory': { optimizer: dsl.lbfgs({ rate: 0.125, memory: 2 }), pushed: false },
}

const schedules: Readonly<Record<string, dsl.Schedule>> = {
  cosineDecay: cosineDecay(0.3, 80),
  constantSchedule: dsl.constantSchedule(0.3),
  exponentialDecay: dsl.exponentialDecay(0.3, { steps: 20, factor: 0.5 }),
  'exponentialDecay, late, in stairs, to an end': dsl.exponentialDecay(0.3, {
    steps: 20,
    factor: 0.5,
    begin: 10,
    staircase: true,
    end: 0.03,
  }),
  'exponentialDecay, upwards': dsl.exponentialDecay(0.01, { steps: 20, factor: 2, end: 0.2 }),
  polynomialDecay: dsl.polynomialDecay(0.3, { steps: 80 }),
  'polynomialDecay, late, of a power': dsl.polynomialDecay(0.3, { end: 0.05, power: 2.5, steps: 60, begin: 10 }),
  stepDecay: dsl.stepDecay(0.3, { every: 30, factor: 0.1 }),
  'piecewise of rates': dsl.piecewise({ 0: 0.3, 31: 0.15, 61: 0.015 }),
  'piecewise of schedules': dsl.piecewise({ 0: dsl.polynomialDecay(0, { end: 0.3, steps: 20 }), 20: cosineDecay(0.3, 60), 80: 0.01 }),
  warmupCosine: dsl.warmupCosine({ start: 0.01, peak: 0.3, warmup: 20, steps: 90, end: 0.02 }),
  oneCycle: dsl.oneCycle({ peak: 0.3, steps: 100 }),
  'oneCycle with other options': dsl.oneCycle({ peak: 0.3, steps: 90, rising: 0.4, startFactor: 10, endFactor: 100 }),
  inverseSqrt: dsl.inverseSqrt(0.3, { warmup: 20 }),
  'cosineDecay to a floor': cosineDecay(0.3, 80, { alpha: 0.1, exponent: 1.5 }),
}

const numbersOf = (text: string): number[] => text.split(' ').map(Number)

it('compares what there is, and all of it', () => {
  expect(Object.keys(optimizers).sort()).toEqual(Object.keys(wanted).sort())
  expect(Object.keys(schedules).sort()).toEqual(Object.keys(wantedRates).sort())
})

/** How far an element may be from the fixture's, which were computed in float64 and hold twelve digits. The reference computes f32 in f64, too. */
describe.each([
  ['reference', 1e-8, 'f64'],
  ['cpu', 2e-5, 'f32'],
  ['webgpu', 2e-5, 'f32'],
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
    const rates = jit((...steps: Tensor<[], 'i32'>[]) => astype(stack(steps.map(schedule)), float))
    const found = await rates(...counts.map((count) => tensor(count, { dtype: 'i32' }))).data()
    const differences = numbersOf(wantedRates[name] ?? '').map((rate, i) => Math.abs(rate - (found[i] ?? Number.NaN)))
    expect(differences).toHaveLength(40)
    const worst = Math.max(...differences)
    expect(worst <= tolerance ? undefined : { worst, found: [...found] }).toBeUndefined()
  })
})
