import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeEach, describe, expect, it } from 'vitest'
import { acquire, add, type Device, jit, nextTask, type Tensor, tensor } from '../../src/index.js'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

let device: Device
beforeEach(async () => {
  device = await acquire({ backend: 'reference' })
})

const MiB = 2 ** 20
/** A MiB, in f64. */
const size = MiB / 8
const step = jit((x: Tensor<[number]>) => add(x, 1))
const start = (): Tensor<[number]> => tensor(new Float32Array(size)) as Tensor<[number]> // one axis
const held = () => process.memoryUsage().arrayBuffers / MiB

/** Until what was collected is given back. */
const settled = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) {
    collect()
    await nextTask()
  }
}

describe('a loop on the reference backend that lets tensors go', () => {
  it('is given their memory back while it does nothing but read', async () => {
    await settled()
    const before = device.memory().liveBytes
    let most = 0
    let x = start()
    for (let i = 0; i < 200; i++) {
      x = step(x)
      await x.data()
      if (i % 10 === 0) collect() // as the engine would, sooner or later
      most = Math.max(most, device.memory().liveBytes - before)
    }
    expect(most / MiB).toBeLessThan(40)
    await settled()
    expect(device.memory().liveBytes - before).toBe(x.size * 8)
    x.dispose()
  })

  it('does not even keep their arrays while it waits for nothing', async () => {
    await settled()
    const before = held()
    let x = start()
    for (let i = 0; i < 100; i++) x = step(x)
    // Engines free arrays beside the program, after they have collected; a second time waits for the first.
    collect()
    collect()
    expect(held() - before).toBeLessThan(10)
    x.dispose()
    await settled()
  })
})

it('a later task comes after all that waits in this one', async () => {
  const order: string[] = []
  const chain = async () => {
    for (let i = 0; i < 100; i++) await undefined
    order.push('microtasks')
  }
  void chain()
  await nextTask()
  order.push('task')
  expect(order).toEqual(['microtasks', 'task'])
})
