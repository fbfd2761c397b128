import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import * as typegrad from '../../src/index.js'
import { type AnyTensor, acquire } from '../../src/index.js'
import { sizeOf } from '../../src/shape/dim.js'
import type { Draw } from '../../src/tensor/sample.js'
import { answerOf, Declared, SizeOf, type Use, type Value, write } from '../shape/uses/use.js'
import { operations, withoutRule } from '../shape/uses.js'
import { disagreement, type Floor, loose, type Many, type Numbers, pasted, run, scalarised, transforms } from '../support/compositions.js'
import { drawWith } from '../support/draw.js'

/** More by night: `TYPEGRAD_RUNS=200 npm test -- test/laws/operations.test.ts`. */
const runs = Number(process.env.TYPEGRAD_RUNS ?? 5)

type Range = readonly [low: number, high: number]

/** Where an operation's floats are drawn: between the two, or so for each argument; away from where the slope jumps; no two of them close together. */
interface Domain {
  readonly within?: Range | readonly Range[]
  readonly kinks?: readonly number[]
  readonly distinct?: boolean
}

const named = (names: string, domain: Domain = {}): Record<string, Domain> =>
  Object.fromEntries(names.split(' ').map((name) => [name, domain]))

/** Every operation that has a derivative, and how it is drawn; shapes, axes and options are drawn as for test/shape. */
const differentiable: Readonly<Record<string, Domain>> = {
  ...named('exp exp2 asinh i0 i1 logAddExp expm1 tanh erf erfc sigmoid atan cos cosh sin sinh gelu silu softplus neg square tan'),
  ...named('log log2 log10 lgamma digamma hypot sqrt rsqrt reciprocal norm', { within: [0.7, 2] }),
  ...named('log1p asin acos atanh erfinv', { within: [-0.7, 0.7] }),
  ...named('acosh', { within: [1.3, 3] }),
  ...named('relu leakyRelu elu selu abs nanToNum', { kinks: [0] }),
  ...named('frac', { kinks: [-1, 0, 1] }),
  ...named('mish logSigmoid'),
  ...named('celu softsign', { kinks: [0] }),
  ...named('relu6', { kinks: [0, 6] }),
  ...named('hardSigmoid hardSwish', { kinks: [-3, 3] }),
  ...named('add sub mul where'),
  ...named('div atan2', { within: [0.6, 2] }),
  ...named('pow', { within: [0.7, 2] }),
  ...named('rem', {
    within: [
      [2.2, 2.8],
      [1, 1.05],
    ],
  }),
  ...named('maximum minimum clip max min sort topK maxPool adaptiveMaxPool reduce', { distinct: true }),
  ...named('sum prod mean variance std logSumExp softmax logSoftmax cumsum cumprod avgPool adaptiveAvgPool interpolate'),
  ...named('gridSample', {
    within: [
      [-1, 1],
      [0.3, 0.36],
    ],
  }), // no pixel of 8 or fewer lies there
  ...named('reshape broadcastTo transpose swapAxes moveAxis expandDims squeeze rearrange'),
  ...named('concat stack slice gather gatherNd takeAlongAxis split pad flip roll tile repeat scatterAdd scatterAddNd permutation'),
  ...named('fft ifft fft2 ifft2 rfft rfft2 irfft irfft2'),
  ...named('scatterMax scatterMin cummax cummin median quantile mode unique', {
    distinct: true,
  }),
  ...named('logCumSumExp'),
  ...named('scatter booleanMask'),
  ...named('triu tril diag trace kron cross meshgrid'),
  ...named('matmul dot outer tensordot einsum conv convTranspose attentionWeights scaledDotProductAttention'),
}

