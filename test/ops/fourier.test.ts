import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type AnyTensor, acquire, fft, fft2, ifft, ifft2, irfft, irfft2, jit, rfft, rfft2, sum, tensor, vmap } from '../../src/index.js'

/* Against NumPy (scripts/fixtures/fourier.py), and what holds of every transform. */

interface Complex {
  readonly re: readonly number[]
  readonly im: readonly number[]
}
interface Line {
  readonly n: number
  readonly x: Complex
  readonly fft: Complex
  readonly ifft: Complex
  readonly rfft: Complex
}
interface Plane {
  readonly shape: readonly number[]
  readonly x: Complex
  readonly fft2: Complex
  readonly ifft2: Complex
  readonly rfft2: Complex
  readonly irfft2: readonly number[]
}
const { lines, planes }: { readonly lines: readonly Line[]; readonly planes: readonly Plane[] } = JSON.parse(
  readFileSync(new URL('../fixtures/numpy/fourier.json', import.meta.url), 'utf8'),
)

type Pair = readonly [AnyTensor, AnyTensor]

const backends = { reference: ['f64', 1e-9], cpu: ['f32', 2e-6] } as const

/** As a share of the largest number of all. */
const expectClose = async (got: readonly AnyTensor[], want: readonly (readonly number[])[], share: number): Promise<void> => {
  const largest = Math.max(1e-9, ...want.flat().map(Math.abs))
  for (const [i, right] of want.entries()) {
    const found = Array.from((await got[i]?.data()) ?? [])
    expect(found.length).toBe(right.length)
    const worst = Math.max(0, ...right.map((x, j) => Math.abs(x - (found[j] ?? Number.NaN))))
    expect(worst / largest, `part ${i}`).toBeLessThanOrEqual(share)
  }
}
const partsOf = ({ re, im }: Complex) => [re, im]

describe.each(Object.entries(backends))('on %s', (backend, [dtype, share]) => {
  beforeAll(() => acquire({ backend: backend as keyof typeof backends })) // a key of backends

  const of = (values: readonly number[], shape: readonly number[]): AnyTensor => tensor([...values], { shape: [...shape], dtype })
  const pairOf = ({ re, im }: Complex, shape: readonly number[]): Pair => [of(re, shape), of(im, shape)]

  // The reference multiplies matrices element by element: long ones take their time.
  it.each(lines.filter(({ n }) => dtype === 'f32' || n < 300).map((line) => [line.n, line] as const))('a line of %i', async (n, line) => {
    const x = pairOf(line.x, [n])
    await expectClose(fft(x), partsOf(line.fft), share)
    await expectClose(ifft(x), partsOf(line.ifft), share)
    await expectClose(rfft(x[0]), partsOf(line.rfft), share)
    await expectClose([irfft(pairOf(line.rfft, [line.rfft.re.length]), { n })], [line.x.re], share)
  })

  it.each(planes.map((plane) => [plane.shape.join(' x '), plane] as const))('planes of %s', async (_, plane) => {
    const { shape } = plane
    const x = pairOf(plane.x, shape)
    const last = shape.at(-1) ?? 1
    const size = Math.floor(last / 2) + 1
    const half = ({ re, im }: Complex): Complex => {
      const cut = (part: readonly number[]) => part.filter((__, i) => i % last < size)
      return { re: cut(re), im: cut(im) }
    }
    await expectClose(fft2(x), partsOf(plane.fft2), share)
    await expectClose(ifft2(x), partsOf(plane.ifft2), share)
    await expectClose(rfft2(x[0]), partsOf(plane.rfft2), share)
    await expectClose([irfft2(pairOf(half(plane.x), [...shape.slice(0, -1), size]), { n: last })], [plane.irfft2], share)
  })

  it('is the same along any axis, compiled, and mapped', async () => {
    const [plane] = planes.slice(1)
    if (!plane) throw new Error('there is a plane of three axes')
    const x = pairOf(plane.x, plane.shape)
    const along = fft(x, { axis: 1 })
    const wanted = await Promise.all(along.map(async (part) => Array.from(await part.data())))
    await expectClose(jit((p: Pair) => fft(p, { axis: 1 }))(x), wanted, share)
    await expectClose(vmap((p: Pair) => fft(p, { axis: 0 }))(x), wanted, share)
    await expectClose(fft(fft(x, { axis: 1 })), partsOf(plane.fft2), share)
  })
})

describe('on the reference', () => {
  beforeAll(() => acquire({ backend: 'reference' }))
  const numbers = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 80 })
  const real = (values: readonly number[]) => tensor([...values], { dtype: 'f64' })

  it('inverses undo', () =>
    fc.assert(
      fc.asyncProperty(numbers, async (values) => {
        const back = values.toReversed()
        await expectClose(ifft(fft([real(values), real(back)])), [values, back], 1e-11)
        await expectClose([irfft(rfft(real(values)), { n: values.length })], [values], 1e-11)
      }),
      { numRuns: 20 },
    ))

  it('keeps the energy (Parseval)', () =>
    fc.assert(
      fc.asyncProperty(numbers, async (values) => {
        const [re, im] = fft([real(values), real(values.toReversed())])
        const energy = (parts: readonly (readonly number[])[]) => parts.flat().reduce((total, x) => total + x * x, 0)
        const after = energy([Array.from(await re.data()), Array.from(await im.data())])
        expect(after / values.length).toBeCloseTo(2 * energy([values]), 8)
      }),
      { numRuns: 20 },
    ))

  it('a constant is its sum at frequency 0', async () => {
    const [re] = rfft(tensor([2, 2, 2, 2, 2]))
    expect(Array.from(await re.data()).map((x) => Math.round(x * 1e6) / 1e6 + 0)).toEqual([10, 0, 0])
    expect(await sum(re).item()).toBeCloseTo(10, 5)
  })
})
