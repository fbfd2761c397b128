import { expect, it, vi } from 'vitest'
import { init, type Model, sequential } from '../../dsl/index.js'
import { alexnet } from '../../examples/alexnet/model.js'
import { networkInNetwork } from '../../examples/network-in-network/model.js'
import { resnet152 } from '../../examples/resnet152/model.js'
import { senet152 } from '../../examples/senet152/model.js'
import { encoder } from '../../examples/transformer/model.js'
import { vgg19 } from '../../examples/vgg19/model.js'
import { acquire, key, normal, tree } from '../../src/index.js'

/** Models, how much each learns as published, and what else it carries. */
const models: readonly (readonly [name: string, model: Model, parameters: number, state: number, output: readonly number[]])[] = [
  ['resnet152', resnet152, 60_192_808, 151_424, [1000]],
  // Beside those of ResNet-152 two dense layers in each of its 50 blocks.
  ['senet152', senet152, 66_821_848, 151_424, [1000]],
  ['vgg19', vgg19, 143_667_240, 0, [1000]],
  ['alexnet', alexnet, 61_100_840, 0, [1000]],
  ['network-in-network', networkInNetwork, 966_986, 0, [10]],
  // Twelve blocks of 7,087,872, the table of embeddings and the last normalisation.
  ['transformer', encoder, 12 * 7_087_872 + 30_522 * 768 + 2 * 768, 0, [128, 768]],
]

const count = (trees: unknown): number => tree.reduce((total, leaf) => total + leaf.size, 0, trees)

it.each(models)('%s has as many parameters as it should, and its summary says so', async (name, model, parameters, state, output) => {
  const before = process.memoryUsage().rss
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  await import(`../../examples/${name}/main.ts`)
  const [[table] = []] = log.mock.calls as string[][]
  log.mockRestore()
  expect(table).toMatch(new RegExp(`^total  .*  ${parameters.toLocaleString('en')}  [\\d,]+$`, 'm'))
  const variables = init(model, key(0))
  expect([count(variables.params), count(variables.state)]).toEqual([parameters, state])
  expect(model.output).toEqual(output)
  // Drawing the parameters is described, not done.
  expect(process.memoryUsage().rss - before).toBeLessThan(100e6)
})

it('a fresh ResNet-152 gives values of an ordinary size: its blocks begin as the identity', { timeout: 300_000 }, async () => {
  await acquire({ backend: 'cpu' })
  // Of small pictures, so that it takes a second and not a minute.
  const small = sequential([32, 32, 3], ...resnet152.layers)
  const { params, state } = init(small, key(0))
  const [y] = small.whole.forward({ params, state }, normal(key(1), [2, 32, 32, 3]), { training: false, key: undefined })
  const values = (await Promise.all(tree.leaves(y).map(async (leaf) => [...(await leaf.data())]))).flat()
  const largest = Math.max(...values.map(Math.abs))
  expect(largest).toBeGreaterThan(0.1)
  expect(largest).toBeLessThan(100)
})
