import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { epochsOf } from '../../examples/kit/epochs.js'
import { acquire, add, jit, mul, type Tensor, tensor } from '../../src/index.js'

await acquire({ backend: 'cpu' })

it('a loop of epochs that is broken off goes on after its last whole one, to the same state', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'epochs-'))
  try {
    const loop = (checkpoints: string, stopAfter: number) => {
      const signal = { aborted: false }
      return epochsOf(
        { size: 'default', seed: 0, checkpoints, signal, log: () => undefined },
        'sum',
        4,
        { x: tensor([0.1, 0.2]) },
        async ({ x }: { readonly x: Tensor<[2]> }, epoch) => {
          if (epoch === stopAfter) signal.aborted = true
          return [{ x: add(mul(x, 1.1), epoch) }, epoch]
        },
      )
    }
    const whole = await loop(join(folder, 'whole'), 0)
    const half = await loop(join(folder, 'broken'), 2)
    expect(half.cut).toBe('after epoch 2 of 4')
    const rest = await loop(join(folder, 'broken'), 0)
    expect(await rest.state.x.data()).toEqual(await whole.state.x.data())
    expect(rest.history).toEqual([1, 2, 3, 4])
    expect(rest.cut).toBeUndefined()
    expect((await readdir(join(folder, 'broken'))).sort()).toEqual(['sum-4.safetensors', 'sum.json'])
  } finally {
    await rm(folder, { recursive: true })
  }
})

it('a loop that is broken off in the midst of an epoch has the state of the last whole one, also where that was donated', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'epochs-'))
  try {
    const step = jit(({ x }: { readonly x: Tensor<[2]> }) => ({ x: mul(x, 2) }), { donate: [0] })
    const loop = (name: string, brokenIn: number) =>
      epochsOf(
        { size: 'full', seed: 0, checkpoints: folder, signal: { aborted: false, reason: new Error('Ctrl-C') }, log: () => undefined },
        name,
        4,
        { x: tensor([1, 2]) },
        async (state: { readonly x: Tensor<[2]> }, epoch) => {
          const after = step(state)
          return epoch === brokenIn ? undefined : [after, epoch]
        },
      )
    const half = await loop('broken', 3)
    expect(half.cut).toBe('after epoch 2 of 4')
    expect(Array.from(await half.state.x.data())).toEqual([4, 8])
    const { state, history } = await loop('broken', 0)
    expect(Array.from(await state.x.data())).toEqual([16, 32])
    expect(history).toEqual([1, 2, 3, 4])
    await expect(loop('never', 1)).rejects.toThrow('Ctrl-C')
  } finally {
    await rm(folder, { recursive: true })
  }
})
