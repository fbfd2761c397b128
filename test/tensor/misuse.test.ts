import { afterAll, describe, expect, it } from 'vitest'
import {
  type AnyTensor,
  acquire,
  add,
  DeviceMismatch,
  DisposedTensor,
  grad,
  jit,
  mul,
  sum,
  type Tensor,
  TracedTensor,
  tensor,
  zeros,
} from '../../src/index.js'
import { backends } from '../support/targets.js'

afterAll(() => acquire({ backend: 'reference' }))

describe.each(backends)('on %s', (backend) => {
  const device = acquire({ backend })
  const disposed = (user: string, type = 'f32[2]') =>
    new DisposedTensor(`${user}: the tensor ${type} was disposed; a disposed tensor has no value`)
  const donated = (user: string, to: string, type = 'f32[2]') =>
    new DisposedTensor(`${user}: the tensor ${type} was donated to ${to}; use what that returned in its place`)

  /** Of every kind: given, computed, on the device. */
  const kinds = {
    given: async () => tensor([1, 2]) as AnyTensor,
    pending: async () => add(tensor([1, 2]), 1) as AnyTensor,
    read: async () => {
      const x = add(tensor([1, 2]), 1)
      await x.data()
      return x as AnyTensor
    },
    returned: async () => jit((x: Tensor<[2]>) => add(x, 1))(tensor([1, 2])) as AnyTensor,
  }

  it.each(Object.entries(kinds))('a disposed tensor, %s, is refused by whoever it is given to, and named', async (_, make) => {
    await acquire({ backend })
    const x = await make()
    x.dispose()
    x.dispose()
    await expect(x.data()).rejects.toThrow(disposed('data'))
    await expect(x.toArray()).rejects.toThrow(disposed('data'))
    expect(() => add(x, 1)).toThrow(disposed('add'))
    expect(() => sum(x)).toThrow(disposed('sum'))
    const double = jit((y: AnyTensor) => mul(y, 2))
    expect(() => double(x)).toThrow(disposed('a jitted function'))
    const named = jit(function triple(y: AnyTensor) {
      return mul(y, 3)
    })
    expect(() => named(x)).toThrow(disposed('triple'))
    expect(() => grad((y: AnyTensor) => sum(mul(y, y)))(x)).toThrow(disposed('multiply'))
    expect(() => jit((y: AnyTensor) => add(y, x))(zeros([2]))).toThrow(disposed('add'))
  })

  it('a pending tensor keeps what it rests on when that is disposed', async () => {
    await acquire({ backend })
    const x = tensor([1, 2])
    const y = add(x, 1)
    x.dispose()
    expect([...(await y.data())]).toEqual([2, 3])
    expect(() => add(x, 1)).toThrow(disposed('add'))
  })

  it('a tensor that has been computed does not need what it was computed from', async () => {
    await acquire({ backend })
    const x = tensor([1, 2])
    const y = add(x, 1)
    await y.data()
    x.dispose()
    expect([...(await y.data())]).toEqual([2, 3])
    expect([...(await add(y, 1).data())]).toEqual([3, 4])
  })

  it('`using` disposes at the end of the block', async () => {
    await acquire({ backend })
    let kept: AnyTensor
    {
      using x = add(tensor([1, 2]), 1)
      kept = x
      expect([...(await x.data())]).toEqual([2, 3])
    }
    await expect(kept.data()).rejects.toThrow(disposed('data'))
  })

  it('a donated tensor is refused afterwards, and the message says by whom it was taken', async () => {
    await acquire({ backend })
    const step = jit(
      function step(x: Tensor<[2]>, by: Tensor<[]>) {
        return add(x, by)
      },
      { donate: [0] },
    )
    const [x, by] = [tensor([1, 2]), tensor(10)]
    const y = step(x, by)
    expect(() => step(x, by)).toThrow(donated('step', 'step'))
    expect(() => add(x, 1)).toThrow(donated('add', 'step'))
    await expect(x.data()).rejects.toThrow(donated('data', 'step'))
    expect([...(await step(y, by).data())]).toEqual([21, 22])
    expect(await by.item()).toBe(10)
  })

  it('a donated tensor stands in one place only', async () => {
    await acquire({ backend })
    const step = jit((state: { readonly a: Tensor<[2]> }, x: Tensor<[2]>) => add(state.a, x), { donate: [0] })
    const a = tensor([1, 2])
    expect(() => step({ a }, a)).toThrow(
      new DisposedTensor('a jitted function: the donated argument[0].a is used in a second place too; pass a copy, or do not donate it'),
    )
    const closing = jit((x: Tensor<[2]>) => add(x, a), { donate: [0] })
    expect(() => closing(a)).toThrow(
      new DisposedTensor('a jitted function: the donated argument[0] is used in a second place too; pass a copy, or do not donate it'),
    )
    // Nothing was taken.
    expect([...(await a.data())]).toEqual([1, 2])
    expect([...(await closing(tensor([10, 20])).data())]).toEqual([11, 22])
  })

  it('a call that fails takes nothing', async () => {
    await acquire({ backend })
    const step = jit((x: Tensor<[2]>, y: Tensor<[2]>) => add(x, y), { donate: [0] })
    const [x, gone] = [tensor([1, 2]), tensor([1, 2])]
    gone.dispose()
    expect(() => step(x, gone)).toThrow(disposed('a jitted function'))
    expect([...(await step(x, tensor([1, 1])).data())]).toEqual([2, 3])
  })

  it('reading inside a function being traced explains itself', async () => {
    await acquire({ backend })
    const readings: Promise<unknown>[] = []
    const sentence = (type: string) =>
      new TracedTensor(`data: a ${type} inside a function being traced has no value yet; return it from the function and read the result`)
    const f = (x: Tensor<[2]>, n: Tensor<[], 'i32'>) => {
      readings.push(x.data(), sum(x).item(), n.toArray())
      return sum(x)
    }
    const settled = async () => {
      const results = await Promise.allSettled(readings.splice(0))
      return results.map((result) => (result.status === 'rejected' ? result.reason : 'read'))
    }
    const expected = ['f32[2]', 'f32[]', 'i32[]'].map(sentence)
    jit(f)(tensor([1, 2]), tensor(1, { dtype: 'i32' }))
    expect(await settled()).toEqual(expected)
    grad(f)(tensor([1, 2]), tensor(1, { dtype: 'i32' }))
    expect(await settled()).toEqual(expected)
    // What does not depend on an argument can be read.
    const c = tensor([5])
    jit((x: Tensor<[2]>) => {
      readings.push(add(c, 1).data())
      return x
    })(tensor([1, 2]))
    expect(await settled()).toEqual(['read'])
  })

  it('a placeholder that leaks out of its trace stays without a value', async () => {
    await acquire({ backend })
    let leaked: Tensor<[2]> | undefined
    jit((x: Tensor<[2]>) => {
      leaked = x
      return x
    })(tensor([1, 2]))
    if (!leaked) throw new Error('not traced')
    await expect(add(leaked, 1).data()).rejects.toThrow(TracedTensor)
  })

  it('says on which device a tensor lies that is used on another', async () => {
    const other = backend === 'reference' ? 'cpu' : 'reference'
    const far = await acquire({ backend: other })
    const there = jit((x: Tensor<[2]>) => add(x, 1))(tensor([1, 2]))
    await acquire({ backend })
    const here = jit((x: Tensor<[2]>) => add(x, 1))(tensor([1, 2]))
    const near = await device
    const sentence = `data: f32[2] lies on ${other} (${far.name}), not on ${near.backend} (${near.name}); read its data() and make it anew with tensor()`
    await expect(add(here, there).data()).rejects.toThrow(new DeviceMismatch(sentence))
    // What rests on one device alone runs there, whichever was acquired last.
    expect([...(await add(there, 1).data())]).toEqual([3, 4])
    expect([...(await there.data())]).toEqual([2, 3])
  })

  it('what has more than one element, or none, has no item', async () => {
    const item = (x: AnyTensor) => x.item()
    expect(await item(mul(tensor([[3]]), 2))).toBe(6)
    await expect(item(zeros([3]))).rejects.toThrow(
      'item: reads a tensor of one element, and f32[3] has 3; read data() or toArray(), or take one by slice(x, 0)',
    )
    await expect(item(zeros([0]))).rejects.toThrow('item: reads a tensor of one element, and f32[0] has 0')
  })
})
