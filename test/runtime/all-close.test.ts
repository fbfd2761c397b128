import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acquire, add, allClose, DTypeMismatch, InvalidArgument, jit, ShapeMismatch, type Tensor, tensor } from '../../src/index.js'
import { backends } from '../support/targets.js'

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number

describe.each(backends)('allClose on %s', (backend) => {
  beforeAll(() => acquire({ backend }))
  afterAll(() => acquire({ backend: 'reference' }))

  it.each([
    [[1, 2], [1, 2], true],
    [[1, 2], [1, 2.1], false],
    [[1e10, 1e-7], [1.00001e10, 1e-8], false],
    [[1e10, 1e-8], [1.000009e10, 1e-9], true],
    [[1], [1.0000105], false],
    [[nan], [nan], false],
    [[infinity, -infinity], [infinity, -infinity], true],
    [[infinity], [-infinity], false],
    [[1], [infinity], false],
    [[infinity], [1], false],
    [[], [], true],
  ] as const)('%j and %j: %s, as NumPy says', async (a, b, close) => {
    expect(await allClose(tensor([...a]), tensor([...b]))).toBe(close)
  })

  it('takes other tolerances, and NaN for NaN if asked to', async () => {
    expect(await allClose(tensor([1]), tensor([1.1]), { atol: 0.11 })).toBe(true)
    expect(await allClose(tensor([1]), tensor([1.1]), { rtol: 0.05 })).toBe(false)
    expect(await allClose(tensor([1]), tensor([1.0000001]), { rtol: 0, atol: 0 })).toBe(false)
    expect(await allClose(tensor([nan, 1]), tensor([nan, 1]), { equalNaN: true })).toBe(true)
    expect(await allClose(tensor([nan, 1]), tensor([1, nan]), { equalNaN: true })).toBe(false)
    await expect(allClose(1, 1, { rtol: -1 })).rejects.toThrow(
      new InvalidArgument('allClose: tolerances are not below 0, got rtol -1 and atol 1e-8'),
    )
    await expect(allClose(1, 1, { atol: nan })).rejects.toThrow(InvalidArgument)
  })

  it('takes what is pending, on the device, a number, whole numbers and truth values, and stretches', async () => {
    const x = tensor([[1, 2], [3, 4]]) // biome-ignore format: one line
    expect(await allClose(add(x, 1), jit((y: Tensor<[2, 2]>) => add(y, 1))(x))).toBe(true)
    expect(await allClose(tensor([5, 5]), 5)).toBe(true)
    expect(await allClose(5, tensor([5, 6]))).toBe(false)
    expect(await allClose(x, tensor([1, 2]))).toBe(false)
    expect(await allClose(tensor([[1, 2], [1, 2]]), tensor([1, 2]))).toBe(true) // biome-ignore format: one line
    expect(await allClose(tensor([2 ** 31 - 1], { dtype: 'i32' }), tensor([2 ** 31 - 2], { dtype: 'i32' }), { rtol: 0 })).toBe(false)
    expect(await allClose(tensor([true, false]), tensor([true, true]))).toBe(false)
  })

  it('refuses what does not fit, in the compiler too', async () => {
    // @ts-expect-error the compiler says the same
    await expect(allClose(tensor([1, 2]), tensor([1, 2, 3]))).rejects.toThrow(ShapeMismatch)
    // @ts-expect-error the compiler says the same
    await expect(allClose(tensor([1]), tensor([1], { dtype: 'i32' }))).rejects.toThrow(DTypeMismatch)
  })
})
