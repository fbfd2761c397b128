import { beforeAll, describe, expect, it } from 'vitest'
import {
  acquire,
  add,
  checkpoint,
  cond,
  grad,
  greater,
  jit,
  jvp,
  map,
  mul,
  scan,
  sin,
  square,
  sum,
  type Tensor,
  tensor,
  vjp,
  vmap,
} from '../../src/index.js'
import { compiling } from '../support/targets.js'

type Scalar = Tensor<[], 'f64'>
type Vector = Tensor<[3], 'f64'>

const scalar = (x: number): Scalar => tensor(x, { dtype: 'f64' })
const xs: Vector = tensor([0.1, 0.2, 0.3], { dtype: 'f64' })
const slope = 2 * (0.01 + 0.04 + 0.09)

describe('a loop inside what is one step', () => {
  beforeAll(() => acquire({ backend: 'reference' }))

  const total = (a: Scalar): Scalar => sum(map((x: Scalar) => square(mul(a, x)), xs))

  it('has an adjoint: in a branch', async () => {
    const f = (a: Scalar) => cond(greater(a, 0), total, (b: Scalar) => b, a)
    expect(await grad(f)(scalar(1)).item()).toBeCloseTo(slope, 12)
    expect(await grad(grad(f))(scalar(1)).item()).toBeCloseTo(slope, 12)
    expect(await grad(f)(scalar(-1)).item()).toBe(1)
  })

  it('in what is checkpointed', async () => {
    expect(await grad(checkpoint(total))(scalar(1)).item()).toBeCloseTo(slope, 12)
    expect(await grad(grad(checkpoint(total)))(scalar(1)).item()).toBeCloseTo(slope, 12)
  })

  it('in a loop', async () => {
    const f = (a: Scalar) => scan((c: Scalar, x: Scalar) => [add(c, mul(x, total(c))), null] as const, a, xs)[0]
    const [, pushed] = jvp(f, [scalar(0.7)], [scalar(1)])
    expect(await grad(f)(scalar(0.7)).item()).toBeCloseTo(await pushed.item(), 12)
  })
})

describe('a loop that forgets what it carried', () => {
  beforeAll(() => acquire({ backend: 'reference' }))

  it('moves with what it was given last, and with what it began with if it never ran', async () => {
    const f = (a: Scalar, length: number) => scan(() => [sin(a), null] as const, square(a), null, { length })[0]
    // The derivative of the way back: in the point, and in the cotangent.
    for (const { length, second, first } of [
      { length: 0, second: 2, first: 1 },
      { length: 2, second: -Math.sin(0.5), first: Math.cos(0.5) },
    ]) {
      const pulled = (a: Scalar, u: Scalar) => vjp((b: Scalar) => f(b, length), a)[1](u)[0]
      const moved = (da: number, du: number) => jvp(pulled, [scalar(0.5), scalar(1)], [scalar(da), scalar(du)])[1].item()
      expect(await moved(1, 0)).toBeCloseTo(second, 12)
      expect(await moved(0, 1)).toBeCloseTo(first, 12)
    }
  })
})

describe.each(compiling)('20,000 operations on %s', (backend) => {
  beforeAll(() => acquire({ backend }))

  const size = 20_000
  const chain = (x: Tensor<[2]>): Tensor<[2]> => {
    let y = x
    for (let i = 0; i < size / 2; i++) y = add(mul(y, 0.5), x)
    return y
  }
  // y = y / 2 + x comes to 2 x.
  const x = tensor([1, 2])

  it('do not overflow the stack: pending, compiled, differentiated, mapped, checkpointed, or as the body of a loop', async () => {
    expect([...(await chain(x).data())]).toEqual([2, 4])
    expect([...(await jit(grad((y: Tensor<[2]>) => sum(chain(y))))(x).data())]).toEqual([2, 2])
    expect([
      ...(await vmap(chain, { in: 1, out: 1 })(
        tensor([
          [1, 3],
          [2, 4],
        ]),
      ).data()),
    ]).toEqual([2, 6, 4, 8])
    expect([...(await grad((y: Tensor<[2]>) => sum(checkpoint(chain)(y)))(x).data())]).toEqual([2, 2])
    const looped = (y: Tensor<[2]>) => scan((c: Tensor<[2]>) => [chain(c), null] as const, y, null, { length: 2 })[0]
    expect([...(await looped(x).data())]).toEqual([4, 8])
    expect([...(await grad((y: Tensor<[2]>) => sum(looped(y)))(x).data())]).toEqual([4, 4])
  }, 120_000)
})
