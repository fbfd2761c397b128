import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  apply,
  dense,
  dropout,
  fit,
  fromArrays,
  init,
  type Model,
  meanSquaredError,
  sequential,
  sgd,
  type VariablesOf,
} from '../../dsl/index.js'
import { type AnyTensor, acquire, debug, foldIn, type Key, key, normal, ones, split, tree, uniform } from '../../src/index.js'

beforeAll(() => acquire({ backend: 'reference' }))
afterEach(() => debug.keyReuse(false))

const model = sequential([3], dense(4), dropout(0.5), dense(2))

/** Keys that a user makes of one: itself, and by small numbers, twice over. */
const usersKeys = (k: Key): Key[] => {
  const once = [k, ...split(k, 4), foldIn(k, 7)]
  return [...once, ...once.slice(1).flatMap((one) => split(one, 4))]
}
const text = async (x: AnyTensor): Promise<string> => String([...(await x.data())])

describe("what the library draws from a user's key", () => {
  it('is not what the user draws: first parameters', async () => {
    const kernel = async (k: Key): Promise<number[]> => [...(await init(model, k).params[0].kernel.data())]
    const own = await kernel(key(1))
    // In one key equal numbers are equal parts of what is drawn: a kernel is scaled noise.
    const scale = (noise: ArrayLike<number>) => own.map((x, i) => (x / (noise[i] ?? Number.NaN)).toFixed(4))
    const drawn = await Promise.all(usersKeys(key(1)).flatMap((k) => [normal(k, [3, 4]).data(), uniform(k, [3, 4]).data()]))
    for (const noise of drawn) expect(new Set(scale(noise)).size).toBeGreaterThan(1)
  })

  it('nor are dropout, parameters and the order of examples of one key of the same randomness', async () => {
    debug.keyReuse(true)
    const k = key(2)
    const variables = init(model, k)
    apply(model, variables, ones([5, 3]), { training: true, key: k })
    const [first, second] = split(k)
    normal(first, [2])
    normal(second, [2])
    const data = fromArrays({ x: { values: new Float32Array(30), shape: [3] }, y: { values: new Float32Array(20), shape: [2] } })
    const options = { loss: meanSquaredError, optimizer: sgd(0.1), epochs: 1, batchSize: 5, progress: false }
    await fit(model, data, { ...options, key: k })
  })

  it('is the same for equal keys, and other for others', async () => {
    const all = (seed: number): Promise<string[]> => Promise.all(tree.leaves(init(model, key(seed)).params).map(text))
    expect(await all(3)).toEqual(await all(3))
    expect(await all(3)).not.toEqual(await all(4))
    const y = async (m: Model<[3], [2]>, v: VariablesOf<typeof model>, seed: number) => text(apply(m, v, ones([5, 3]), { training: true, key: key(seed) })[0]) // biome-ignore format: one line
    const variables = init(model, key(0))
    expect(await y(model, variables, 1)).toEqual(await y(model, variables, 1))
    expect(await y(model, variables, 1)).not.toEqual(await y(model, variables, 2))
  })
})
