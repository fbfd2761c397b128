// Writes test/fixtures/tfjs/graphs.json and layers.json: small models, and what TensorFlow.js makes of some inputs.
//   node scripts/tfjs/fixtures.mjs FOLDER_OF_TFJS/node_modules
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { floats, graphs, modelOf } from './graphs.mjs'
import { layered } from './layers.mjs'

const [, , folder = '.'] = process.argv
const tf = createRequire(resolve(folder, 'x.js'))('@tensorflow/tfjs')
await tf.setBackend('cpu')

/** @param {any} x */
const told = (x) => ({ dtype: x.dtype, shape: x.shape, data: Array.from(x.dataSync(), (value) => Number(value.toPrecision(7))) })

/** @param {import('./graphs.mjs').Stored} stored */
const tensorOf = ({ dtype, shape, data }) => tf.tensor(data, shape, dtype)

/** @param {any} model @param {Uint8Array} bytes */
const handler = (model, bytes) => ({
  load: async () => ({ ...model, weightSpecs: model.weightsManifest[0].weights, weightData: Uint8Array.from(bytes).buffer }),
})

/** @param {Uint8Array} bytes */
const base64 = (bytes) => Buffer.from(bytes).toString('base64')

/** @param {string} name @param {unknown} content */
const write = (name, content) =>
  writeFileSync(new URL(`../../test/fixtures/tfjs/${name}.json`, import.meta.url), `${JSON.stringify(content)}\n`)

const made = []
for (const graph of graphs) {
  const { model, bytes, given } = modelOf(graph)
  try {
    const loaded = await tf.loadGraphModel(handler(model, bytes))
    const names = Object.values(model.signature.outputs).map(({ name }) => name)
    const results = [loaded.execute(Object.fromEntries(Object.entries(given).map(([name, x]) => [name, tensorOf(x)])), names)].flat()
    made.push({
      name: graph.name,
      model,
      weights: base64(bytes),
      inputs: given,
      outputs: Object.fromEntries(results.map((x, i) => [`y${i}`, told(x)])),
    })
  } catch (error) {
    console.log(`${graph.name}: ${error}`)
  }
}
write('graphs', made)

/** What says nothing about results. @type {(key: string, value: unknown) => unknown} */
const without = (key, value) => (/_(initializer|regularizer|constraint)$/.test(key) ? undefined : value)

const models = []
for (const { name, inputs, build, dtype = 'float32' } of layered)
  try {
    tf.disposeVariables()
    const xs = inputs.map((shape, i) => tf.input({ shape, dtype: 'float32', name: `x${i}` }))
    const outputs = [build(tf, ...xs)].flat()
    const model = tf.model({ inputs: xs, outputs })
    // Variances are not negative.
    model.setWeights(
      model.weights.map((/** @type {any} */ { name: own, shape }, /** @type {number} */ i) => {
        const values = floats(shape, (x) => (/variance/.test(own) ? Math.abs(x) + 0.2 : 0.6 * x + 0.1 * (i % 3)))
        return tensorOf(values)
      }),
    )
    const given = inputs.map((shape) => {
      const values = floats([2, ...shape])
      return dtype === 'int32' ? { ...values, data: values.data.map((x) => Math.round(Math.abs(2 * x))) } : values
    })
    const results = [model.predict(given.map(tensorOf))].flat()
    /** @type {any} */
    let artifacts
    await model.save(
      tf.io.withSaveHandler(async (/** @type {any} */ all) => {
        artifacts = all
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
      }),
    )
    const topology = typeof artifacts.modelTopology === 'string' ? JSON.parse(artifacts.modelTopology) : artifacts.modelTopology
    models.push({
      name,
      model: JSON.parse(
        JSON.stringify(
          {
            format: 'layers-model',
            modelTopology: topology,
            weightsManifest: [
              {
                paths: ['shard'],
                weights: artifacts.weightSpecs.map((/** @type {any} */ { name, shape, dtype }) => ({ name, shape, dtype })),
              },
            ],
          },
          without,
        ),
      ),
      weights: base64(new Uint8Array(artifacts.weightData)),
      inputs: Object.fromEntries(given.map((x, i) => [`x${i}`, x])),
      outputs: results.map(told),
    })
  } catch (error) {
    console.log(`${name}: ${error}`)
  }
write('layers', models)
console.log(`${made.length} graphs, ${models.length} models of layers`)
