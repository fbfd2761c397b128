import fc from 'fast-check'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { symmetricBeta } from '../../../dsl/augment/beta.js'
import { colorJitter } from '../../../dsl/augment/color-jitter.js'
import { adjustBrightness, adjustContrast, adjustHue, adjustSaturation } from '../../../dsl/augment/colors.js'
import { cutout } from '../../../dsl/augment/cutout.js'
import { mixup } from '../../../dsl/augment/mixup.js'
import { randomCrop } from '../../../dsl/augment/random-crop.js'
import { randomFlip } from '../../../dsl/augment/random-flip.js'
import { randomRotate, rotated } from '../../../dsl/augment/random-rotate.js'
import {
  type AnyTensor,
  acquire,
  add,
  arange,
  DTypeMismatch,
  grad,
  InvalidArgument,
  jit,
  type Key,
  key,
  oneHot,
  ones,
  reshape,
  ShapeMismatch,
  square,
  sum,
  type Tensor,
  tensor,
  uniform,
  zeros,
} from '../../../src/index.js'
import torch from '../../fixtures/torch/augment.json' with { type: 'json' }
import { backends } from '../../support/targets.js'

type Batch = Tensor<[number, number, number, number]>

const seeds = fc.nat(2 ** 31)

const batches = fc.record({
  seed: seeds,
  n: fc.integer({ min: 1, max: 4 }),
  h: fc.integer({ min: 1, max: 6 }),
  w: fc.integer({ min: 1, max: 6 }),
})

const drawn = (seed: number, n: number, h: number, w: number, c = 3): Batch => uniform(key(seed), [n, h, w, c])

const values = async (x: AnyTensor): Promise<number[]> => Array.from(await x.data())

/** All functions, at settings that change something. */
const functions: Readonly<Record<string, (k: Key, x: Batch) => Batch>> = {
  randomFlip: (k, x) => randomFlip(k, x),
  randomCrop: (k, x) => randomCrop(k, x, { size: [x.shape[1], x.shape[2]], padding: 2 }),
  randomRotate: (k, x) => randomRotate(k, x, { degrees: 90 }),
  colorJitter: (k, x) => colorJitter(k, x, { brightness: 0.5, contrast: 0.5, saturation: 0.5, hue: 0.2 }),
  cutout: (k, x) => cutout(k, x, { size: 3 }),
  mixup: (k, x) => mixup(k, x, ones([x.shape[0], 2]), { alpha: 1 }).x,
}

const eachFunction = Object.entries(functions)

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => acquire({ backend }))

  it.each(eachFunction)('%s gives the same bits for the same key, others for others, and jitted what it gives as it is', async (_, f) => {
    const x = drawn(1, 8, 6, 5)
    const first = await values(f(key(3), x))
    expect(await values(f(key(3), x))).toEqual(first)
    expect(await values(f(key(4), x))).not.toEqual(first)
    const compiled = await values(jit(f)(key(3), x))
    expect(Math.max(...compiled.map((value, i) => Math.abs(value - (first[i] ?? Number.NaN))))).toBeLessThan(1e-5)
  })

  it.each(eachFunction)('%s draws for each example', async (name, f) => {
    const same = add(zeros([16, 1, 1, 1]), drawn(1, 1, 6, 5)) as Batch // of rank 4
    const rows = await f(key(5), same).toArray()
    // Examples that are one and the same mix to themselves.
    if (name !== 'mixup') expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBeGreaterThan(1)
  })

  it('follows torchvision for given factors and angles', async () => {
    const [h = 0, w = 0, c = 0] = torch.shape
    const x = reshape(tensor(torch.picture), [1, h, w, c])
    const by = (factor: number) => reshape(tensor([factor]), [1, 1, 1, 1])
    const checks = [
      [torch.brightness, (f: number) => adjustBrightness(x, by(f))],
      [torch.contrast, (f: number) => adjustContrast(x, by(f))],
      [torch.saturation, (f: number) => adjustSaturation(x, by(f))],
      [torch.hue, (f: number) => adjustHue(x, by(f))],
      [torch.rotation, (f: number) => rotated(x, [1, h, w, c], tensor([(f * Math.PI) / 180]), 0)],
    ] as const
    for (const [cases, f] of checks)
      for (const { by: factor, picture } of cases) {
        const found = await values(f(factor))
        expect(Math.max(...found.map((value, i) => Math.abs(value - (picture[i] ?? Number.NaN))))).toBeLessThan(2e-5)
      }
  })
})

