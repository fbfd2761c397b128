import { afterAll, describe, expect, it } from 'vitest'
import { cpuBackend } from '../../../src/backends/cpu/cpu.js'
import { createCrew } from '../../../src/backends/cpu/create-crew.js'
import * as t from '../../../src/index.js'
import { type AnyTensor, tensor } from '../../../src/index.js'
import { BackendDevice } from '../../../src/runtime/device.js'
import { setCurrentDevice } from '../../../src/tensor/device.js'

afterAll(() => t.acquire({ backend: 'reference' }))

const use = (threads: number) => setCurrentDevice(new BackendDevice(cpuBackend(createCrew({ threads }))))

const [rows, columns] = [300, 130]
const drawn = () =>
  tensor(
    Float32Array.from({ length: rows * columns }, (_, i) => ((i * 7919) % 1013) / 200 - 2.5),
    { shape: [rows, columns] },
  )

/** How many kernels there are, and how many follow the one before. */
const following = (f: (x: AnyTensor) => AnyTensor): readonly [kernels: number, follow: number] => {
  const { code, counts } = t.inspect(f)(drawn())
  return [counts.dispatches, code.split('after the same task of the kernel before').length - 1]
}

const alongRows = { axis: 1, keepDims: true } as const

const functions: Readonly<Record<string, { readonly f: (x: AnyTensor) => AnyTensor; readonly kernels: readonly [number, number] }>> = {
  // Maximum, exponentials, sum, quotient: a row needs its own row alone.
  softmax: { f: (x) => t.softmax(x), kernels: [4, 3] },
  'layer norm': {
    f: (x) => t.div(t.sub(x, t.mean(x, alongRows)), t.sqrt(t.add(t.mean(t.square(t.sub(x, t.mean(x, alongRows))), alongRows), 1e-5))),
    kernels: [3, 2],
  },
  // Rows that are turned round need others.
  'rows in another order': {
    f: (x) => {
      const y = t.softmax(x)
      return t.add(y, t.exp(t.flip(y, 0)))
    },
    kernels: [4, 2],
  },
  // Columns are folded from all rows.
  'a sum of columns': { f: (x) => t.sub(t.softmax(x), t.sum(t.softmax(x), { axis: 0, keepDims: true })), kernels: [5, 2] },
}

describe('kernels that follow each other task by task', () => {
  it.each(Object.entries(functions))('%s', async (_, { f, kernels }) => {
    await t.acquire({ backend: 'reference' })
    const expected = await f(drawn()).data()
    const results: Float32Array[] = []
    for (const threads of [1, 2, 3]) {
      use(threads)
      expect(following(f)).toEqual(kernels)
      results.push((await t.jit(f)(drawn()).data()) as Float32Array)
    }
    const [one = new Float32Array()] = results
    one.forEach((x, i) => {
      expect(Math.abs(x - (expected[i] ?? Number.NaN))).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(x)))
    })
    for (const other of results) expect(other).toEqual(one)
  })
})