/** The rest, by the reason. */
const without: Readonly<Record<string, readonly string[]>> = {
  'takes functions: test/laws/control-flow.test.ts': ['scan', 'map', 'whileLoop', 'cond'],
  'takes matrices that are not just any: test/linalg/derivatives.test.ts': [
    ...['solve', 'inverse', 'det', 'logdet', 'cholesky', 'qr', 'lstsq', 'svd', 'eigh', 'matrixPower', 'expm', 'triangularSolve'],
  ],
  'jumps, and has no slope elsewhere: test/laws/derivatives.test.ts': ['floor', 'ceil', 'round', 'sign', 'trunc'],
  'gives no floats': [
    ...[
      'isNaN',
      'isFinite',
      'isInf',
      'logicalNot',
      'logicalAnd',
      'logicalOr',
      'logicalXor',
      'any',
      'all',
      'argmax',
      'argmin',
      'argsort',
      'oneHot',
    ],
    ...['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual', 'categorical', 'searchsorted', 'nonzero'],
    ...['bitwiseAnd', 'bitwiseOr', 'bitwiseXor', 'bitwiseNot', 'shiftLeft', 'shiftRight'],
  ],
  'counts, and moves with its weights alone: test/ops/tallies.test.ts': ['bincount', 'histogram'],
  'takes no floats': [
    ...['zeros', 'ones', 'full', 'linspace', 'eye', 'arange', 'tensor'],
    ...['bits', 'uniform', 'normal', 'bernoulli', 'truncatedNormal', 'randint', 'exponential'],
    ...['poisson', 'gamma', 'beta'],
  ],
}

it('every operation of the public face is here, or has no derivative, for a reason', () => {
  const known = [...Object.keys(differentiable), ...Object.values(without).flat()]
  expect(known.toSorted()).toEqual([...new Set(Object.values(operations).flatMap(({ names }) => names))].toSorted())
  // What has no rule of shapes: the identity, constants, and what is about functions.
  expect(withoutRule['takes every shape and every dtype']).toEqual(['astype', 'copy', 'onesLike', 'stopGradient', 'zerosLike'])
})

const tensorsIn = (value: Value): readonly Declared[] =>
  value instanceof Declared
    ? [value]
    : value instanceof SizeOf
      ? []
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(tensorsIn)
        : []

const isFloat = ({ dtype }: Declared): boolean => dtype === 'f32'

/** It fits, gives floats of floats, and is small. */
const serves = (use: Use): boolean => {
  const tensors = tensorsIn(use.args)
  if (!tensors.some(isFloat) || tensors.some(({ dtype }) => dtype === 'f64')) return false
  if (tensors.reduce((total, { shape }) => total + sizeOf(shape), 0) > 60) return false
  return answerOf(use).type?.includes('"f32"') === true
}

/** Uses of an operation that serve, in all the ways that it is used. */
const usesOf = (name: string): fc.Arbitrary<Use> =>
  fc
    .oneof(...Object.values(operations).flatMap(({ names, uses }) => (names.includes(name) ? [uses] : [])))
    .filter((use) => use.name === name && serves(use))

const numbersIn =
  ({ within = [-1, 1], kinks = [], distinct = false }: Domain) =>
  (draw: Draw, shape: readonly number[], argument: number): Numbers => {
    const [low, high] = (Array.isArray(within[0]) ? (within[argument] ?? within[0]) : within) as Range // a range, or one an argument
    const size = sizeOf(shape)
    // Of a grid with room for three arguments between its points, so that neither those of one nor those of two are close.
    const places = draw.shuffle(Array.from({ length: size }, (_, i) => i))
    const value = (i: number): number => {
      if (distinct) return ((places[i] ?? 0) - Math.floor(size / 2)) * 0.03 + argument * 0.01
      const one = low + ((high - low) * draw.int(0, 1000)) / 1000
      return kinks.some((kink) => Math.abs(one - kink) < 0.02) ? one + 0.05 : one
    }
    return { shape, data: Array.from({ length: size }, (_, i) => value(i)) }
  }

