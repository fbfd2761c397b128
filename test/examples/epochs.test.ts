import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { epochsOf } from '../../examples/kit/epochs.js'
import { acquire, add, mul, type Tensor, tensor } from '../../src/index.js'

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
