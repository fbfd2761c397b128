// Writes test/fixtures/tfjs/real.json: what TensorFlow.js makes of models in packages.
//   node scripts/tfjs/real.mjs FOLDER_OF_TFJS/node_modules FOLDER_OF_PACKAGES
import { readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { modelAt } from './models.mjs'

const [, , tfjs = '.', packages = '.'] = process.argv
const tf = createRequire(resolve(tfjs, 'x.js'))('@tensorflow/tfjs')
await tf.setBackend('cpu')

/** @param {Uint8Array[]} shards */
const joined = (shards) => Uint8Array.from(Buffer.concat(shards)).buffer
/** @param {number[]} values */
const base64 = (values) => Buffer.from(new Float32Array(values).buffer).toString('base64')

/** @typedef {{ shape: number[], scale: number, offset?: number }} Given */

/** `offset + scale * sin(0.7 i + 0.01 i^2)` at place i. @param {Given} given */
const inputOf = ({ shape, scale, offset = 0 }) =>
  tf.tensor(
    Float32Array.from(
      { length: shape.reduce((product, size) => product * size, 1) },
      (_, i) => offset + scale * Math.sin(0.7 * i + 0.01 * i * i),
    ),
    shape,
  )

/** @type {(size: number) => Given} */
const image = (size) => ({ shape: [1, size, size, 3], scale: 0.5, offset: 0.5 })

/** @type {{ name: string, file: string, inputs: Record<string, Given> }[]} */
const models = [
  { name: 'nsfwjs MobileNetV2', file: 'nsfwjs/dist/models/mobilenet_v2/model.min.js', inputs: { input_1: image(224) } },
  { name: 'nsfwjs MobileNetV2 mid', file: 'nsfwjs/dist/models/mobilenet_v2_mid/model.min.js', inputs: { input: image(224) } },
  { name: 'nsfwjs InceptionV3', file: 'nsfwjs/dist/models/inception_v3/model.min.js', inputs: { input_1: image(299) } },
  { name: 'basic-pitch', file: '@spotify/basic-pitch/model/model.json', inputs: { input_2: { shape: [1, 43844, 1], scale: 0.5 } } },
]

/** @param {{ model: any, shards: Uint8Array[] }} files */
const load = ({ model, shards }) => {
  const weightSpecs = model.weightsManifest.flatMap((/** @type {any} */ { weights }) => weights)
  const artifacts = { ...model, weightSpecs, weightData: joined(shards) }
  const handler = { load: async () => artifacts }
  return model.modelTopology.node ? tf.loadGraphModel(handler) : tf.loadLayersModel(handler)
}

/** Every so manieth element, so that a fixture stays small. @param {string} name @param {any} x */
const told = async (name, x) => {
  const data = await x.data()
  const step = Math.max(1, Math.floor(data.length / 500))
  return { name, shape: x.shape, step, base64: base64(Array.from(data).filter((_, i) => i % step === 0)) }
}

const real = []
for (const { name, file, inputs } of models) {
  const model = await load(modelAt(packages, file))
  const given = Object.values(inputs).map(inputOf)
  const start = performance.now()
  const results = [model.predict(given.length === 1 ? given[0] : given)].flat()
  await results[0].data()
  console.log(name, `${Math.round(performance.now() - start)} ms`)
  /** @type {string[]} */
  const names = model.outputNames ?? model.outputs.map((/** @type {any} */ { name }) => name)
  const keys = model.modelSignature ? Object.keys(model.modelSignature.outputs) : undefined
  real.push({
    name,
    file,
    inputs,
    outputs: await Promise.all(results.map((x, i) => told((keys?.[i] ?? names[i] ?? '').replace(/:0$/, ''), x))),
  })
}

const folder = '@vladmandic/face-api/model'
const manifests = []
for (const file of readdirSync(`${packages}/${folder}`).filter((one) => one.endsWith('.json'))) {
  const { model, shards } = modelAt(packages, `${folder}/${file}`)
  const tensors = tf.io.decodeWeights(
    joined(shards),
    model.flatMap((/** @type {any} */ { weights }) => weights),
  )
  /** @type {Record<string, object>} */
  const sums = {}
  for (const [name, x] of Object.entries(/** @type {Record<string, any>} */ (tensors))) {
    const data = Array.from(await x.data(), Number)
    // In f64, so that an element that differs is seen.
    sums[name] = { dtype: x.dtype, shape: x.shape, sum: data.reduce((sum, value, i) => sum + value * Math.cos(i), 0) }
  }
  manifests.push({ file: `${folder}/${file}`, tensors: sums })
}

writeFileSync(new URL('../../test/fixtures/tfjs/real.json', import.meta.url), JSON.stringify({ models: real, manifests }))
