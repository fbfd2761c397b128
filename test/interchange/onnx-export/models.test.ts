import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import * as dsl from '../../../dsl/index.js'
import { readerOf, writerOf } from '../../../examples/characters/recurrent.js'
import { model as siamese } from '../../../examples/dag/model.js'
import { boardOf } from '../../../examples/go/board.js'
import { networkFor } from '../../../examples/go/network.js'
import { model as digits } from '../../../examples/mnist/train.js'
import { networkInNetwork } from '../../../examples/network-in-network/model.js'
import { resnet18, seResnet18 } from '../../../examples/resnet18/model.js'
import { pilotNet } from '../../../examples/steering/network.js'
import { recurrent, transformer } from '../../../examples/translation/models.js'
import { acquire } from '../../../src/index.js'
import { toOnnx } from '../../../src/interchange/onnx/write/export.js'
import { type AnyModel, layers } from './cases.js'
import { examples, learnt, predicted } from './examples.js'
import { arrayOf, demandClose, engine, runOnnx } from './runtime.js'

/** Models of the examples, at small sizes. */
const published = {
  'digits of mnist': () => digits,
  resnet18: () => resnet18(4),
  'se-resnet18': () => seResnet18(8),
  'network in network': () => networkInNetwork,
  'pilot of steering': () => pilotNet({ height: 20, width: 24 }),
  'network of go': () => networkFor(boardOf(5, 5, 0), 6, 2),
  'reader of characters': () => readerOf({ characters: 9, units: 6 }, 5),
  'writer of characters': () => writerOf({ characters: 9, units: 6 }, 5),
  'translation, recurrent': () => recurrent(6)(5, 4),
  'translation, transformer': () => transformer(8, 2)(5, 4),
  'encoder like BERT': () =>
    dsl.sequential(
      { shape: [8], dtype: 'i32' },
      dsl.embedding(9, 8),
      dsl.positionalEncoding(),
      dsl.repeated(3, dsl.transformerBlock({ heads: 2, hidden: 16, dropout: 0.1 })),
      dsl.layerNorm(),
    ),
  'siamese of dag': () => siamese,
} as const

describe.skipIf(!engine)('models, in ONNX Runtime (needs TYPEGRAD_ONNX, see runtime.ts)', () => {
  beforeAll(() => acquire({ backend: 'cpu' }))

  const agrees = async (name: string, model: AnyModel): Promise<number> => {
    const variables = learnt(model)
    const runs = [1, 5].map((count) => examples(model, count))
    const file = await toOnnx(model, variables)
    const got = await runOnnx(file, await Promise.all(runs.map((all) => Promise.all(all.map(arrayOf)))))
    const off = await Promise.all(
      runs.map(async (x, i) => demandClose(name, got[i] ?? [], await Promise.all(predicted(model, variables, x).map(arrayOf)), 1e-5)),
    )
    return Math.max(...off)
  }

  it('whose tensors lie in a file beside it', async () => {
    const at = await mkdtemp(join(tmpdir(), 'typegrad-onnx-'))
    const model = dsl.sequential([9, 9, 3], dsl.conv2d(16, 5), dsl.relu, dsl.flatten, dsl.dense(40))
    const variables = learnt(model as never)
    const parts: Uint8Array[] = []
    const file = await toOnnx(model, variables, { external: { location: 'weights', write: (bytes) => void parts.push(bytes) } })
    await writeFile(join(at, 'model.onnx'), file)
    await writeFile(join(at, 'weights'), Buffer.concat(parts))
    const x = examples(model as never, 2)
    const [got = []] = await runOnnx(join(at, 'model.onnx'), [await Promise.all(x.map(arrayOf))])
    await rm(at, { recursive: true })
    expect(file.length).toBeLessThan(4000)
    demandClose('model', got, await Promise.all(predicted(model as never, variables, x).map(arrayOf)), 1e-5)
  })

  for (const [name, make] of Object.entries({ ...layers, ...(published as unknown as typeof layers) }))
    it(name, async () => expect(await agrees(name, make())).toBeLessThan(1e-5))
})
