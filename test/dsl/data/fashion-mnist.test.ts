import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DataError } from '../../../dsl/data/error.js'
import { fashionMnist as fashionByUrl } from '../../../dsl/data/fashion-mnist.js'
import { fashionMnist } from '../../../node/fashion-mnist.js'

const file = (shape: readonly number[], bytes: number): Uint8Array =>
  Uint8Array.of(0, 0, 8, shape.length, ...shape.flatMap((n) => [0, 0, n >> 8, n & 255]), ...new Uint8Array(bytes).fill(51))

describe('fashionMnist', () => {
  let directory = ''
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'typegrad-fashion-'))
  })
  afterAll(() => rm(directory, { recursive: true }))

  const write = async (ending: string, packed: (bytes: Uint8Array) => Uint8Array) => {
    for (const part of ['train', 't10k']) {
      await writeFile(join(directory, `${part}-images-idx3-ubyte${ending}`), packed(file([3, 28, 28], 3 * 784)))
      await writeFile(join(directory, `${part}-labels-idx1-ubyte${ending}`), packed(file([3], 3)))
    }
  }

  it('reads the files as they are published, compressed', async () => {
    await write('.gz', (bytes) => gzipSync(bytes))
    const { test, train } = await fashionMnist({ directory })
    expect([train.size, test.size]).toEqual([3, 3])
    const { x, y } = train.take([1])
    expect(Math.abs((await x.data()).reduce((sum, n) => sum + n, 0) - 784 * 0.2)).toBeLessThan(1e-3)
    expect([...(await y.data())]).toEqual([51])
  })

  it('says so of one that is damaged', async () => {
    await write('.gz', (bytes) => gzipSync(bytes).subarray(0, 40))
    await expect(fashionMnist({ directory })).rejects.toThrow(DataError)
    await expect(fashionMnist({ directory })).rejects.toThrow(
      /^fashionMnist: .*-ubyte is not there; and .*-ubyte\.gz is compressed with gzip and damaged: /,
    )
  })

  it('reads them unpacked', async () => {
    await write('', (bytes) => bytes)
    expect((await fashionMnist({ directory })).test.size).toBe(3)
  })

  it('says where to get them', async () => {
    await expect(fashionMnist({ directory: join(directory, 'nowhere') })).rejects.toThrow(
      /nowhere.(train|t10k)-(images-idx3|labels-idx1)-ubyte is not there; and .*nowhere.*-ubyte\.gz is not there; .*apt-get install dataset-fashion-mnist.*zalandoresearch/,
    )
    await expect(fashionByUrl()).rejects.toThrow(/^fashionMnist: only Node looks .*fashionMnist\(\{ directory: '\/fashion' \}\)$/)
  })

  it.runIf(existsSync('/usr/share/datasets/fashion-mnist'))('finds the 70,000 pictures of Debian', async () => {
    const { test, train } = await fashionMnist()
    expect([train.size, test.size]).toEqual([60_000, 10_000])
    expect([...train.columns.y.values.subarray(0, 6)]).toEqual([9, 0, 0, 3, 0, 2])
    expect([...test.columns.y.values.subarray(0, 6)]).toEqual([9, 2, 1, 1, 6, 1])
  })
})
