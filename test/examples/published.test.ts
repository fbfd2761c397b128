import { readFileSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { init, type Model, sequential } from '../../dsl/index.js'
import { replacedBy } from '../../dsl/weights/place.js'
import { alexnet } from '../../examples/alexnet/model.js'
import { networkInNetwork } from '../../examples/network-in-network/model.js'
import { resnet152 } from '../../examples/resnet152/model.js'
import { senet152 } from '../../examples/senet152/model.js'
import { vgg19 } from '../../examples/vgg19/model.js'
import { type AnyTensor, acquire, jit, key, type Tree, tensor, tree } from '../../src/index.js'
import { uniform, weightsOf } from './weights.js'

/** What PyTorch gave, by scripts/fixtures/published_models.py. */
const fixture: { readonly cases: Readonly<Record<string, { readonly picture: readonly number[]; readonly y: string }>> } = JSON.parse(
  readFileSync(new URL('../fixtures/torch/published-models.json', import.meta.url), 'utf8'),
)

const models: Readonly<Record<string, Model>> = { alexnet, vgg19, resnet152, senet152, 'network-in-network': networkInNetwork }

beforeAll(() => acquire({ backend: 'cpu' }))

it('there is a fixture for each network', () => expect(Object.keys(fixture.cases)).toEqual(Object.keys(models)))

it.each(Object.entries(models))(
  '%s, of the published width and depth, gives for a small picture what PyTorch gives with the same weights',
  { timeout: 300_000 },
  async (name, model) => {
    const { picture = [], y: text = '' } = fixture.cases[name] ?? {}
    // What is wider than it is high tells axes that were mixed up.
    const { whole } = sequential([...picture], ...model.layers)
    const variables = replacedBy(init(sequential([...picture], ...model.layers), key(0)), (at, { shape }) =>
      tensor(weightsOf(at, shape), { shape }),
    )
    const x = tensor(
      uniform(
        'x',
        picture.reduce((size, side) => size * side, 1),
      ),
      { shape: [1, ...picture] },
    )
    const forward = jit(
      (given: Tree, pictures: AnyTensor) => whole.forward(given as never, pictures, { training: false, key: undefined })[0],
    )
    const y = forward(variables as Tree, x)
    const found = (await Promise.all(tree.leaves(y).map((leaf) => leaf.data()))).flatMap((data) => Array.from(data))
    const wanted = text
      .slice(text.indexOf(']') + 2)
      .split(' ')
      .map(Number)
    expect(found).toHaveLength(wanted.length)
    const largest = Math.max(...wanted.map(Math.abs))
    const worst = Math.max(...wanted.map((value, i) => Math.abs(value - (found[i] ?? Number.NaN)))) / largest
    expect(worst).toBeLessThan(1e-5)
  },
)