/** The use as a function of its floats, at a point; its other tensors are drawn once. */
const floorOf = (use: Use, domain: Domain, draw: Draw): Floor => {
  const at: Numbers[] = []
  const numbers = numbersIn(domain)
  type Arguments = readonly AnyTensor[]
  const prepare = (value: Value): ((args: Arguments) => unknown) => {
    if (value instanceof SizeOf) return () => value.tensor.shape[value.axis]
    if (value instanceof Declared) {
      const { shape, dtype } = value
      if (isFloat(value)) {
        const place = at.length
        at.push(numbers(draw, shape, place))
        return (args) => args[place]
      }
      const data = Array.from({ length: sizeOf(shape) }, () => draw.int(0, dtype === 'bool' ? 1 : 3))
      return () => typegrad.astype(typegrad.tensor(Int32Array.from(data), { shape: [...shape] }), dtype)
    }
    if (Array.isArray(value)) {
      const parts = value.map(prepare)
      return (args) => parts.map((part) => part(args))
    }
    if (typeof value === 'object' && value !== null) {
      const parts = Object.entries(value).map(([key, one]) => [key, prepare(one)] as const)
      return (args) => Object.fromEntries(parts.map(([key, part]) => [key, part(args)]))
    }
    return () => value
  }
  const given = Object.values(use.args)
    .filter((value) => value !== undefined)
    .map(prepare)
  const call = (typegrad as unknown as Record<string, (...args: unknown[]) => unknown>)[use.name] // it is one of its names
  const f: Many = (...args) =>
    typegrad.tree.leaves(call?.(...given.map((one) => one(args))) as AnyTensor).filter(({ type }) => type.dtype === 'f64')
  return { text: write(use).text, f, at, numbers }
}

/** What is asked of each: a tower of transforms, of which the last is compared with its definition. */
const towers: Readonly<Record<string, readonly string[]>> = {
  'moves as its differences say': ['jvp'],
  'is pulled back by the adjoint of that': ['vjp'],
  'has second derivatives: Hessian-vector products are differences of gradients': ['grad', 'jvp'],
  'is differentiated twice in reverse': ['grad', 'vjp'],
  'is mapped as by a loop': ['vmap'],
  'has a derivative that is mapped as by a loop': ['grad', 'vmap'],
}

/** Mapped over an axis of size 0 it gives nothing, in the right shapes; and so does its gradient. */
const mappedOverNothing = async ({ f, at }: Floor, results: readonly Numbers[]): Promise<string | undefined> => {
  const none = (like: readonly Numbers[]): Numbers[] => like.map(({ shape }) => ({ shape: [0, ...shape], data: [] }))
  const axes = { in: at.map(() => 0) }
  const gradient = loose.grad(scalarised(f), { argnums: at.map((_, i) => i) })
  const got = [...(await run(loose.vmap(f, axes), none(at))), ...(await run(loose.vmap(gradient, axes), none(at)))]
  return disagreement(got, none([...results, ...at]), 0)
}

describe.each(Object.entries(differentiable))('%s', (name, domain) => {
  beforeAll(() => acquire({ backend: 'reference' }))
  const uses = usesOf(name)
  const drawn = () => uses

  it('is differentiated and mapped as differences and loops say, twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (gen) => {
        const draw = drawWith(gen)
        const ground = floorOf(gen(drawn), domain, draw)
        const results = await run(ground.f, ground.at)
        // A mean of nothing has no value. A root near 0 has no derivative that differences could tell: of nothing, of one number's deviation.
        const isUsual = (x: number) => Number.isFinite(x) && (!['std', 'norm'].includes(name) || x > 0.2)
        fc.pre(results.every(({ data }) => data.every(isUsual)))
        const faultOfNone = await mappedOverNothing(ground, results)
        if (faultOfNone) throw new Error(pasted(ground, faultOfNone))
        for (const [said, names] of Object.entries(towers)) {
          let floor: Floor & { readonly fault?: () => Promise<string | undefined> } = ground
          for (const one of names) floor = (await transforms[one]?.(floor, draw)) ?? floor
          const fault = await floor.fault?.()
          if (fault) throw new Error(`${said}: ${pasted(floor, fault)}`)
        }
      }),
      { numRuns: runs, interruptAfterTimeLimit: 5000 * runs },
    )
  })
})
