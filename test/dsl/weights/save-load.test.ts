import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import {
  adam,
  batchNorm,
  CheckpointError,
  dense,
  init,
  load as loadInBrowser,
  relu,
  save as saveInBrowser,
  sequential,
  toSafetensors,
  trainState,
  type VariablesOf,
} from '../../../dsl/index.js'
import { load, save } from '../../../node/weights.js'
import { type AnyTensor, acquire, key, tensor, tree, zeros } from '../../../src/index.js'

let folder = ''
beforeAll(async () => {
  await acquire({ backend: 'cpu' })
  folder = await mkdtemp(join(tmpdir(), 'typegrad-'))
})
afterAll(() => rm(folder, { recursive: true }))

const model = sequential([4], dense(3), batchNorm(), relu, dense(2))
const other = sequential([4], dense(5), relu)
const numbers = async (trees: unknown): Promise<number[][]> => Promise.all(tree.leaves(trees).map(async (leaf) => [...(await leaf.data())]))

const sentenceOf = async (promise: Promise<unknown>): Promise<string> => {
  const error: unknown = await promise.catch((thrown: unknown) => thrown)
  if (!(error instanceof CheckpointError)) throw new Error('a CheckpointError is what it should be', { cause: error })
  return error.message
}

describe('save and load', () => {
  it('give variables back, by paths, URLs, streams, responses, blobs, bytes and stores', async () => {
    const variables = init(model, key(1))
    const path = join(folder, 'weights.safetensors')
    await save(variables, path)
    const bytes = new Uint8Array(await readFile(path))
    expect(bytes).toEqual(await toSafetensors(variables))
    const server = createServer((_, response) => response.end(bytes)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/weights.safetensors` // it listens to a port
    const sources = {
      path,
      'file URL': pathToFileURL(path),
      URL: new URL(url),
      response: await fetch(url),
      blob: new Blob([bytes]),
      stream: new Blob([bytes]).stream(),
      bytes,
      buffer: bytes.buffer,
      store: { read: async () => bytes },
      handle: { getFile: async () => new Blob([bytes]) },
    }
    const wanted = await numbers(variables)
    for (const [name, source] of Object.entries(sources)) expect(await numbers(await load(model, source)), name).toEqual(wanted)
    expect(await numbers(await loadInBrowser(model, url))).toEqual(wanted)
    server.close()
    expectTypeOf(load(model, bytes)).resolves.toEqualTypeOf<VariablesOf<typeof model>>()
  })

  it('name parameters by their place, and state under state', async () => {
    const file = await toSafetensors(init(model, key(0)))
    const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + Number(new DataView(file.buffer).getBigUint64(0, true)))))
    expect(Object.keys(header).sort()).toEqual(
      ['0/bias', '0/kernel', '1/offset', '1/scale', '3/bias', '3/kernel', '__metadata__', 'state/1/mean', 'state/1/variance'].sort(),
    )
  })

  it('keep every dtype and shape, bit by bit', async () => {
    const values = {
      f: tensor([Number.NaN, -0, Infinity, 1e-45, 0.1]),
      i: tensor([[-(2 ** 31), 2 ** 31 - 1]], { dtype: 'i32' }),
      u: tensor([2 ** 32 - 1], { dtype: 'u32' }),
      b: [tensor([true, false, true])],
      none: zeros([0, 3]),
      one: tensor(2.5),
    }
    const back = await load(values, await toSafetensors(values))
    expectTypeOf(back).toEqualTypeOf<typeof values>()
    const typed = (trees: object): string[] => tree.leaves(trees).map(({ dtype, shape }) => `${dtype} ${shape}`)
    expect(typed(back)).toEqual(typed(values))
    const bits = async (trees: object) => Promise.all(tree.leaves(trees).map(async (leaf) => new Uint8Array((await leaf.data()).buffer)))
    expect(await bits(back)).toEqual(await bits(values))
  })

  it('give back any tree of any shapes', () =>
    fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 }), { maxKeys: 5 }),
        async (shapes) => {
          const values = Object.fromEntries(
            Object.entries(shapes).map(([name, shape], i): [string, AnyTensor] => [name, zeros(shape, { dtype: i % 2 ? 'i32' : 'f32' })]),
          )
          const back = await load(values, await toSafetensors(values))
          expect(tree.leaves(back).map(({ type }) => ({ ...type }))).toEqual(tree.leaves(values).map(({ type }) => ({ ...type })))
        },
      ),
      { numRuns: 50 },
    ))

  it('keep what an optimiser remembers', async () => {
    const state = trainState(model, { optimizer: adam(), key: key(3) })
    const back = await load(state, await toSafetensors(state))
    expect(await numbers(back)).toEqual(await numbers(state))
  })

  it('say what of a file does not fit, before anything is made', async () => {
    const file = await toSafetensors(init(model, key(0)))
    expect(await sentenceOf(load(other, file))).toBe('load: the tensor "0/bias" is f32 [3] in the file, and f32 [5] in the model')
    const larger = sequential([4], dense(3), batchNorm(), relu, dense(2), dense(7))
    expect(await sentenceOf(load(larger, file))).toMatch(
      /^load: the file has no tensor "4\/bias", f32 \[7\], of dense\(7\); it has "0\/bias", .* and 2 more$/,
    )
    const smaller = sequential([4], dense(3), batchNorm())
    expect(await sentenceOf(load(smaller, file))).toMatch(/^load: the file has "3\/bias", "3\/kernel", which the model has no place for/)
    expect(await numbers((await load(smaller, file, { unused: 'ignore' })).params)).toHaveLength(4)
    expect(await sentenceOf(load({ a: zeros([2], { dtype: 'i32' }) }, await toSafetensors({ a: zeros([2]) })))).toBe(
      'load: the tensor "a" is f32 [2] in the file, and i32 [2] in the model',
    )
    expect(await sentenceOf(load(model, join(folder, 'nothing')))).toMatch(/^load: cannot read .*nothing: ENOENT/)
    expect(await sentenceOf(load(model, file.subarray(0, 50)))).toMatch(/^safetensors: the file is truncated/)
    expect(await sentenceOf(save({ 'a.b': zeros([1]), a: { b: zeros([1]) } }, join(folder, 'twice')))).toMatch(
      /^save: two tensors of the tree stand at a\/b/,
    )
  })

  it('take part of a file, by other names, and the rest from elsewhere', async () => {
    const from = init(sequential([4], dense(3)), key(5))
    const file = await toSafetensors({ encoder: { weight: from.params[0].kernel, shift: from.params[0].bias } })
    const fresh = init(model, key(6))
    const names: Readonly<Record<string, string>> = { '0/kernel': 'encoder/weight', '0/bias': 'encoder/shift' }
    const loaded = await load(model, file, { rename: (name) => names[name], missing: fresh })
    expect(await numbers(loaded.params[0])).toEqual(await numbers(from.params[0]))
    expect(await numbers(loaded.params.slice(1))).toEqual(await numbers(fresh.params.slice(1)))
  })

  it('take nothing from elsewhere that does not fit', async () => {
    const file = await toSafetensors([])
    expect(await sentenceOf(load({ w: zeros([2]) }, file, { missing: { w: zeros([3]) } as never }))).toBe(
      'load: the tensor "w" is f32 [3] in missing, and f32 [2] in the model',
    )
  })

  it('turn axes round', async () => {
    const file = await toSafetensors({
      w: tensor([
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
      ]),
    })
    const { w } = await load({ w: zeros([3, 1, 2]) }, file, { rename: (name) => ({ name, axes: [2, 0, 1] }) })
    expect(await w.toArray()).toEqual([[[1, 4]], [[2, 5]], [[3, 6]]])
    expect(await sentenceOf(load({ w: zeros([3, 1, 2]) }, file, { rename: (name) => ({ name, axes: [2, 2, 1] }) }))).toBe(
      'load: axes [2, 2, 1] are no order of the axes of "w", which is f32 [1, 2, 3]',
    )
  })

  it('tell how far they are', async () => {
    const file = await toSafetensors(init(model, key(0)))
    const told: number[] = []
    const pieces = async function* () {
      for (let at = 0; at < file.length; at += 100) yield file.subarray(at, at + 100)
    }
    await load(model, pieces(), { progress: ({ loaded }) => told.push(loaded) })
    expect(told).toEqual(Array.from({ length: Math.ceil(file.length / 100) }, (_, i) => Math.min(100 * (i + 1), file.length)))
    // What comes at once is told of once: bytes, a file's path, a store.
    const path = join(folder, 'told.safetensors')
    await save(init(model, key(0)), path)
    for (const source of [file, path, new Blob([new Uint8Array(file)]), { read: () => Promise.resolve(file) }]) {
      const once: unknown[] = []
      await load(model, source, { progress: (progress) => once.push(progress) })
      expect(once).toEqual([{ loaded: file.length, total: file.length }])
    }
    // A download that is broken off is not gone on with.
    let cancelled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (stream) => stream.enqueue(new Uint8Array(4)),
      cancel: () => void cancelled++,
    })
    const broken = load(
      model,
      { getReader: () => endless.getReader() },
      {
        progress: () => {
          throw new Error('enough')
        },
      },
    )
    await expect(broken).rejects.toThrow('enough')
    expect(cancelled).toBe(1)
  })
})

describe('what is wrong', () => {
  it('is told with the name of the file', async () => {
    const path = join(folder, 'short.safetensors')
    await save({ a: tensor([1, 2]), b: tensor([3, 4]) }, path, { shardSize: 8 })
    const [first = '', index = ''] = ['short-00001-of-00002.safetensors', 'short.safetensors.index.json'].map((name) => join(folder, name))
    const cut = (await readFile(first)).subarray(0, -1)
    await writeFile(first, cut)
    const truncated = 'safetensors: WHERE: the file is truncated: its tensors end 8 bytes behind the header, the file after 7'
    expect(await sentenceOf(load({ a: zeros([2]) }, first))).toBe(truncated.replace('WHERE', first))
    expect(await sentenceOf(load({ a: zeros([2]), b: zeros([2]) }, index))).toBe(truncated.replace('WHERE', first))
    expect(await sentenceOf(load({ a: zeros([2]) }, new File([new Uint8Array(cut)], 'picked')))).toBe(truncated.replace('WHERE', 'picked'))
    expect(await sentenceOf(load({ a: zeros([2]) }, cut))).toBe(truncated.replace('WHERE: ', ''))
  })

  it('is a model in the place of its variables, or something else in that of a model', async () => {
    const path = join(folder, 'none.safetensors')
    for (const written of [save(model as never, path), toSafetensors(model as never)])
      await expect(written).rejects.toThrow(/: the first argument is tensors in a tree, .*; a model holds none; pass what init or fit gave/)
    expect(await readdir(folder)).not.toContain('none.safetensors')
    const file = await toSafetensors(init(model, key(0)))
    await expect(load(5 as never, file)).rejects.toThrow(
      'load: the first argument is a model, or a tree of tensors like the one that was saved; got 5',
    )
  })

  it('is an option of another kind', async () => {
    const file = await toSafetensors({ a: zeros([1]) })
    await expect(load({ a: zeros([1]) }, file, { progress: 5 as never })).rejects.toThrow('load: progress is a function; got 5')
    await expect(load({ a: zeros([1]) }, file, { rename: () => 5 as never })).rejects.toThrow(
      'load: what rename gives for "a" is a name, { name, axes }, { names, make } or nothing; got 5',
    )
    await expect(toSafetensors({ a: zeros([1]) }, { metadata: { a: 5 as never } })).rejects.toThrow(
      'toSafetensors: the metadata a is a text; got 5',
    )
  })
})

describe('files', () => {
  it('are written whole or not at all', async () => {
    const path = join(folder, 'kept.safetensors')
    await save({ a: tensor([1]) }, path)
    await rm(join(folder, 'gone'), { force: true })
    expect(await sentenceOf(save({ a: tensor([2]) }, join(folder, 'gone', 'a.safetensors')))).toMatch(/^save: cannot write .*gone/)
    // A write that is cut short has a name of its own.
    await writeFile(`${path}.1-0.partial`, 'half')
    expect(await (await load({ a: zeros([1]) }, path)).a.toArray()).toEqual([1])
    await save({ a: tensor([3]) }, path)
    expect(await (await load({ a: zeros([1]) }, path)).a.toArray()).toEqual([3])
    expect((await readdir(folder)).filter((name) => name.includes('partial'))).toEqual(['kept.safetensors.1-0.partial'])
  })

  it('are several where they would be large, with an index', async () => {
    const values = { a: tensor([1, 2, 3]), b: tensor([4, 5]), c: tensor([6]) }
    const path = join(folder, 'large.safetensors')
    await save(values, path, { shardSize: 12, metadata: { made: 'here' } })
    const files = (await readdir(folder)).filter((name) => name.startsWith('large'))
    expect(files.sort()).toEqual(['large-00001-of-00002.safetensors', 'large-00002-of-00002.safetensors', 'large.safetensors.index.json'])
    const index = JSON.parse(await readFile(join(folder, 'large.safetensors.index.json'), 'utf8'))
    expect(index).toEqual({
      metadata: { made: 'here', total_size: 24 },
      weight_map: { a: files[0], b: files[1], c: files[1] },
    })
    expect(await numbers(await load(values, join(folder, 'large.safetensors.index.json')))).toEqual([[1, 2, 3], [4, 5], [6]])
    await writeFile(join(folder, 'evil.json'), JSON.stringify({ weight_map: { a: '../large-00001-of-00002.safetensors' } }))
    expect(await sentenceOf(load(values, join(folder, 'evil.json')))).toMatch(/is no name of a file beside it$/)
  })

  it('go to streams, handles and stores', async () => {
    const values = { a: tensor([1, 2]) }
    const parts: Uint8Array[] = []
    await saveInBrowser(values, new WritableStream<Uint8Array>({ write: (part) => void parts.push(part) }))
    const kept: Uint8Array[] = []
    await saveInBrowser(values, { write: async (bytes) => kept.push(bytes) })
    const handed: Uint8Array[] = []
    const handle = {
      createWritable: async () => ({
        write: async (bytes: Uint8Array) => handed.push(bytes),
        close: async () => undefined,
      }),
    }
    await saveInBrowser(values, handle)
    expect(parts).toEqual(kept)
    expect(handed).toEqual(kept)
    expect(await numbers(await load(values, kept[0] ?? new Uint8Array()))).toEqual([[1, 2]])
    const undone: unknown[] = []
    const full = {
      write: () => Promise.reject(new Error('full')),
      close: async () => undefined,
      abort: async (reason: unknown) => undone.push(reason),
    }
    await expect(saveInBrowser(values, { createWritable: async () => full })).rejects.toThrow('full')
    await expect(saveInBrowser(values, { getWriter: () => full })).rejects.toThrow('full')
    expect(undone).toEqual([new Error('full'), new Error('full')])
    await expect(saveInBrowser(values, 'a.safetensors')).rejects.toThrow('save: there is no page to download a.safetensors from')
  })
})
