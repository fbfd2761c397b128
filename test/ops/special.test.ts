import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as t from '../../src/index.js'
import { type AnyTensor, acquire, grad, sum, tensor } from '../../src/index.js'

/* Special functions against SciPy and JAX (scripts/fixtures/special.py), and what holds of them. */

interface OfOne {
  readonly x: readonly number[]
  readonly value: readonly number[]
  readonly slope: readonly number[]
}
interface OfTwo extends Omit<OfOne, 'slope'> {
  readonly y: readonly number[]
  readonly slope: readonly (readonly number[])[]
}
const fixture: { readonly ofOne: Readonly<Record<string, OfOne>>; readonly ofTwo: Readonly<Record<string, OfTwo>> } = JSON.parse(
  readFileSync(new URL('../fixtures/scipy/special.json', import.meta.url), 'utf8'),
)

const one: Readonly<Record<string, (x: AnyTensor) => AnyTensor>> = {
  ...{ exp2: t.exp2, log2: t.log2, log10: t.log10, trunc: t.trunc, asinh: t.asinh, acosh: t.acosh, atanh: t.atanh },
  ...{ lgamma: t.lgamma, digamma: t.digamma, erfinv: t.erfinv, i0: t.i0, i1: t.i1 },
}
const two: Readonly<Record<string, (x: AnyTensor, y: AnyTensor) => AnyTensor>> = { hypot: t.hypot, logAddExp: t.logAddExp }

const backends = { reference: ['f64', 1e-11], cpu: ['f32', 2e-6] } as const

const slopeOf = (f: (x: AnyTensor) => AnyTensor) => grad((x: AnyTensor) => sum(f(x)) as t.Tensor<[]>) // a sum over all axes

/** Relative to the larger of the right number and 1: zeros and poles are near some. */
const expectClose = async (got: AnyTensor, want: readonly number[], share: number): Promise<void> => {
  const numbers = Array.from(await got.data())
  const far = want.flatMap((right, i) => {
    const found = numbers[i] ?? Number.NaN
    return Math.abs(found - right) <= share * Math.max(1, Math.abs(right)) ? [] : [{ i, found, right }]
  })
  expect(far).toEqual([])
}

describe.each(Object.entries(backends))('on %s', (backend, [dtype, share]) => {
  it('the functions are those of the fixture', () => {
    expect(Object.keys(one).sort()).toEqual(Object.keys(fixture.ofOne).sort())
    expect(Object.keys(two).sort()).toEqual(Object.keys(fixture.ofTwo).sort())
  })

  it.each(Object.entries(one))('%s and its slope are those of SciPy and JAX', async (name, f) => {
    await acquire({ backend: backend as keyof typeof backends }) // a key of backends
    const { x = [], value = [], slope = [] } = fixture.ofOne[name] ?? {}
    const at = tensor([...x], { dtype })
    // In f32 the point itself is rounded, which moves the value by so much.
    const moved = (i: number) => (dtype === 'f32' ? Math.abs((slope[i] ?? 0) * (Math.fround(x[i] ?? 0) - (x[i] ?? 0))) : 0)
    const most = Math.max(share, ...x.map((_, i) => share + moved(i)))
    await expectClose(f(at), value, most)
    if (dtype === 'f64') await expectClose(slopeOf(f)(at), slope, share * 10)
  })

  it.each(Object.entries(two))('%s and its slopes are those of NumPy and JAX', async (name, f) => {
    await acquire({ backend: backend as keyof typeof backends }) // a key of backends
    const { x = [], y = [], value = [], slope = [] } = fixture.ofTwo[name] ?? {}
    const [a, b] = [tensor([...x], { dtype }), tensor([...y], { dtype })]
    await expectClose(f(a, b), value, share)
    const slopes = [0, 1].map((which) => slope.map((both) => both[which] ?? Number.NaN))
    await expectClose(slopeOf((p) => f(p, b))(a), slopes[0] ?? [], share)
    await expectClose(slopeOf((q) => f(a, q))(b), slopes[1] ?? [], share)
  })
})

describe('on the reference', () => {
  const values = async (x: AnyTensor) => Array.from(await x.data())
  const reals = (min: number, max: number) => fc.double({ min, max, noNaN: true })
  const holds = (range: fc.Arbitrary<number>, of: (x: AnyTensor) => readonly [AnyTensor, AnyTensor]) =>
    fc.assert(
      fc.asyncProperty(fc.array(range, { minLength: 1, maxLength: 20 }), async (numbers) => {
        await acquire({ backend: 'reference' })
        const [left, right] = of(tensor(numbers, { dtype: 'f64' }))
        await expectClose(left, await values(right), 1e-9)
      }),
      { numRuns: 30 },
    )

  it('inverses undo', async () => {
    await holds(reals(-3, 3), (x) => [t.erfinv(t.erf(x)), x])
    await holds(reals(-20, 20), (x) => [t.asinh(t.sinh(x)), x])
    await holds(reals(0.01, 20), (x) => [t.acosh(t.cosh(x)), x])
    await holds(reals(-3, 3), (x) => [t.atanh(t.tanh(x)), x])
    await holds(reals(-50, 50), (x) => [t.log2(t.exp2(x)), x])
  })

  it('gamma steps: log Gamma(x + 1) = log Gamma(x) + log x, and so its derivatives', async () => {
    const trigamma = slopeOf(t.digamma)
    await holds(reals(0.01, 30), (x) => [t.lgamma(t.add(x, 1)), t.add(t.lgamma(x), t.log(x))])
    await holds(reals(0.01, 30), (x) => [t.digamma(t.add(x, 1)), t.add(t.digamma(x), t.reciprocal(x))])
    await holds(reals(0.05, 30), (x) => [trigamma(t.add(x, 1)), t.sub(trigamma(x), t.reciprocal(t.square(x)))])
  })

  it('a number is its whole part and the rest', () => holds(reals(-50, 50), (x) => [t.add(t.trunc(x), t.frac(x)), x]))

  it('has the slopes that are said where there is no other', async () => {
    await acquire({ backend: 'reference' })
    const zero = tensor([0])
    const endless = tensor([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])
    expect(await values(slopeOf((x) => t.hypot(x, zero))(zero))).toEqual([0])
    expect(await values(slopeOf((x) => t.logAddExp(x, endless))(endless))).toEqual([0.5, 0.5])
    expect(await values(slopeOf(t.i1)(zero))).toEqual([0.5])
    expect(await values(slopeOf((x) => t.nanToNum(x))(tensor([Number.NaN, Number.POSITIVE_INFINITY, 2])))).toEqual([0, 0, 1])
    expect(await values(t.isInf(tensor([0, Number.NaN, Number.NEGATIVE_INFINITY])))).toEqual([0, 0, 1])
  })

  it('puts numbers in the place of those that are none', async () => {
    await acquire({ backend: 'reference' })
    const x = tensor([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -3])
    const most = 3.4028234663852886e38
    expect(await values(t.nanToNum(x))).toEqual([0, most, -most, -3])
    expect(await values(t.nanToNum(x, { nan: 7, posInf: 8, negInf: 9 }))).toEqual([7, 8, 9, -3])
  })
})
