import { expect, it } from 'vitest'
import { apply, init } from '../../dsl/index.js'
import { first } from '../../examples/kit/digits.js'
import { learn } from '../../examples/resnet18/learn.js'
import { resnet18, seResnet18 } from '../../examples/resnet18/model.js'
import { mnist } from '../../node/mnist.js'
import { acquire, key, normal, tree } from '../../src/index.js'

const count = (trees: unknown): number => tree.reduce((total, leaf) => total + leaf.size, 0, trees)

it('has as many parameters as it should', () => {
  // Of the published 11,689,512 with a first convolution of 3x3x1 in the place of 7x7x3, and ten classes.
  const published = 11_689_512 - 64 * (147 - 9) - 513 * 990
  expect(count(init(resnet18(64), key(0)).params)).toBe(published)
  // Two dense layers with a sixteenth of the channels between them in each of two blocks of four stages.
  const weighing = [64, 128, 256, 512].reduce((sum, c) => sum + 2 * ((2 * c * c) / 16 + c / 16 + c), 0)
  expect(count(init(seResnet18(64), key(0)).params)).toBe(published + weighing)
})

it('moves and mirrors pictures in training by its key alone, and not in prediction', async () => {
  await acquire({ backend: 'cpu' })
  const [model, x] = [resnet18(8), normal(key(1), [4, 28, 28, 1])]
  const variables = init(model, key(0))
  const logits = async (training: boolean, seed: number) => {
    const [y] = apply(model, variables, x, { training, key: key(seed) })
    return Array.from(await y.data())
  }
  expect(await logits(true, 2)).toEqual(await logits(true, 2))
  expect(await logits(true, 2)).not.toEqual(await logits(true, 3))
  expect(await logits(false, 2)).toEqual(await logits(false, 3))
})

it('learns from 1,000 pictures in five passes', { timeout: 240_000 }, async () => {
  await acquire({ backend: 'cpu' })
  // Digits: they are there wherever the tests run.
  const { train, test } = await mnist()
  const digits = { train: first(train, 1000), test: first(test, 500) }
  const setting = { size: 'quick', seed: 0, checkpoints: '', log: () => undefined } as const
  const { findings } = await learn('se-resnet18', seResnet18(8), digits, setting)
  expect(findings['se-resnet18, test accuracy']?.value).toBeGreaterThan(65) // chance has 10
})
