import { inspect } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { acquire, add, arange, astype, jit, reshape, type Tensor, tensor, zeros } from '../../src/index.js'

beforeAll(() => acquire({ backend: 'reference' }))

describe('a tensor is printed', () => {
  it('with its type and its elements, one row below the other', () => {
    expect(String(tensor([1, 2.5, -3]))).toBe('Tensor f32[3] [1, 2.5, -3]')
    expect(
      String(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toBe('Tensor f32[2, 2]\n[[1, 2],\n [3, 4]]')
    expect(
      String(
        tensor([
          [[1], [2]],
          [[3], [4]],
        ]),
      ),
    ).toBe('Tensor f32[2, 2, 1]\n[[[1],\n  [2]],\n [[3],\n  [4]]]')
  })

  it('to six digits in f32, eight in f64, whole in whole numbers', () => {
    expect(String(tensor([1 / 3, 1e5 / 3, 1e-20 / 3, 1e30, 12345678]))).toBe(
      'Tensor f32[5] [0.333333, 33333.3, 3.33333e-21, 1e+30, 12345678]',
    )
    expect(String(tensor([1 / 3], { dtype: 'f64' }))).toBe('Tensor f64[1] [0.33333333]')
    expect(String(tensor([2147483647, -7], { dtype: 'i32' }))).toBe('Tensor i32[2] [2147483647, -7]')
    expect(String(tensor([4294967295], { dtype: 'u32' }))).toBe('Tensor u32[1] [4294967295]')
  })

  it('with truth values as words, and what is no finite number as it is', () => {
    expect(String(tensor([true, false]))).toBe('Tensor bool[2] [true, false]')
    expect(String(tensor([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0]))).toBe(
      'Tensor f32[5] [NaN, Infinity, -Infinity, -0, 0]',
    )
  })

  it('of rank 0 as a number, empty as brackets', () => {
    expect(String(tensor(5))).toBe('Tensor f32[] 5')
    expect(String(tensor([]))).toBe('Tensor f32[0] []')
    expect(String(tensor(new Float32Array(0), { shape: [2, 0] }))).toBe('Tensor f32[2, 0]\n[[],\n []]')
    expect(String(tensor(new Float32Array(0), { shape: [0, 2] }))).toBe('Tensor f32[0, 2] []')
  })

  it('whole up to 1,000 elements, and cut to three at each end of each axis above, as NumPy cuts', () => {
    const whole = String(tensor(Float32Array.from({ length: 1000 }, (_, i) => i)))
    expect(whole).not.toContain('...')
    expect(whole).toContain('499, 500')
    expect(String(tensor(Float32Array.from({ length: 1001 }, (_, i) => i)))).toBe('Tensor f32[1001] [0, 1, 2, ..., 998, 999, 1000]')
    expect(
      String(
        tensor(
          Int32Array.from({ length: 2000 }, (_, i) => i),
          { shape: [2, 1000] },
        ),
      ),
    ).toBe('Tensor i32[2, 1000]\n[[0, 1, 2, ..., 997, 998, 999],\n [1000, 1001, 1002, ..., 1997, 1998, 1999]]')
    expect(
      String(
        tensor(
          Int32Array.from({ length: 1400 }, (_, i) => i),
          { shape: [200, 7] },
        ),
      ).split('\n'),
    ).toEqual([
      'Tensor i32[200, 7]',
      '[[0, 1, 2, ..., 4, 5, 6],',
      ' [7, 8, 9, ..., 11, 12, 13],',
      ' [14, 15, 16, ..., 18, 19, 20],',
      ' ...,',
      ' [1379, 1380, 1381, ..., 1383, 1384, 1385],',
      ' [1386, 1387, 1388, ..., 1390, 1391, 1392],',
      ' [1393, 1394, 1395, ..., 1397, 1398, 1399]]',
    ])
    // An axis of six is never cut.
    expect(
      String(
        tensor(
          Int32Array.from({ length: 1200 }, (_, i) => i),
          { shape: [200, 6] },
        ),
      ).split('\n')[1],
    ).toBe('[[0, 1, 2, 3, 4, 5],')
  })

  it('without elements while they are not known, and says what to do', async () => {
    const x = add(tensor([1, 2]), 1)
    expect(String(x)).toBe('Tensor f32[2] (not computed yet; await data() runs it)')
    await x.data()
    expect(String(x)).toBe('Tensor f32[2] [2, 3]')
    const onDevice = jit((y: Tensor<[2]>) => add(y, 1))(tensor([1, 2]))
    expect(String(onDevice)).toBe('Tensor f32[2] (on the device; await data() to read it)')
    const large = add(zeros([2000]), 1)
    await large.data()
    expect(String(large)).toBe('Tensor f32[2000] (on the device; await data() to read it)')
  })

  it('inside a trace and after it is gone as what it is', () => {
    let seen = ''
    jit((x: Tensor<[2]>) => {
      seen = String(x)
      return x
    })(tensor([1, 2]))
    expect(seen).toBe('Tensor f32[2] (an argument of a function being traced)')
    const gone = tensor([1])
    gone.dispose()
    expect(String(gone)).toBe('Tensor f32[1] (disposed)')
  })

  it('alike by console.log', () => {
    expect(inspect({ x: tensor([1, 2]) })).toContain('Tensor f32[2] [1, 2]')
  })
})

describe('elements are read', () => {
  it('as a typed array of the dtype, which is a copy', async () => {
    const x = tensor([1, 2, 3])
    const first = await x.data()
    first[0] = 100
    expect([...(await x.data())]).toEqual([1, 2, 3])
    const computed = add(x, 1)
    const again = await computed.data()
    again[0] = 100
    expect([...(await computed.data())]).toEqual([2, 3, 4])
    expect(await tensor([1], { dtype: 'i32' }).data()).toBeInstanceOf(Int32Array)
    expect(await tensor([1], { dtype: 'u32' }).data()).toBeInstanceOf(Uint32Array)
    expect(await tensor([true]).data()).toBeInstanceOf(Uint8Array)
    expect(await tensor([1], { dtype: 'f64' }).data()).toBeInstanceOf(Float64Array)
    expect(await add(tensor([1], { dtype: 'f64' }), 1).data()).toBeInstanceOf(Float64Array)
    expect(await astype(tensor([2, 0]), 'bool').data()).toEqual(Uint8Array.of(1, 0))
  })

  it('as a number, at rank 0', async () => {
    expect(await tensor(2.5).item()).toBe(2.5)
    expect(await add(tensor(2), 3).item()).toBe(5)
    expect(await tensor(true).item()).toBe(1)
    expect(await astype(tensor(-7), 'i32').item()).toBe(-7)
  })

  it('as nested arrays, a level for each dimension', async () => {
    expect(await reshape(arange(6), [2, 3]).toArray()).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ])
    expect(await reshape(arange(4), [2, 1, 2]).toArray()).toEqual([[[0, 1]], [[2, 3]]])
    expect(await tensor(5).toArray()).toBe(5)
    expect(await zeros([0]).toArray()).toEqual([])
    expect(await zeros([2, 0]).toArray()).toEqual([[], []])
    expect(await zeros([0, 2]).toArray()).toEqual([])
  })

  it('with what is known beforehand: shape, dtype, rank and size', () => {
    const x = zeros([2, 0, 3], { dtype: 'i32' })
    expect([x.shape, x.dtype, x.rank, x.size]).toEqual([[2, 0, 3], 'i32', 3, 0])
    expect([tensor(1).shape, tensor(1).rank, tensor(1).size]).toEqual([[], 0, 1])
  })
})
