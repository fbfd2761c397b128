import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as t from '../../src/index.js'
import { type AnyTensor, tensor } from '../../src/index.js'
import {
  anyPairs,
  asLine,
  bitPairs,
  closely,
  everywhere,
  keepMeasured,
  type Measured,
  powers,
  type Worst,
  worstOf,
} from '../support/accuracy.js'
import { fromBits } from '../support/basics.js'
import { functions } from '../support/functions.js'
import { backends, compiling } from '../support/targets.js'

afterAll(() => t.acquire({ backend: 'reference' }))

const measured: Measured[] = []
afterAll(() => keepMeasured(measured))

/** The cpu backend divides rightly: there all are within 4 units, and `pow` within 8. */
const expectWithin = (backend: (typeof compiling)[number], name: string, units: number, points: number, worst: Worst): void => {
  measured.push({ where: backend, name, points, units: worst.units })
  const most = backend === 'cpu' && name !== 'pow' ? Math.min(4, units) : units
  expect(worst.units <= most, asLine(name, worst)).toBe(true)
}

describe.each(compiling)('on %s a function is right to a few units of the last place, wherever it is asked', (backend) => {
  beforeAll(() => t.acquire({ backend }))

  it.each(functions)('$name', async ({ name, f, want, within: [low, high], units }) => {
    const points = [...everywhere, ...closely(low, high)]
    const data = await f(tensor(points)).data()
    const at = (i: number) => points[i] ?? Number.NaN
    expectWithin(
      backend,
      name,
      units,
      points.length,
      worstOf(
        data,
        (i) => want(at(i)),
        (i) => [at(i)],
      ),
    )
  })

  it('log of what is smaller than every normal float', async () => {
    const small = [1, 2, 3, 1000, 2 ** 22, 2 ** 23 - 1].map(fromBits)
    const at = (i: number) => small[i] ?? Number.NaN
    const data = await t.log(tensor(small)).data()
    expectWithin(
      backend,
      'log of a small float',
      2,
      small.length,
      worstOf(
        data,
        (i) => Math.log(at(i)),
        (i) => [at(i)],
      ),
    )
  })
})

const data = async (f: (x: AnyTensor, y: AnyTensor) => AnyTensor, pairs: readonly (readonly [number, number])[]) =>
  f(tensor(pairs.map(([x]) => x)), tensor(pairs.map(([, y]) => y))).data()

describe.each(compiling)('on %s a function of two is right to a few units of the last place', (backend) => {
  beforeAll(() => t.acquire({ backend }))

  it.each<[string, typeof anyPairs, (x: AnyTensor, y: AnyTensor) => AnyTensor, (x: number, y: number) => number, number]>([
    ['pow', powers, t.pow, (x, y) => x ** y, 4],
    ['atan2', anyPairs, t.atan2, Math.atan2, 6],
    ['hypot', anyPairs, t.hypot, Math.hypot, 5],
    ['rem', anyPairs, t.rem, (x, y) => x % y, 0],
  ])('%s', async (name, pairs, f, want, units) => {
    const at = (i: number) => pairs[i] ?? [Number.NaN, Number.NaN]
    expectWithin(
      backend,
      name,
      units,
      pairs.length,
      worstOf(await data(f, pairs), (i) => want(...at(i)), at),
    )
  })
})

describe.each(compiling)('on %s what has bounds keeps them', (backend) => {
  beforeAll(() => t.acquire({ backend }))

  it.each<[string, (x: AnyTensor) => AnyTensor, number, number]>([
    ['erf', t.erf, -1, 1],
    ['erfc', t.erfc, 0, 2],
    ['tanh', t.tanh, -1, 1],
    ['sigmoid', t.sigmoid, 0, 1],
    ['sin', t.sin, -1, 1],
    ['cos', t.cos, -1, 1],
    ['asin', t.asin, -Math.fround(Math.PI / 2), Math.fround(Math.PI / 2)],
    ['acos', t.acos, 0, Math.fround(Math.PI)],
    ['atan', t.atan, -Math.fround(Math.PI / 2), Math.fround(Math.PI / 2)],
    ['exp', t.exp, 0, Number.POSITIVE_INFINITY],
    ['cosh', t.cosh, 1, Number.POSITIVE_INFINITY],
  ])('%s', async (_, f, low, high) => {
    const line = [...everywhere, ...Array.from({ length: 20_001 }, (__, i) => Math.fround((i - 10_000) / 1000)), 3.682]
    const outside = [...(await f(tensor(line)).data())].flatMap((y, i) => (y < low || y > high ? [`${line[i]}: ${y}`] : []))
    expect(outside).toEqual([])
  })
})

describe.each(backends)('the remainder on %s', (backend) => {
  beforeAll(() => t.acquire({ backend }))

  it('is that of C and NumPy to the last bit, with the sign of the dividend', async () => {
    expect([...(await data(t.rem, bitPairs))]).toEqual(bitPairs.map(([x, y]) => Math.fround(x % y)))
  })

  it('has the derivative of the quotient that it took away, not of the rounded one', async () => {
    const [x, y] = [tensor([7, 123456792, 5.5, -7, 1]), tensor([0.1, 10, Number.POSITIVE_INFINITY, 2, Math.fround(1 / 3)])]
    const { x: ofX, y: ofY } = t.grad((p: { x: AnyTensor; y: AnyTensor }) => t.sum(t.rem(p.x, p.y)))({ x, y })
    expect([...(await ofX.data())]).toEqual([1, 1, 1, 1, 1])
    expect([...(await ofY.data())].map((v) => v + 0)).toEqual([-69, -12345679, 0, 3, -2])
  })
})
