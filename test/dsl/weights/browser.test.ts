import { afterEach, describe, expect, it, vi } from 'vitest'
import { CheckpointError, indexedDb, load, save } from '../../../dsl/index.js'
import { tensor, zeros } from '../../../src/index.js'

/** A request that is answered in a while. */
const answered = (result?: unknown) => {
  const request: { result: unknown; onsuccess?: () => void; onupgradeneeded?: () => void } = { result }
  setTimeout(() => {
    request.onupgradeneeded?.()
    request.onsuccess?.()
  })
  return request
}

/** As much of IndexedDB as one store of one database needs. */
const database = () => {
  const files = new Map<string, unknown>()
  const store = {
    get: (key: string) => answered(files.get(key)),
    put: (value: unknown, key: string) => answered(files.set(key, value)),
    delete: (key: string) => answered(files.delete(key)),
  }
  const transaction = () => {
    const made: { objectStore: () => typeof store; oncomplete?: () => void } = { objectStore: () => store }
    setTimeout(() => setTimeout(() => made.oncomplete?.()))
    return made
  }
  return { files, open: () => answered({ createObjectStore: () => undefined, close: () => undefined, transaction }) }
}

describe('indexedDb', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('keeps what is saved, until it is removed', async () => {
    const { files, ...page } = database()
    vi.stubGlobal('indexedDB', page)
    const [place, other] = [indexedDb('digits'), indexedDb('others')]
    await save({ a: tensor([1, 2]) }, place)
    await save({ a: tensor([3, 4]) }, other)
    expect(await (await load({ a: zeros([2]) }, place)).a.toArray()).toEqual([1, 2])
    await place.remove()
    await expect(load({ a: zeros([2]) }, place)).rejects.toThrow(new CheckpointError('indexedDb: nothing is kept under digits'))
    expect([...files.keys()]).toEqual(['others'])
    await place.remove() // where nothing is
  })
})