describe('properties', () => {
  beforeAll(() => acquire({ backend: 'reference' }))

  it('a flip by the same key twice is the identity, and one example is flipped whole or not at all', async () => {
    await fc.assert(
      fc.asyncProperty(
        batches,
        seeds,
        fc.constantFrom('horizontal' as const, 'vertical' as const),
        async ({ seed, n, h, w }, k, direction) => {
          const x = drawn(seed, n, h, w)
          const once = randomFlip(key(k), x, { direction })
          expect(await values(randomFlip(key(k), once, { direction }))).toEqual(await values(x))
          const [before, after] = [await x.toArray(), await once.toArray()]
          for (const [i, picture] of before.entries()) {
            const flipped = direction === 'vertical' ? picture.toReversed() : picture.map((row) => row.toReversed())
            expect([picture, flipped]).toContainEqual(after[i])
          }
        },
      ),
      { numRuns: 30 },
    )
  })

  it('flips by the probability that it is told', async () => {
    const x = drawn(0, 5, 3, 3)
    expect(await values(randomFlip(key(0), x, { probability: 0 }))).toEqual(await values(x))
    expect(await values(randomFlip(key(0), x, { probability: 1 }))).toEqual(
      (await x.toArray()).flatMap((p) => p.map((r) => r.toReversed())).flat(2),
    )
    const corner = randomFlip(key(1), reshape(tensor(Array.from({ length: 4000 }, () => [1, 0]).flat()), [4000, 1, 2, 1]), {
      probability: 0.3,
    })
    const share = (await corner.toArray()).filter(([row]) => row?.[0]?.[0] === 0).length / 4000
    expect(Math.abs(share - 0.3)).toBeLessThan(0.03)
  })

  it('a crop is a part of the picture with its padding, every part as likely', async () => {
    await fc.assert(
      fc.asyncProperty(batches, seeds, fc.nat(2), async ({ seed, n, h, w }, k, padding) => {
        const x = drawn(seed, n, h, w, 1)
        const size = [Math.max(1, h + 2 * padding - 2), Math.max(1, w + 2 * padding - 1)] as const
        const parts = await randomCrop(key(k), x, { size, padding }).toArray()
        const whole = (await x.toArray()).map((picture) =>
          Array.from({ length: h + 2 * padding }, (_, i) =>
            Array.from({ length: w + 2 * padding }, (_, j) => picture[i - padding]?.[j - padding]?.[0] ?? 0),
          ),
        )
        for (const [i, part] of parts.entries()) {
          const found = whole[i]?.some((_, y) =>
            Array.from({ length: w + 2 * padding - size[1] + 1 }, (_, dx) => dx).some((dx) =>
              part.every((row, r) => row.every(([value], c) => value === (whole[i]?.[y + r]?.[dx + c] ?? Number.NaN))),
            ),
          )
          expect(found).toBe(true)
        }
      }),
      { numRuns: 30 },
    )
    const corners = await randomCrop(key(0), reshape(arange(9), [1, 3, 3, 1]), { size: [1, 1] }).toArray()
    expect(corners.flat(3)).toHaveLength(1)
    const many = randomCrop(key(2), add(zeros([4500, 1, 1, 1]), reshape(arange(9), [1, 3, 3, 1])) as Batch, { size: [1, 1] })
    const counts = Array.from({ length: 9 }, () => 0)
    for (const value of await values(many)) counts[value] = (counts[value] ?? 0) + 1
    expect(Math.min(...counts)).toBeGreaterThan(420)
    expect(Math.max(...counts)).toBeLessThan(580)
  })

  it('a turn by nothing is the identity, four right angles too, and what comes in is filled', async () => {
    const x = drawn(7, 2, 5, 5)
    expect(await values(randomRotate(key(0), x, { degrees: 0 }))).toEqual(await values(x))
    let turned: AnyTensor = x
    for (let i = 0; i < 4; i++) turned = rotated(turned, [2, 5, 5, 3], tensor([Math.PI / 2, Math.PI / 2]), 0)
    const [before, after] = [await values(x), await values(turned)]
    expect(Math.max(...after.map((value, i) => Math.abs(value - (before[i] ?? Number.NaN))))).toBeLessThan(1e-5)
    const white = await values(randomRotate(key(1), ones([3, 6, 4, 1]), { degrees: 180, fill: 1 }))
    expect(white.every((value) => Math.abs(value - 1) < 1e-5)).toBe(true)
  })

  it('colours stay between 0 and 1, grey stays grey, and nothing changes where nothing is asked for', async () => {
    await fc.assert(
      fc.asyncProperty(batches, seeds, async ({ seed, n, h, w }, k) => {
        const x = drawn(seed, n, h, w)
        const most = { brightness: 0.9, contrast: 0.9, saturation: 0.9, hue: 0.5 }
        const found = await values(colorJitter(key(k), x, most))
        expect(found.every((value) => value >= 0 && value <= 1)).toBe(true)
        expect(await values(colorJitter(key(k), x, {}))).toEqual(await values(x))
        const grey = await colorJitter(key(k), add(zeros([n, h, w, 3]), drawn(seed, n, h, w, 1)) as Batch, most).toArray()
        for (const [r = 0, g = 0, b = 0] of grey.flat(2)) expect(Math.max(Math.abs(r - g), Math.abs(g - b))).toBeLessThan(1e-5)
      }),
      { numRuns: 20 },
    )
  })

  it('cutout covers one square of each picture, whose middle is in it', async () => {
    await fc.assert(
      fc.asyncProperty(batches, seeds, fc.integer({ min: 1, max: 4 }), async ({ n, h, w }, k, size) => {
        for (const picture of await cutout(key(k), ones([n, h, w, 1]), { size, fill: 7 }).toArray()) {
          const places = picture.flatMap((row, y) => row.flatMap(([value], x) => (value === 7 ? [[y, x] as const] : [])))
          const [ys, xs] = [places.map(([y]) => y), places.map(([, x]) => x)]
          const [tall, wide] = [Math.max(...ys) - Math.min(...ys) + 1, Math.max(...xs) - Math.min(...xs) + 1]
          expect(places.length).toBe(tall * wide)
          expect(Math.max(tall, wide)).toBeLessThanOrEqual(size)
          expect(Math.min(tall / Math.min(size, h), wide / Math.min(size, w))).toBeGreaterThan(0)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('mixup mixes inputs and targets by the same weights', async () => {
    const labels = arange(8)
    const { x, y } = mixup(key(3), reshape(labels, [8, 1]), oneHot(tensor([0, 1, 2, 3, 4, 5, 6, 7], { dtype: 'i32' }), 8), { alpha: 1 })
    const [inputs, targets] = [await values(x), await y.toArray()]
    for (const [i, target] of targets.entries()) {
      expect(Math.abs(target.reduce((total, share) => total + share, 0) - 1)).toBeLessThan(1e-6)
      expect(target.filter((share) => share > 0).length).toBeLessThanOrEqual(2)
      expect(Math.abs(target.reduce((total, share, label) => total + share * label, 0) - (inputs[i] ?? Number.NaN))).toBeLessThan(1e-5)
    }
  })

  it.each([0.2, 0.5, 1, 4])('weights are of the Beta distribution with both parameters %d', async (alpha) => {
    const n = 20_000
    const found = (await values(symmetricBeta(key(11), alpha, n))).sort((a, b) => a - b)
    const average = found.reduce((total, value) => total + value, 0) / n
    const spread = found.reduce((total, value) => total + (value - average) ** 2, 0) / n
    expect(found.every((value) => value >= 0 && value <= 1)).toBe(true)
    expect(Math.abs(average - 0.5)).toBeLessThan(0.01)
    expect(Math.abs(spread * 4 * (2 * alpha + 1) - 1)).toBeLessThan(0.03)
    // Kolmogorov and Smirnov: 1.95 / sqrt(n) is passed once in a thousand times. The distribution by midpoints, after u = x^alpha, where it is smooth up to 1/2.
    const steps = 20_000
    const half = 0.5 ** alpha
    const cumulative = [0]
    for (let i = 0; i < steps; i++) cumulative.push((cumulative[i] ?? 0) + (1 - (((i + 0.5) * half) / steps) ** (1 / alpha)) ** (alpha - 1))
    const below = (x: number): number => (0.5 * (cumulative[Math.round((x ** alpha / half) * steps)] ?? 0)) / (cumulative[steps] ?? 1)
    // Near 1, f32 has no more numbers and rounds: the upper half is looked at by the share that it has.
    const lower = found.filter((x) => x <= 0.5)
    const most = Math.max(Math.abs(lower.length / n - 0.5), ...lower.map((x, i) => Math.abs(below(x) - (i + 0.5) / n)))
    expect(most).toBeLessThan(1.95 / Math.sqrt(n))
  })

  it('gradients go through', async () => {
    const x = drawn(1, 2, 4, 4)
    for (const f of Object.values(functions)) {
      const slope = await values(grad((given: Batch) => sum(square(f(key(2), given))))(x))
      expect(slope.every(Number.isFinite)).toBe(true)
      expect(slope.some((value) => value !== 0)).toBe(true)
    }
  })
})

test('mistakes have their sentences', () => {
  const flat = ones([2, 3]) as unknown as Batch
  for (const [name, f] of eachFunction.filter(([name]) => name !== 'mixup' && name !== 'randomCrop'))
    expect(() => f(key(0), flat)).toThrow(new ShapeMismatch(`${name}: takes pictures [N, H, W, C], got [2, 3]`))
  const x = ones([2, 4, 4, 1])
  expect(() => randomFlip(key(0), zeros([2, 4, 4, 1], { dtype: 'i32' }) as never)).toThrow(
    new DTypeMismatch("randomFlip: takes f32, got i32; convert with astype(x, 'f32')"),
  )
  expect(() => randomCrop(key(0), x, { size: [5, 4] })).toThrow(
    new ShapeMismatch('randomCrop: [5, 4] does not fit into [4, 4], the pictures with their padding'),
  )
  expect(() => colorJitter(key(0), x, { hue: 0.1 })).toThrow(
    new ShapeMismatch('colorJitter: hue is of pictures of 3 channels, red, green and blue; these have 1'),
  )
  expect(() => colorJitter(key(0), x, { hue: 0.6 })).toThrow(InvalidArgument)
  expect(() => randomRotate(key(0), x, { degrees: 200 })).toThrow('randomRotate: degrees is a number from 0 to 180; got 200')
  expect(() => mixup(key(0), x, ones([3, 2]))).toThrow(new ShapeMismatch('mixup: x holds 2 examples, y holds 3'))
  expect(() => mixup(key(0), x, zeros([2], { dtype: 'i32' }) as never)).toThrow(
    new DTypeMismatch('mixup: targets are f32, got i32; write classes as oneHot(y, classes)'),
  )
  expect(() => cutout(0 as never, x, { size: 2 })).toThrow(/^cutout: the key is made by key\(seed\)/)
})
