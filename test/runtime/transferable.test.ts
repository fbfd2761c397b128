import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dense, init, predict, relu, sequential, type VariablesOf } from '../../dsl/index.js'
import {
  acquire,
  add,
  allClose,
  fromTransferable,
  InvalidArgument,
  jit,
  key,
  ones,
  ShapeMismatch,
  type Tensor,
  type TransferableTree,
  tensor,
  toTransferable,
  tree,
} from '../../src/index.js'
import { withCompiled } from '../support/compiled.js'
import { backends } from '../support/targets.js'

const model = sequential([3], dense(4), relu, dense(2))
type Learned = VariablesOf<typeof model>

describe.each(backends)('tensors on %s are handed over', (backend) => {
  beforeAll(() => acquire({ backend }))
  afterAll(() => acquire({ backend: 'reference' }))

  it('as data that is cloned, of every dtype, whether given, pending or computed', async () => {
    const many = {
      given: tensor([[1, 2.5]]),
      pending: add(tensor([1, 2], { dtype: 'i32' }), 1),
      computed: jit((x: Tensor<[2], 'u32'>) => add(x, 1))(tensor([7, 8], { dtype: 'u32' })),
      nested: [tensor([true, false]), { scalar: tensor(-0), empty: tensor([]) }] as const,
      also: { name: 'x', epochs: 3, none: undefined, when: new Date(0), like: { shape: [1], dtype: 'f32', values: new Float32Array(1) } },
    }
    const back: typeof many = fromTransferable(structuredClone(await toTransferable(many)))
    await Promise.all([many, back].flatMap((one) => tree.leaves(one)).map((leaf) => leaf.data()))
    expect(back).toEqual(many)
    expect(back.also).toEqual(many.also)
    expect([...(await add(back.given, 1).data())]).toEqual([2, 3.5])
  })

  it('and stay what they are here', async () => {
    const x = tensor([1, 2])
    const handed = await toTransferable({ x })
    const moved = structuredClone(handed, { transfer: handed.buffers })
    expect([...(await x.data())]).toEqual([1, 2])
    expect(() => fromTransferable(handed)).toThrow(
      new ShapeMismatch(
        'fromTransferable: f32[2] comes with 0 elements; its memory was moved on, by a transfer: take the data where it arrived',
      ),
    )
    // What was made of it does not depend on it.
    const there = fromTransferable(moved)
    structuredClone(moved, { transfer: moved.buffers })
    expect([...(await there.x.data())]).toEqual([1, 2])
  })

  it('one tensor in two places comes as it is in both', async () => {
    const x = tensor([1, 2])
    const [a, b] = fromTransferable(structuredClone(await toTransferable([x, x] as const)))
    expect([...(await add(a, b).data())]).toEqual([2, 4])
  })
})

it('what cannot be posted is refused by a sentence', async () => {
  await expect(toTransferable({ model, w: tensor([1]) })).rejects.toThrow(
    new InvalidArgument(
      'toTransferable: the tree has a function at .model.layers[0].decoding, which no message can carry; hand over the tensors, and make models and functions anew where they arrive',
    ),
  )
  for (const other of [undefined, 5, {}, tensor([1])])
    expect(() => fromTransferable(other as TransferableTree)).toThrow(
      new InvalidArgument('fromTransferable: this is nothing that toTransferable made'),
    )
})

it('weights are posted to a worker, which predicts the same with them, and posts them back', () =>
  withCompiled(['node/typegrad.ts', 'dsl/index.ts'], async (folder) => {
    await acquire({ backend: 'reference' })
    const variables = init(model, key(0))
    const text = `
      import { parentPort } from 'node:worker_threads'
      import { acquire, fromTransferable, ones, toTransferable } from '${folder}/node/typegrad.js'
      import { dense, predict, relu, sequential } from '${folder}/dsl/index.js'
      await acquire({ backend: 'reference' })
      const model = sequential([3], dense(4), relu, dense(2))
      parentPort.once('message', async (message) => {
        const variables = fromTransferable(message)
        const answer = await toTransferable({ y: predict(model, variables, ones([5, 3])), variables })
        parentPort.postMessage(answer, answer.buffers)
      })
    `
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(text.replaceAll(folder, `file://${folder}`))}`))
    try {
      const answer = new Promise<TransferableTree<{ y: Tensor<[5, 2]>; variables: Learned }>>((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', reject)
      })
      const handed = await toTransferable(variables)
      worker.postMessage(handed, handed.buffers)
      const { y, variables: back } = fromTransferable(await answer)
      const expected = predict(model, variables, ones([5, 3]))
      await Promise.all(tree.leaves(variables).map((leaf) => leaf.data()))
      expect(await allClose(y, expected)).toBe(true)
      expect(back).toEqual(variables)
    } finally {
      await worker.terminate()
    }
  }))
